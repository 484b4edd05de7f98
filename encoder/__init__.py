"""Tunes the encoder that reads messages. Never imported by the bot; its result is a hashed file."""
