"""Errors as visitors see them: a status, a code for programs and a plain sentence."""

from __future__ import annotations

import logging
from typing import NamedTuple

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from storage.sql.store_errors import ConflictError, StoreError

logger = logging.getLogger(__name__)


class Fault(NamedTuple):
    """An error: its HTTP status, a code for programs, a sentence, and the seconds to wait."""

    status: int
    code: str
    message: str
    retry_after: int | None = None


UNREADABLE = Fault(400, "unreadable", "That could not be read. Please send it again.")
NO_CONVERSATION = Fault(
    401, "no_conversation", "This conversation has ended. Your next message begins a new one."
)
FORGED = Fault(401, "forged", "This call does not prove that it comes from where it should.")
STALE = Fault(403, "stale", "This call is too old.")
WRONG_ORIGIN = Fault(403, "wrong_origin", "This chat does not work from this website.")
NOT_FOUND = Fault(404, "not_found", "There is nothing here.")
WRONG_METHOD = Fault(405, "wrong_method", "This address does not take that kind of request.")
TIMED_OUT = Fault(408, "timed_out", "That took too long to arrive. Please send it again.")
OTHER_REQUEST = Fault(
    409,
    "other_request",
    "Your first request is kept, and this changed one is not. Please begin a new one to send it.",
)
NOT_JSON = Fault(415, "not_json", "That is not in a form the chat can read.")
INVALID = Fault(422, "invalid", "The chat could not understand that request.")
EMPTY = Fault(422, "empty", "Please type a question.")
TOO_LONG = Fault(
    422, "too_long", "Please use at most {limit} characters. In an emergency, call {emergency}."
)
#: Without the clinic's numbers: the knowledge may be what can't be read.
_URGENT = "In an emergency, call your local emergency number."
TOO_LARGE = Fault(413, "too_large", f"That is too long. Please send less at once. {_URGENT}")
TOO_MANY = Fault(429, "too_many", f"That was a lot at once. Please wait a moment. {_URGENT}", 5)
ENOUGH = Fault(
    429, "enough", f"That was a lot for one day. Please come back tomorrow. {_URGENT}", 3600
)
ENOUGH_REQUESTS = ENOUGH._replace(
    message="No more than that can be passed on in a day, so this was not passed on. Please call "
    f"the clinic, or come back tomorrow. {_URGENT}"
)
BUSY = Fault(429, "busy", f"Your last messages are still being answered. {_URGENT}", 1)
BROKEN = Fault(500, "broken", f"Something went wrong here. Please try again. {_URGENT}")
AWAY = Fault(503, "away", f"The chat is not available right now. Please try again. {_URGENT}", 5)

_BY_STATUS = {
    fault.status: fault
    for fault in (
        *(UNREADABLE, WRONG_ORIGIN, NOT_FOUND, WRONG_METHOD),
        *(TIMED_OUT, TOO_LARGE, NOT_JSON, AWAY),
    )
}


class ChatError(Exception):
    """Raised by a handler for a fault; `words` fill the placeholders in its sentence."""

    def __init__(self, fault: Fault, retry_after: int | None = None, **words: object) -> None:
        super().__init__(fault.code)
        self.fault = fault._replace(
            message=fault.message.format(**words), retry_after=retry_after or fault.retry_after
        )


def respond(request: Request, exception: Exception) -> HTTPResponse:
    """The JSON response for any exception, without a stack trace and without what was sent."""
    if isinstance(exception, ChatError):
        return sent(exception.fault)
    if isinstance(exception, ConflictError):
        return sent(BUSY)
    if isinstance(exception, StoreError):
        logger.warning("The database failed: %s", exception)
        return sent(AWAY)
    if isinstance(exception, SanicException) and exception.status_code in _BY_STATUS:
        return sent(_BY_STATUS[exception.status_code])
    if request.method == "NONE" or isinstance(exception, SanicException):
        return sent(UNREADABLE)  # "NONE": the request line could not be parsed
    logger.error("A request failed", exc_info=exception)
    return sent(BROKEN)


def sent(fault: Fault) -> HTTPResponse:
    """{"error": {"code", "message"}}, with Retry-After if waiting helps."""
    error: dict[str, str | int] = {"code": fault.code, "message": fault.message}
    if fault.retry_after is None:
        return json({"error": error}, status=fault.status)
    error["retry_after"] = fault.retry_after
    headers = {"Retry-After": str(fault.retry_after)}
    return json({"error": error}, status=fault.status, headers=headers)
