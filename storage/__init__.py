"""Stores conversations, events and requests, and deletes them when their time is over."""
