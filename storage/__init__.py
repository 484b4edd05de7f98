"""What is kept of conversations, events and requests, and for how long."""
