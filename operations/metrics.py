"""Metrics: what Prometheus reads from GET /metrics; docs/operations.md lists them."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

MESSAGES = Counter("clinic_chat_messages", "Messages answered and stored", ["channel"])
REPLIES = Counter("clinic_chat_replies", "Replies stored", ["channel", "kind", "topic"])
FALSE_STARTS = Counter(
    "clinic_chat_false_starts",
    "Messages not understood (clarify, off_topic) that the visitor typed again in other words",
    ["channel"],
)
MESSAGE_SECONDS = Histogram(
    "clinic_chat_message_seconds", "From arrival to reply, including waiting", buckets=_FAST
)
WAITING_SECONDS = Histogram(
    "clinic_chat_waiting_seconds", "Waiting for earlier messages of a conversation", buckets=_FAST
)
IN_FLIGHT = Gauge("clinic_chat_messages_in_flight", "Messages being answered or waiting")
RESPONSES = Counter("clinic_chat_http_responses", "Responses over HTTP", ["route", "status"])
DATABASE_UP = Gauge("clinic_chat_database_up", "1 if the database can be written to")
DATABASE_SECONDS = Histogram(
    "clinic_chat_database_seconds", "Duration of a transaction, with waiting", buckets=_FAST
)
DATABASE_FAILURES = Counter("clinic_chat_database_failures", "Transactions that failed")
DATABASE_BYTES = Gauge("clinic_chat_database_bytes", "The SQLite file and its log")
DISK_FREE_BYTES = Gauge("clinic_chat_disk_free_bytes", "Free space where CHAT_VAR is")
VERSIONS = Gauge(
    "clinic_chat_versions",
    "1, with what is running as labels",
    ["version", "model", "knowledge", "tables"],
)
REQUESTS = Counter("clinic_chat_requests", "Requests to the clinic that were stored", ["channel"])
REQUEST_DELIVERIES = Counter(
    "clinic_chat_request_deliveries", "Attempts to deliver a request", ["way", "outcome"]
)
REQUESTS_WAITING = Gauge("clinic_chat_requests_waiting", "Deliveries that have not succeeded yet")
REQUESTS_OLDEST = Gauge(
    "clinic_chat_requests_oldest_seconds", "Age of the oldest waiting delivery, 0 if none waits"
)
HANDOVERS = Counter(
    "clinic_chat_handovers",
    "Chats with a person: begun, ended by visitor, person, time or silence",
    ["channel", "outcome"],
)
KNOWLEDGE_REFUSED = Gauge(
    "clinic_chat_knowledge_refused", "1 while edited knowledge is not used, as it has a mistake"
)
PROCESSES = Gauge("clinic_chat_processes", "Processes that serve the database")
PROCESSES.set(1)
LOG_RECORDS = Counter("clinic_chat_log_records", "Warnings and errors logged", ["level", "logger"])
