"""Messaging apps: what all connectors share, and one file a provider."""
