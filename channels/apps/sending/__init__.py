"""Answers to an app: rendered within its limits, sent at its pace, repeated until they arrive."""
