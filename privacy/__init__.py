"""What is personal in a text, and what people ask about their own data."""
