"""The clinic's desk, at /desk: what visitors asked for and said, for the clinic's staff only."""
