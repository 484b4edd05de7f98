"""The database itself: connections, tables, locks, migrations and errors."""
