"""The knowledge as pages: every question with its answer, for people and for search engines."""
