"""Requests to the clinic on their way to it."""
