"""What people did on an app: taken once, answered in order, by one process."""
