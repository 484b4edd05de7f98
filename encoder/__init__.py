"""Tunes the encoder that reads messages. The bot uses only the resulting file, never this code."""
