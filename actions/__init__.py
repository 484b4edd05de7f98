"""The bot's custom actions: read the conversation, ask the knowledge, say it."""
