"""A message's way, the same on every channel: cleaned, limited, masked, read, answered."""
