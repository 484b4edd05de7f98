"""The same action gives the same answer in the server's process and in a separate one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.interfaces import ActionNotFoundException

from channels.message.reply_collector import ReplyCollector
from components.reading import READING, Question, Reading
from engine import patches
from engine.in_process_actions import InProcessActions
from tests.conftest import ROOT

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def domain() -> Domain:
    patches.apply()
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture(scope="module")
def in_process() -> InProcessActions:
    return InProcessActions()


@pytest.fixture(scope="module")
def server() -> Iterator[EndpointConfig]:
    """Rasa's own action server, with our actions."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", process)
            yield EndpointConfig(f"http://127.0.0.1:{port}/webhook")
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the action server ended"
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the action server did not start")


async def run(endpoint: EndpointConfig, domain: Domain, **slots: str) -> tuple[Any, Any]:
    """The slots that are set and the replies to "is it safe", with these slots before it."""
    reading = Reading((Question("faq/safety"),)).as_dict()
    heard = {"intent": {"name": "faq"}, "entities": [], READING: reading}
    events = [UserUttered("is it safe", parse_data=heard)]
    events += [SlotSet(name, value) for name, value in slots.items()]
    tracker = DialogueStateTracker.from_events("someone", events, domain.slots)
    action, nlg = RemoteAction("action_answer", endpoint), TemplatedNaturalLanguageGenerator({})
    found = await action.run(ReplyCollector(), nlg, tracker, domain)
    replies = [(event.text, event.data) for event in found if isinstance(event, BotUttered)]
    return {e.key: e.value for e in found if isinstance(e, SlotSet)}, replies


async def test_an_action_runs_in_process(in_process: InProcessActions, domain: Domain) -> None:
    slots, replies = await run(in_process, domain, topic="cost", treatment="prp")
    said = ["safety:prp:short", "fda_prp:text"]
    safety = [["answer", "safety", "prp"]]
    lists = {"subjects": safety, "last_subjects": safety, "said": said}
    assert slots == {"topic": "safety", "kind": "answer", **lists}
    ((text, data),) = replies
    label = {name: data["custom"][name] for name in ("kind", "topic", "treatment")}
    assert label == {"kind": "answer", "topic": "safety", "treatment": "prp"}
    assert text and data["buttons"]


async def test_the_action_server_answers_the_same(
    in_process: InProcessActions, server: EndpointConfig, domain: Domain
) -> None:
    for treatment in ("prp", "exosomes", "both"):
        here = await run(in_process, domain, treatment=treatment)
        assert await run(server, domain, treatment=treatment) == here


async def test_only_our_action_is_there(in_process: InProcessActions) -> None:
    assert set(in_process._executor.actions) == {"action_answer"}
    with pytest.raises(ActionNotFoundException):
        await in_process.request(json={"next_action": "action_nothing", "tracker": {}})
