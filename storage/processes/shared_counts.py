"""SharedCounts: counts that all processes on one PostgreSQL database keep together."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any, NamedTuple

from storage.sql.database import Database
from storage.sql.store_errors import StoreError

#: Seconds to wait for the database, while the visitor waits, too.
_PATIENCE = 1.0

_NOW = "extract(epoch FROM clock_timestamp())"
#: A window begins with its first hit; what is given back never makes the count negative.
_ADD = f"""
INSERT INTO counts AS known (key, count, ends)
VALUES (%(key)s, greatest(0, %(amount)s), {_NOW} + %(seconds)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN known.ends <= {_NOW} THEN excluded.count
          ELSE greatest(0, known.count + %(amount)s) END,
  ends = CASE WHEN known.ends <= {_NOW} THEN excluded.ends ELSE known.ends END
RETURNING count AS total, ends - {_NOW} AS rest
"""


class Counted(NamedTuple):
    """The new count, and the seconds until its window ends."""

    total: int
    rest: float


class SharedCounts:
    """A key may be somebody's address, so only its keyed hash is stored."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = hashlib.sha256(b"counts:" + secret.encode()).digest()

    async def add(self, key: str, seconds: int, amount: int = 1) -> Counted:
        """Add to the key's count in a window of so many seconds.

        Raises:
            StoreError: the database failed, or was too slow.
        """
        hashed = hmac.digest(self._secret, key.encode("utf-8", "replace"), hashlib.sha256).hex()
        values = {"key": hashed[:40], "amount": amount, "seconds": seconds}

        def work(connection: Any) -> Counted:
            row = connection.exec_driver_sql(_ADD, values).one()
            return Counted(int(row.total), float(row.rest))

        if self._database.health.has_failed_lately:
            raise StoreError("The database failed a moment ago.")
        try:
            return await asyncio.wait_for(self._database.run(work), _PATIENCE)
        except asyncio.TimeoutError:
            raise StoreError("The database did not count in time.") from None
