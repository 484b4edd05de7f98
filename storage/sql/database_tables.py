"""Database tables: everything that is stored. What shows who a visitor is is encrypted there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()
#: The version of these tables; `storage/sql/migrations/versions/` leads here from all earlier ones.
VERSION = "9"

#: For an index of the inbox's unfinished events, which are few and often asked for.
_LEFT: Any = {
    f"{dialect}_where": sa.text("sealed IS NOT NULL") for dialect in ("postgresql", "sqlite")
}
#: Events that are messages or replies. Queries must use exactly this text, or SQLite doesn't see
#: that the index covers them.
SAID = sa.text("type_name IN ('user', 'bot')")
_SAID: Any = {f"{dialect}_where": SAID for dialect in ("postgresql", "sqlite")}

#: One row for each conversation. `turns` counts its saves, `slots` is what the bot remembers.
#: An erased conversation keeps its random id, so that its token stays refused.
CONVERSATIONS = sa.Table(
    "conversations",
    METADATA,
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("last", sa.Float, nullable=False, index=True),
    sa.Column("turns", sa.Integer, nullable=False),
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("erased", sa.Boolean, nullable=False, default=False),
)

#: Rasa's events in order, by `turn`. `message_id` is the id of the turn's message; it is unique, so
#: that no message is stored twice. `kind` and `topic` come from a reply's label, so that replies
#: can be counted without reading them.
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("type_name", sa.String(64), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("message_id", sa.String(255)),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("kind", sa.String(32)),
    sa.Column("topic", sa.String(64)),
    sa.UniqueConstraint("sender_id", "message_id", name="one_answer_a_message"),
    sa.Index("events_by_turn", "sender_id", "turn"),
    sa.Index("events_said", "timestamp", "type_name", "kind", "topic", **_SAID),
)

#: A visitor's latest rating of a reply, and their comment (`word`).
RATINGS = sa.Table(
    "ratings",
    METADATA,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("reply_id", sa.String(255), primary_key=True),
    sa.Column("value", sa.String(8), nullable=False),
    sa.Column("word", sa.Text),
    sa.Column("timestamp", sa.Float, nullable=False, index=True),
)

#: Events of messaging apps by a keyed hash of the app's id, so that each is taken once. `sealed`
#: holds, encrypted, what is needed to answer; it is deleted together with the conversation's
#: pseudonym when the event is done or the conversation is erased.
INBOX = sa.Table(
    "inbox",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("received", sa.Float, nullable=False, index=True),
    sa.Column("sent", sa.Integer, nullable=False),
    sa.Column("sealed", sa.Text),
    sa.Column("conversation", sa.String(255), index=True),
    sa.Column("owner", sa.String(32)),
    sa.Index("inbox_left", "channel", "received", **_LEFT),
)

#: The processes that use this database, and what they should have in common. `beats` increases
#: while a process lives; it is the `owner` of the inbox's events that it has to answer.
PROCESSES = sa.Table(
    "processes",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("beats", sa.BigInteger, nullable=False),
    sa.Column("version", sa.String(255), nullable=False),
    sa.Column("model", sa.String(255), nullable=False),
    sa.Column("knowledge", sa.String(255), nullable=False),
    sa.Column("secret", sa.String(32), nullable=False),
    sa.Column("requests_key", sa.String(32)),
)

#: Counts of rate limits that all processes share, valid until `ends`. Keys are keyed hashes, which
#: don't reveal whose address was counted.
COUNTS = sa.Table(
    "counts",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.Float, nullable=False, index=True),
)

#: One row that is written regularly to check that the database accepts writes. `time` is when
#: retention last ran, `usable_from` the lowest version of the tables whose program can use these
#: tables.
HEARTBEAT = sa.Table(
    "heartbeat",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("usable_from", sa.Integer),
)

#: Visitors' requests to the clinic. `sealed` holds all of it, including name and number, encrypted
#: with a key of its own; nothing else in the database says who they are. `complete` is false while
#: an app's visitor is still being asked. `done` is when the clinic's staff marked it as done.
CONTACT_REQUESTS = sa.Table(
    "contact_requests",
    METADATA,
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("received", sa.Float, nullable=False, index=True),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("done", sa.Float),
)

#: One row for each way to the clinic. `due` is when it is tried next, or until when a process has
#: reserved it; `problem` says why it failed last, without a word of the request.
CONTACT_DELIVERIES = sa.Table(
    "contact_deliveries",
    METADATA,
    sa.Column("request", sa.String(255), primary_key=True),
    sa.Column("way", sa.String(16), primary_key=True),
    sa.Column("due", sa.Float, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("delivered", sa.Float),
    sa.Column("problem", sa.String(200)),
)

#: Conversations that a person of the clinic has taken over, by the Slack thread that shows them.
#: An erased one keeps its thread, so that staff who write there are told; if it was open,
#: `is_open` stays until they were told of the erasure. `due` is when the bot takes over again
#: unless somebody writes; `answered` says if the clinic wrote last.
HANDOVERS = sa.Table(
    "handovers",
    METADATA,
    sa.Column("thread", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), index=True),
    sa.Column("opened", sa.Float, nullable=False),
    sa.Column("due", sa.Float, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("is_silent", sa.Boolean, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("sealed", sa.Text),
)

#: Messages of a handover on the website, encrypted, as a person may mention who the visitor is.
HANDOVER_MESSAGES = sa.Table(
    "handover_messages",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("time", sa.Float, nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
)

#: Log-ins at the clinic's desk: a hash of what the cookie says, when the session began and when it
#: was last used.
DESK_SESSIONS = sa.Table(
    "desk_sessions",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("used", sa.Float, nullable=False),
)

#: Unanswered questions, masked, if the clinic keeps them (CHAT_LEARN): how often each was asked on
#: a `day` (days since 1970), without who asked it, where and at what time. `vector` is the text's
#: vector from the encoder named `encoder`.
UNANSWERED = sa.Table(
    "unanswered",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("topic", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("encoder", sa.String(16)),
    sa.Column("vector", sa.LargeBinary),
    sa.Index("unanswered_by_day", "day", "key"),
)
