"""What people do on an app: each event is taken once and answered in order, by one process."""
