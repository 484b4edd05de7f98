"""The one process: its start, its end, and every way into it."""

import engine  # noqa: F401  # what Rasa finds when it is imported
