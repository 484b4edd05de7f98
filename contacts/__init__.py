"""Delivers visitors' requests to the clinic."""
