"""Serving: what makes Rasa fast and safe in one process."""
