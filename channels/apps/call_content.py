"""Call content: the JSON of an app's call, which may be anything."""

from __future__ import annotations

import json
from typing import Any

from sanic.exceptions import InvalidUsage


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of what should be a list of them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def read_json(content: bytes | str) -> dict[str, Any]:
    """An object; {} for anything else that is JSON.

    Raises:
        InvalidUsage: not JSON (a 400).
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidUsage("Not JSON") from error
    return found if isinstance(found, dict) else {}
