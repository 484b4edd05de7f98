"""Messaging apps: what all connectors share, and one module for each app."""
