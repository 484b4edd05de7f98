"""The version of the whole, said only here; CHANGELOG.md tells what each one brought."""

VERSION = "1.1.0"
