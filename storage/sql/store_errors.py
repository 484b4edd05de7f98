"""StoreError: what a database could not do."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The database failed. Nothing was stored, or its confirmation got lost."""


class UnusableError(StoreError):
    """This database can't be used, and waiting won't help."""


class BusyError(StoreError):
    """Another process is writing at this moment."""


class ConflictError(StoreError):
    """Another process has changed the conversation; the database works, so read it again."""
