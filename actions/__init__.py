"""The bot's custom actions: they read the conversation, look up the knowledge and reply."""
