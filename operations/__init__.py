"""What operators configure and monitor: settings, secrets, versions, logs and metrics."""
