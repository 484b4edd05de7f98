"""The document is valid, is served, and has every route."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from channels.message.errors import ChatError
from channels.web.openapi import Interface
from channels.web.web_channel import WebChannel
from operations.settings import Settings
from tests.live import LiveServer, new_id

INTERFACE = Interface(500)


def test_every_route_is_described_and_nothing_else(tmp_path: Path) -> None:
    channel = WebChannel(Settings.load({"CHAT_VAR": str(tmp_path)}, Path("no.env")))
    routes = {(at, method.lower()) for method, at, _ in channel._routes() if method != "HEAD"}
    paths = INTERFACE.document["paths"]
    assert routes == {(path, method) for path, methods in paths.items() for method in methods}


def test_its_schemas_are_schemas() -> None:
    for schema in INTERFACE.document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere() -> None:
    import re

    names = set(re.findall(r"#/components/schemas/(\w+)", str(INTERFACE.document)))
    assert names <= set(INTERFACE.document["components"]["schemas"])


def test_every_operation_says_how_it_can_fail() -> None:
    for methods in INTERFACE.document["paths"].values():
        for operation in methods.values():
            assert {"400", "403", "429", "500"} <= set(operation["responses"])
            needs_token = operation.get("security") == [{"token": []}]
            assert ("401" in operation["responses"]) == needs_token


def test_it_is_what_is_served(server: LiveServer) -> None:
    assert server.document == INTERFACE.document


@pytest.mark.parametrize("value", [None, [], "x", {"id": new_id()}, {"id": new_id(), "text": ""}])
def test_what_is_not_of_the_form_is_refused(value: object) -> None:
    with pytest.raises(ChatError, match="invalid"):
        INTERFACE.check("TextMessage", value)


def test_what_is_of_the_form_comes_back() -> None:
    value = {"id": new_id(), "text": "a" * 500}
    assert INTERFACE.check("TextMessage", value) is value
