"""Several processes on one database: who they are, and what they count together."""
