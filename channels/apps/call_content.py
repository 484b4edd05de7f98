"""Call content: reads the JSON of an app's call, which may hold anything."""

from __future__ import annotations

import json
from typing import Any

from sanic.exceptions import InvalidUsage


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in what should be a list of objects; everything else is dropped."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def read_json(content: bytes | str) -> dict[str, Any]:
    """A JSON object; {} for any other JSON.

    Raises:
        InvalidUsage: the content is not JSON; answered with status 400.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidUsage("Not JSON") from error
    return found if isinstance(found, dict) else {}
