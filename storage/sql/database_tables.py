"""The tables all is stored in. What says who a visitor is stands in them only encrypted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()
#: Of the tables below; `storage/sql/migrations/versions/` leads here from every earlier one.
VERSION = "9"

#: Of the inbox, which holds a week: what is still to be done is little, and often asked for.
_LEFT: Any = {
    f"{dialect}_where": sa.text("sealed IS NOT NULL") for dialect in ("postgresql", "sqlite")
}
#: Of the events, those that were said. In these very words in a query, too: else SQLite does not
#: see that the index has all of them.
SAID = sa.text("type_name IN ('user', 'bot')")
_SAID: Any = {f"{dialect}_where": SAID for dialect in ("postgresql", "sqlite")}

#: One row a conversation. `turns` counts the saves, `slots` is what the bot remembers.
#: An erased one keeps its random id, so that its token stays refused.
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

#: Rasa's events in order, `turn` by turn. `message_id` names the visitor's message of a turn;
#: that it is unique keeps a message from being stored twice. `kind` and `topic` are a reply's
#: label, to be counted without reading all that is stored.
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

#: The last thing a visitor said about a reply.
RATINGS = sa.Table(
    "ratings",
    METADATA,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("reply_id", sa.String(255), primary_key=True),
    sa.Column("value", sa.String(8), nullable=False),
    sa.Column("word", sa.Text),
    sa.Column("timestamp", sa.Float, nullable=False, index=True),
)

#: Events of messaging apps, by a keyed hash of the app's own id: each is taken once. What is
#: still to be done of one stands in `sealed`, encrypted, and goes, as does its conversation's
#: pseudonym, when it is done or the conversation is erased.
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

#: Those that serve this database, and what they should have in common. `beats` goes on as long as
#: one lives; what a process is to do in the inbox has it as its `owner`.
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

#: How often something happened until `ends`, for limits that hold in all processes. Keys are keyed
#: hashes: nobody can tell whose address one is.
COUNTS = sa.Table(
    "counts",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.Float, nullable=False, index=True),
)

#: One row, written now and then: the proof that the database takes what is stored. `time` is when
#: it was last looked which conversations are old, `usable_from` the version of the tables from
#: which on programs can run on these.
HEARTBEAT = sa.Table(
    "heartbeat",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("usable_from", sa.Integer),
)

#: What visitors ask the clinic for. All of it, name and number too, stands in `sealed`, encrypted
#: with a key of its own; nothing else in the database says who they are. `complete` is false while
#: a messaging app's visitor is still being asked. `done` is when the clinic's staff marked it so.
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

#: One row for each way to the clinic. `due` is when it is tried next, or until when another
#: process has it in hand; `problem` what was in the way last, without a word of the request.
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

#: A conversation in which a person of the clinic answers, by the thread in Slack it is shown in.
#: One that was erased keeps its thread, so that nobody writes there in vain. `due` is when the bot
#: takes over unless the clinic writes, `answered` whether it has since the visitor did.
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

#: What was said there on the website, encrypted as requests are: a person may say who a visitor is.
HANDOVER_MESSAGES = sa.Table(
    "handover_messages",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("time", sa.Float, nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
)

#: Who is logged in at the clinic's desk: a hash of what stands in the cookie, when that began and
#: when it was used last.
DESK_SESSIONS = sa.Table(
    "desk_sessions",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("used", sa.Float, nullable=False),
)

#: Questions without an answer, masked, where the clinic keeps them (CHAT_LEARN): how often each was
#: asked on a `day` (of days since 1970), and nothing of who asked it, where and at what time.
#: `vector` is what the encoder named `encoder` makes of the text.
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
