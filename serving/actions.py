"""InProcessActions: runs the custom actions inside the Rasa server."""

from __future__ import annotations

from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class InProcessActions(EndpointConfig):
    """Takes the place of the action server's address and calls the SDK's executor directly.

    Saves a process and a request; the actions are the same ones `rasa run actions` serves.
    """

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self, method: str = "post", subpath: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        """The result of the action named in `json`, as the action server would answer it."""
        return await self._executor.run(kwargs["json"])
