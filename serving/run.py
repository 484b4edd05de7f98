"""`python -m serving.run`: checks what is needed, starts the server, says where it is."""

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
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from actions.knowledge import KnowledgeError
from operations import logs
from operations.secret import SecretError
from operations.settings import Settings, SettingsError

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
    """Exit code 1 after one plain sentence for each thing that is wrong."""
    gc.disable()  # until it is awake: what is made now stays, and looking through it takes a second
    logs.configure()
    try:
        settings = Settings.load()
        os.environ["CHAT_KNOWLEDGE"] = str(settings.knowledge)
        _check(settings)
        is_one_of_many = _find_database(settings)
        listen = _bind(settings.host, settings.port, listen=not is_one_of_many)
        _allow_connections()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, _leave)
        _say("Waking the bot up …")
        _serve(settings, listen)
    except (SettingsError, SecretError, KnowledgeError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before it wakes up
        return 130
    return 0


def _leave(number: int, _: object) -> NoReturn:
    """Ends the process while it wakes up and has nothing to lose; later a signal is a stop.

    At once, as an exception may be swallowed by a library that is being imported. By a handler
    of its own, as the first process of a container hears nothing else.
    """
    os._exit(130 if number == signal.SIGINT else 0)


class StartError(RuntimeError):
    """Why the server can't start, in one sentence."""


def _check(settings: Settings) -> None:
    """All that can be known before Rasa is loaded, which takes seconds."""
    from actions.answer import knowledge_store

    if not settings.model.is_file():
        raise StartError(f"There is no model at {settings.model}; `make train` makes it.")
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"The folder {settings.var} can't be made: {error.strerror}.") from error
    assert settings.secret
    knowledge_store()


def _find_database(settings: Settings) -> bool:
    """Whether other processes serve it.

    A database that is away may come back; one that isn't ours to use stops the start.
    """
    from storage.processes.membership import has_processes
    from storage.sql.database import Database
    from storage.sql.store_errors import StoreError, UnusableError

    database = Database(settings.database)
    try:
        database.prepare()
        return database.is_shared and has_processes(database)
    except UnusableError as error:
        raise StartError(str(error)) from error
    except StoreError as error:
        _say(f"The database can't be reached yet. The bot starts and waits for it.\n  {error}")
        return False
    finally:
        database.close()


def _bind(host: str, port: int, *, listen: bool) -> socket.socket:
    """With `listen` who comes while it wakes up waits; else a proxy asks another process."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        if listen:  # now: two that start at once could both bind
            bound.listen()
    except OSError as error:
        taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
        hint = "set CHAT_PORT to another one" if taken else "look at CHAT_HOST"
        raise StartError(f"{host}:{port} can't be used: {error.strerror}; {hint}.") from error
    return bound


def _allow_connections() -> None:
    """Each takes a descriptor, and many systems begin with 1,024 where far more are allowed."""
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
    # All is stored and closed. What threads still wait for, a database that says nothing or a
    # vector that nobody wants any more, would hold the process, or abort it.
    os._exit(code)
