"""The path of a message, the same on every channel: limited, cleaned, masked, read, answered."""
