"""The one process: how it starts, how it stops, and every way to talk to it."""

import engine  # noqa: F401  # sets what Rasa reads when it is imported
