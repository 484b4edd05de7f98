"""Answers to an app: drawn within its limits, paced, sent until they have arrived."""
