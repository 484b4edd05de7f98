"""Channels: where visitors meet the bot, one connector a file."""
