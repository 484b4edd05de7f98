"""`python -m serving.run`: checks the settings, starts the server, prints its addresses."""

from __future__ import annotations

import errno
import gc
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from actions.knowledge import KnowledgeError
from operations import logs
from operations.secret import SecretError
from operations.settings import Settings, SettingsError
from operations.signals import ends

if TYPE_CHECKING:
    from storage.processes.membership import Membership

_DESCRIPTORS = 65536
_READY = """
The clinic's chat is on.
  Try it      {url}/
  HTTP        POST {url}/chat/session, then POST {url}/chat/messages
  Described   {url}/openapi.json
  Knows       {topics} topics, {gaps} honest gaps (knowledge {version})
  Keeps       conversations in {database}, {days}
  Processes   {processes}{apps}
Stop it with Ctrl-C."""


def main() -> int:
    """The exit code: 0, or 1 after one plain sentence for each thing that is wrong."""
    gc.disable()  # until it is awake: searching what is loaded for garbage takes a second
    logs.configure()
    for each in ends():
        signal.signal(each, _leave)
    try:
        settings = Settings.load()
        os.environ["CHAT_KNOWLEDGE"] = str(settings.knowledge)
        _check(settings)
        claim, is_one_of_many = _find_database(settings)
        listen = _bind(settings.host, settings.port, listen=not is_one_of_many)
        _allow_connections()
        _say("Waking the bot up …")
        with claim or nullcontext():
            _serve(settings, listen)
    except (SettingsError, SecretError, KnowledgeError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _leave(number: int, _: object) -> NoReturn:
    """End the process during the start, when there is nothing to lose; later a signal stops gently.

    `os._exit`, because a library that is being imported may swallow an exception. A handler is
    needed because the first process in a container ignores signals without one.
    """
    os._exit(130 if number == signal.SIGINT else 0)


class StartError(RuntimeError):
    """Says in one sentence why the server can't start."""


def _check(settings: Settings) -> None:
    """Check all that can be checked before Rasa is loaded, which takes seconds."""
    from actions.answer import knowledge_store

    if not settings.model.is_file():
        raise StartError(f"There is no model at {settings.model}; `make train` makes it.")
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"The folder {settings.var} can't be made: {error.strerror}.") from error
    assert settings.secret
    knowledge_store()


def _find_database(settings: Settings) -> tuple[IO[bytes] | None, bool]:
    """The claim to a database that is a file, and whether others use the same server already.

    A database that can't be reached may come back; one that can't be used at all stops the start.
    """
    from storage.processes.membership import has_processes
    from storage.sql.database import Database
    from storage.sql.store_errors import StoreError, UnusableError

    database, claim = Database(settings.database), None
    try:
        claim = database.claim()
        database.prepare()
        return claim, database.is_shared and has_processes(database)
    except UnusableError as error:
        raise StartError(str(error)) from error
    except StoreError as error:
        _say(f"The database can't be reached yet. The bot starts and waits for it.\n  {error}")
        return claim, False
    finally:
        database.close()


def _bind(host: str, port: int, *, listen: bool) -> socket.socket:
    """A bound socket. With `listen`, visitors wait until the bot is ready; without, their
    connections are refused and a proxy tries another process.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        if listen:  # at once, since two processes that start together could both bind
            bound.listen()
    except (OSError, TypeError) as error:
        if isinstance(error, TypeError):  # the encoding of a name fails
            raise StartError(f"{host} can't be used: it is no host; look at CHAT_HOST.") from None
        taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
        hint = "set CHAT_PORT to another one" if taken else "look at CHAT_HOST"
        raise StartError(f"{host}:{port} can't be used: {error.strerror}; {hint}.") from error
    return bound


def _allow_connections() -> None:
    """Raise the limit of open files: many systems begin with 1,024 and allow far more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _serve(settings: Settings, listen: socket.socket) -> None:
    from rasa.shared.exceptions import RasaException

    from engine.agent import ModelError
    from engine.patches import PatchError
    from serving.app import serve

    try:
        serve(settings, listen, lambda *on: _announce(settings, listen, *on))
    except (ModelError, PatchError) as error:
        raise StartError(str(error)) from error
    except RasaException as error:
        reason = " ".join(str(error).split())
        raise StartError(f"credentials.yml or endpoints.yml can't be used: {reason}") from error


def _announce(
    settings: Settings, listen: socket.socket, channels: Iterable[object], members: Membership
) -> None:
    from actions.answer import knowledge_store
    from channels.apps.messaging_channel import MessagingChannel

    knowledge = knowledge_store().current
    host, port = listen.getsockname()[:2]
    days = settings.retention_days
    _say(
        _READY.format(
            url=f"http://{f'[{host}]' if ':' in host else host}:{port}",
            topics=len(knowledge.topics),
            gaps=len(knowledge.gaps),
            version=knowledge.version,
            database=(settings.database_url and "the database of DATABASE_URL")
            or Path(settings.var) / "conversations.db",
            processes=_processes(members),
            days=f"for {days} days" if days else "until they are erased",
            apps="".join(
                f"\n  {channel.title:<11} {channel.standing}"
                for channel in channels
                if isinstance(channel, MessagingChannel) and channel.standing
            ),
        )
    )


def _processes(members: Membership) -> str:
    if members.is_alone:
        return "this one (more need PostgreSQL, DATABASE_URL)"
    if members.processes == 1:
        return "this one so far"
    differ = ", ".join(members.differences)
    return f"{members.processes} on this database" + (differ and f"; they differ in {differ}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    logging.captureWarnings(True)
    code = main()
    logging.shutdown()
    sys.stdout.flush()
    # Everything is stored and closed. Threads may still wait for a silent database or compute a
    # vector that nobody needs any more; a normal exit would wait for them, or crash.
    os._exit(code)
