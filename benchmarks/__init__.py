"""Benchmarks: measures of the bot and of its pipeline; never imported by the bot."""
