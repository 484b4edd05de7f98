"""What an operator sets and sees: settings, secrets, versions, logs, metrics."""
