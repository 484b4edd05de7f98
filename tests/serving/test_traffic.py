"""A request can be traced from the widget to the log; metrics are for Prometheus only."""

from __future__ import annotations

import json
import re
import time

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.live import CLINIC, LiveServer, Visitor

ID = "0a1b2c3d-0000-4000-8000-aaaabbbbcccc"


def lines_of(server: LiveServer, request: str) -> list[dict[str, object]]:
    """The log's lines about a request, soon after it was answered."""
    end = time.monotonic() + 10
    while True:
        said = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
        found = [line for line in said if line.get("request") == request]
        if found or time.monotonic() > end:
            return found
        time.sleep(0.01)


def metrics(server: LiveServer, **headers: str) -> dict[str, float]:
    response = requests.get(f"{server.base_url}/metrics", headers=headers, timeout=30)
    assert response.status_code == 200
    families = text_string_to_metric_families(response.text)
    samples = [sample for family in families for sample in family.samples]
    return {f"{s.name}{sorted(s.labels.values()) or ''}": s.value for s in samples}


def test_an_id_goes_from_the_sender_to_the_log_and_back(visitor: Visitor) -> None:
    response = visitor.call("GET", "/chat/messages", headers={"X-Request-ID": ID})
    assert response.headers["X-Request-ID"] == ID
    (line,) = lines_of(visitor.server, ID)
    assert (line["level"], line["message"], line["route"]) == ("info", "request", "/chat/messages")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert isinstance(line["ms"], float)


@pytest.mark.parametrize("id_", [None, "", "x", "a" * 65, 'a"}\\n{"level": "error', "née-1234567"])
def test_an_id_that_could_be_anything_is_replaced(visitor: Visitor, id_: str | None) -> None:
    headers = {} if id_ is None else {"X-Request-ID": id_.encode("utf-8")}
    response = visitor.http.get(visitor.server.base_url + "/nowhere", headers=headers, timeout=30)
    returned = response.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f-]{36}", returned)
    (line,) = lines_of(visitor.server, returned)
    assert (line["route"], line["status"]) == ("none", 404)


def test_a_website_may_send_an_id_and_read_it(visitor: Visitor) -> None:
    asked = visitor.call("OPTIONS", "/chat/messages", headers={"Origin": CLINIC})
    assert "X-Request-ID" in asked.headers["Access-Control-Allow-Headers"]
    answer = visitor.call("GET", "/chat/config", headers={"Origin": CLINIC})
    assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]


def test_addresses_and_numbers_of_visitors_are_not_logged(visitor: Visitor) -> None:
    visitor.call("GET", "/chat/config?page=/zanzibarian")
    visitor.http.get(f"{visitor.server.base_url}/zanzibarian/path", timeout=30)
    said = visitor.server.said()
    assert "zanzibarian" not in said and visitor.address not in said
    assert visitor.token not in said


def test_messages_are_counted(server: LiveServer) -> None:
    before, visitor = metrics(server), Visitor(server).begin()
    visitor.say("How much does PRP cost?")
    visitor.send("")
    after = metrics(server)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more("clinic_chat_messages_total['web']") == 1
    assert more("clinic_chat_replies_total['answer', 'cost', 'web']") == 1
    assert more("clinic_chat_message_seconds_count") == 1
    assert more("clinic_chat_waiting_seconds_count") == 1
    assert more("clinic_chat_http_responses_total['/chat/messages', '200']") == 1
    assert more("clinic_chat_http_responses_total['/chat/messages', '422']") == 1
    assert more("clinic_chat_database_seconds_count") > 0
    assert after["clinic_chat_database_up"] == 1
    assert after["clinic_chat_messages_in_flight"] == 0
    assert after["clinic_chat_database_bytes"] > 0 < after["clinic_chat_disk_free_bytes"]
    (versions,) = [name for name in after if name.startswith("clinic_chat_versions")]
    assert versions.count("'") == 8


def test_the_number_of_series_is_not_up_to_strangers(server: LiveServer) -> None:
    def series() -> set[str]:
        return {name for name in metrics(server) if "http_responses" in name}

    requests.get(f"{server.base_url}/one", timeout=30)
    before = series()
    for number in range(20):
        requests.request(f"BREW{number}", f"{server.base_url}/two/{number}", timeout=30)
        requests.get(f"{server.base_url}/widget/{number}.js", timeout=30)
    assert len(series() - before) <= 2


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_metrics_are_not_for_the_world(server: LiveServer, header: str) -> None:
    response = requests.get(
        f"{server.base_url}/metrics", headers={header: "203.0.113.9"}, timeout=30
    )
    assert response.status_code == 404
    assert "clinic_chat" not in response.text


def test_a_method_that_is_none_is_not_logged(visitor: Visitor) -> None:
    response = visitor.http.request("NARWHAL", visitor.server.base_url + "/x", timeout=30)
    assert "NARWHAL" not in visitor.server.said()
    (line,) = lines_of(visitor.server, response.headers["X-Request-ID"])
    assert line["method"] == "other"
