"""Several processes on one database: which ones there are, and what they count together."""
