"""The tables of the ledger. A change here needs a step in migrations/versions.

Times are ISO 8601 in UTC to the second, as in the records of catalogs: they sort as
text in every database.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ACCOUNT = "account.id"

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    # Names that people would take for one another are one name; see fold_name.
    Column("folded", Text, nullable=False, server_default=""),
    Column("email", String(320)),
    Column("password", Text),
    Column("subject", String(600), unique=True),
    Column("language", String(35)),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", String(20), nullable=False),
    Index("ix_account_folded", "folded", unique=True),
)

grant = Table(
    "grant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey(_ACCOUNT), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("locale", String(35)),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey(_ACCOUNT), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("secret", String(64), nullable=False, unique=True),
    Column("expires", String(20), nullable=False),
    Column("used", String(20)),
)

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey(_ACCOUNT), nullable=False, index=True),
    Column("secret", String(64), nullable=False, unique=True),
    Column("created", String(20), nullable=False),
    Column("seen", String(20), nullable=False),
    Column("expires", String(20), nullable=False),
    Column("agent", String(300), nullable=False, default=""),
    Column("address", String(64), nullable=False, default=""),
)

token = Table(
    "token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey(_ACCOUNT), nullable=False, index=True),
    Column("label", String(200), nullable=False, default=""),
    Column("secret", String(64), nullable=False, unique=True),
    Column("scopes", String(100), nullable=False),
    Column("created", String(20), nullable=False),
    Column("expires", String(20), nullable=False),
    Column("used", String(20)),
    Column("revoked", String(20)),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("person", String(200), nullable=False, default=""),
    Column("action", String(40), nullable=False),
    Column("detail", Text, nullable=False, default=""),
    Column("address", String(64), nullable=False, default=""),
    Index("ix_audit_action_at", "action", "at"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("person", String(200), nullable=False, default=""),
    Column("kind", String(20), nullable=False),
    Column("release", String(700), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("key", String(12), nullable=False),
    Column("msgid", Text, nullable=False),
    Column("before", Text, nullable=False, default=""),
    Column("after", Text, nullable=False, default=""),
    Column("state", String(20), nullable=False),
    Column("version", String(32), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("batch", String(32)),
    Column("undo", Text),
    Index("ix_event_release_locale_key", "release", "locale", "key"),
    Index("ix_event_person", "person", "id"),
    Index("ix_event_batch", "batch"),
)

comment = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("release", String(700), nullable=False),
    Column("locale", String(35), nullable=False, default=""),
    Column("key", String(12), nullable=False, default=""),
    Column("msgid", Text, nullable=False, default=""),
    Column("thread", Integer),
    Column("person", String(200), nullable=False),
    Column("at", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("resolved_by", String(200)),
    Column("resolved_at", String(20)),
    Index("ix_comment_release_locale", "release", "locale"),
)

mention = Table(
    "mention",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("comment", ForeignKey("comment.id"), nullable=False),
    Column("person", String(200), nullable=False, index=True),
    Column("seen", String(20)),
)

assignment = Table(
    "assignment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release", String(700), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("person", String(200), nullable=False, index=True),
    Column("due", String(10)),
    Column("by", String(200), nullable=False),
    Column("at", String(20), nullable=False),
    UniqueConstraint("release", "locale", "person"),
)

presence = Table(
    "presence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release", String(700), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("person", String(200), nullable=False),
    Column("key", String(12), nullable=False, default=""),
    Column("seen", String(20), nullable=False),
    UniqueConstraint("release", "locale", "person"),
)

job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("release", String(700), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("person", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("message", Text, nullable=False, default=""),
    Column("pid", Integer),
    Column("host", String(255), nullable=False, server_default=""),
    Column("created", String(20), nullable=False),
    Column("changed", String(20), nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("due", String(20)),
    Column("done", String(20)),
    Column("problem", Text, nullable=False, default=""),
    Index("ix_delivery_due", "due"),
)
