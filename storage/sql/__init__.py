"""The database itself: connections, tables, locks, migrations and what can fail."""
