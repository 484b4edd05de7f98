"""The knowledge as web pages: every topic and gap, for people and for search engines."""
