"""The version of the product, defined only here; CHANGELOG.md lists the changes."""

VERSION = "2.0.0"
