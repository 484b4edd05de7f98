"""What many tests need: the real knowledge, model and agent, each made once."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import pytest_asyncio
from hypothesis import Phase, settings

from actions.knowledge import Knowledge, load
from tests.live import LiveServer, Visitor
from tests.postgres import BIN, Postgres

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from serving.conversation import Conversation
    from storage.sql.database import Database

ROOT = Path(__file__).parent.parent
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
#: Fixtures that put a test into the "live" tier; "model" is used to start servers.
_LIVE = {"model", "server", "chromium", "postgres"}

# The same examples on every machine and every day; no failures because of slow machines.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
settings.load_profile("steady")

# Until all tests are there, and then without a look at them: they stay, and they are many.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(ROOT / "data" / "knowledge", nlu=ROOT / "data" / "nlu")


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; it is trained now if its ingredients have changed."""
    subprocess.run([sys.executable, "-m", "serving.training"], cwd=ROOT, check=True)
    return ROOT / "models" / "clinic-chat.tar.gz"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def agent(model: Path) -> Agent:
    """The real agent. Rasa is imported here: it takes seconds, and most tests don't need it."""
    from rasa.utils.log_utils import configure_structlog

    from engine.agent import load as load_agent

    configure_structlog(logging.ERROR)
    return await load_agent(model)


@pytest.fixture
def talk(agent: Agent) -> Callable[[], Conversation]:
    """Begins a conversation with the real bot."""
    from serving.conversation import Conversation

    return lambda: Conversation(agent)


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The complete server, started once; a test that stops it must start it again."""
    server = LiveServer(tmp_path_factory.mktemp("server"), model).start()
    yield server
    server.stop()


@pytest.fixture
def visitor(server: LiveServer) -> Visitor:
    """A new visitor with a conversation."""
    return Visitor(server).begin()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres().start()
    yield server
    server.remove()


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql", marks=[pytest.mark.live, pytest.mark.skipif(not BIN, reason="no server")]
        ),
    ]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, of each kind in turn."""
    from storage.sql.database import Database

    url = f"sqlite:///{tmp_path}/c.db"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        server.empty()
        url = server.url
    database = Database(url)
    yield database
    database.close()


def tier(item: pytest.Item) -> str:
    """The tier of a test, by its fixtures, or by a mark if it needs something without a fixture."""
    asked = set(getattr(item, "fixturenames", ()))
    if "agent" in asked:
        asked.discard("model")
    if item.get_closest_marker("live") or asked & _LIVE:
        return "live"
    if item.get_closest_marker("agent") or "agent" in asked:
        return "agent"
    return "unit"


@contextmanager
def alone(item: pytest.Item) -> Iterator[None]:
    """Makes a unit test fail if it starts a program, because it is in the wrong tier."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("unit"):
            patch.setattr(subprocess.Popen, "__init__", _refuse)
        yield


def _refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("This test starts a program: it wants pytest.mark.live")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    with alone(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    with alone(item):
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test with its tier, and those in known_failures.txt as expected failures."""
    for item in items:
        item.add_marker(tier(item))
    listed = (Path(__file__).parent / "known_failures.txt").read_text(encoding="utf-8")
    known = {line.strip() for line in listed.splitlines() if not line.startswith("#")}
    for item in items:
        if item.nodeid in known or item.nodeid.partition("[")[0] in known:
            item.add_marker(pytest.mark.xfail(reason="known failure", strict=False))
