"""Where visitors meet the bot: the website, messaging apps, and what both share."""
