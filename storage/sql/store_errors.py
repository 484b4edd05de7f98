"""StoreError: what a database could not do."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The database could not do it. Nothing of the work was stored, or the answer got lost."""


class UnusableError(StoreError):
    """Waiting won't help: this is not a database for us."""


class BusyError(StoreError):
    """Another process writes at this moment."""


class ConflictError(StoreError):
    """Another process was at the same conversation. The database is well; it is to be read anew."""
