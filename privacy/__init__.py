"""Personal data in texts, and people's requests about their own data."""
