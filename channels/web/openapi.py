"""OpenAPI: describes the HTTP interface at /openapi.json; requests are checked against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jsonschema import Draft202012Validator

from channels.message.errors import INVALID, ChatError
from channels.web.schemas import TEXT, Schema, ref, schemas

#: Status codes that any call may be refused with.
_ALWAYS = (400, 403, 413, 429, 500)
_ERRORS = {
    400: "It could not be read.",
    401: "The token is missing, forged or expired, or its conversation was erased.",
    403: "The chat does not work from this website.",
    404: "There is no such reply.",
    409: "A different request was already sent with this id, or the words of consent have changed.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The body doesn't match the schema, or a text is too long.",
    429: "Too many calls; Retry-After says when to try again.",
    500: "Something failed on the server.",
    503: "Not available right now; Retry-After says when to try again.",
}
_SUMMARY = "Chat about PRP and exosome treatment for hair loss, answered from a clinic's guide."


class Interface:
    """The OpenAPI document and its schemas."""

    def __init__(self, text_length: int, *, requests: bool = False, live: bool = False) -> None:
        """Whether requests to the clinic and chats with a person are on."""
        self._schemas = schemas(text_length)
        ways = (_requests() if requests else {}) | (_live() if live else {})
        self.document = _document(self._schemas, ways)
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, name: str, value: Any) -> dict[str, Any]:
        """The value, if it matches the named schema.

        Raises:
            ChatError: it does not.
        """
        if name not in self._validators:
            schema = {**self._schemas[name], "components": {"schemas": self._schemas}}
            self._validators[name] = Draft202012Validator(schema)
        if not isinstance(value, dict) or not self._validators[name].is_valid(value):
            raise ChatError(INVALID)
        return value


def _document(named: dict[str, Schema], ways: dict[str, Any]) -> dict[str, Any]:
    bearer = {"type": "http", "scheme": "bearer", "description": "The token of POST /chat/session."}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Clinic chat", "version": "1", "description": _SUMMARY},
        "paths": _chat_paths() | ways | _other_paths(),
        "components": {"schemas": named, "securitySchemes": {"token": bearer}},
    }


def _chat_paths() -> dict[str, Any]:
    message = {"oneOf": [ref("TextMessage"), ref("ButtonMessage")]}
    page = {"name": "page", "in": "query", "schema": TEXT, "description": "Path of the page."}
    begun = {"200": _ok("The same conversation.", "Session"), "201": _ok("A new one.", "Session")}
    begin = _operation("Begin or resume a conversation", begun, (503,), body=ref("Begin"))
    begin["security"] = [{}, {"token": []}]
    config = _operation("What the widget needs before a conversation", _answers("Config"))
    send = _operation("Send a message; the same id brings the same replies", _answers("Replies"),
                      (422, 503), body=message, own=True)  # fmt: skip
    before = {"name": "before", "in": "query", "schema": TEXT, "description": "Id of a message."}
    restore = _operation("The latest messages, or those before a message; `earlier` says if "
                         "there are more", _answers("History"), (422, 503), own=True)  # fmt: skip
    restore["parameters"] = [before]
    rate = _operation("Rate a reply", _empty(), (404, 422, 503), body=ref("Rating"), own=True)
    erase = _operation("Erase the conversation", _empty(), (503,), own=True)
    export = _operation("Everything that is stored of it", _answers("Export"), (503,), own=True)
    return {
        "/chat/config": {"get": {**config, "parameters": [page]}},
        "/chat/session": {"post": begin},
        "/chat/messages": {"post": send, "get": restore},
        "/chat/ratings": {"post": rate},
        "/chat/conversation": {"delete": erase},
        "/chat/export": {"get": export},
    }


def _requests() -> dict[str, Any]:
    ask = _operation("Leave a request for the clinic: the same id again is the same request",
                     _answers("Replies"), (409, 503),
                     body=ref("ContactRequest"), own=True)  # fmt: skip
    return {"/chat/requests": {"post": ask}}


def _live() -> dict[str, Any]:
    news = _operation("Whether a person of the clinic is in the chat, and what was said by them",
                      _answers("LiveChat"), (503,), own=True)  # fmt: skip
    since = {"name": "since", "in": "query", "schema": TEXT,
             "description": "`latest` of the response before: only what is new comes."}  # fmt: skip
    return {"/chat/live": {"get": {**news, "parameters": [since]}}}


def _other_paths() -> dict[str, Any]:
    live = _operation("The server answers", _answers("Live"))
    ready = _operation("The model and the database answer", _answers("Ready"), (503,))
    document = {"type": "object", "required": ["openapi", "paths"]}
    described = {"200": {"description": "OpenAPI 3.1.", "content": _json(document)}}
    return {
        "/health/live": {"get": live},
        "/health/ready": {"get": ready},
        "/openapi.json": {"get": _operation("This document", described)},
    }


def _operation(
    summary: str,
    responses: dict[str, Any],
    errors: Iterable[int] = (),
    *,
    body: Schema | None = None,
    own: bool = False,
) -> dict[str, Any]:
    """With `own`, the operation needs the token of a conversation."""
    wrong = [*_ALWAYS, *errors, *([401] if own else ()), *([415, 422] if body else ())]
    described = {str(code): _ok(_ERRORS[code], "Error") for code in sorted(set(wrong))}
    operation: dict[str, Any] = {"summary": summary, "responses": responses | described}
    if own:
        operation["security"] = [{"token": []}]
    if body:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    return operation


def _answers(name: str) -> dict[str, Any]:
    return {"200": _ok("Done.", name)}


def _empty() -> dict[str, Any]:
    return {"204": {"description": "Done."}}


def _ok(description: str, name: str) -> dict[str, Any]:
    return {"description": description, "content": _json(ref(name))}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
