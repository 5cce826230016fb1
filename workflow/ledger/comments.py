"""Comments on segments, and problems that translators report in a source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, func, insert, select, update

from workflow.clock import clock
from workflow.errors import UsageError
from workflow.ledger import schema as t
from workflow.ledger.database import storable
from workflow.model.names import mentioned
from workflow.model.said import say

COMMENT = "comment"
PROBLEM = "problem"
MAX_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment is about: a release, in a locale, at an entry."""

    release: str
    locale: str = ""
    key: str = ""
    msgid: str = ""


@dataclass(slots=True)
class Comment:
    """One comment; the first of a thread holds the answers."""

    id: int
    kind: str
    place: Place
    person: str
    at: str
    text: str
    thread: int | None = None
    resolved_by: str | None = None
    resolved_at: str | None = None
    answers: list[Comment] = field(default_factory=list)


def add_comment(  # noqa: PLR0913 (who, where and what, all needed)
    connection: Connection,
    place: Place,
    *,
    person: str,
    text: str,
    kind: str = COMMENT,
    thread: int | None = None,
) -> int:
    """Add a comment or an answer to a thread; raises UsageError for an empty one."""
    clean = _clean(text)
    if not clean:
        raise UsageError(say("comment-empty"))
    if len(clean) > MAX_LENGTH:
        raise UsageError(say("comment-long", most=f"{MAX_LENGTH:,}"))
    if thread is not None:
        first = find_comment(connection, thread)
        if first is None or first.thread is not None or first.place != place:
            raise UsageError(say("no-thread"))
        kind = first.kind
    made = Comment(0, kind, place, person, clock(), clean)
    number = _put(connection, made, thread)
    names = mentioned(clean, mentionable(connection)) if "@" in clean else []
    rows = [
        {"comment": number, "person": name}
        for name in dict.fromkeys(name for _, _, name in names)
        if name != person
    ]
    if rows:
        connection.execute(insert(t.mention), rows)
    return number


def mentionable(connection: Connection) -> list[str]:
    """Return the names that can be mentioned: of all who can sign in."""
    query = select(t.account.c.name).where(t.account.c.disabled.is_(False))
    return list(connection.execute(query).scalars())


def _clean(text: str) -> str:
    """Return a comment with one kind of line end, and no control characters."""
    lines = storable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (
        "".join(c for c in line if c == "\t" or unicodedata.category(c) != "Cc")
        for line in lines
    )
    return "\n".join(line.rstrip() for line in kept).strip("\n")


def find_comment(connection: Connection, comment: int) -> Comment | None:
    """Return one comment, or None."""
    row = connection.execute(select(t.comment).where(t.comment.c.id == comment)).first()
    return _comment(row) if row else None


def resolve(
    connection: Connection, comment: int, person: str | None, place: Place
) -> None:
    """Mark the thread that begins with `comment` as resolved, or open again (None).

    Raises UsageError when there is no such thread at `place`.
    """
    c = t.comment.c
    where = (c.id == comment) & c.thread.is_(None) & (c.release == place.release)
    where &= (c.locale == place.locale) & (c.key == place.key)
    values = {"resolved_by": person, "resolved_at": clock() if person else None}
    if connection.execute(update(t.comment).where(where).values(values)).rowcount != 1:
        raise UsageError(say("no-thread"))


def list_threads(
    connection: Connection,
    release: str,
    *,
    locale: str | None = None,
    key: str | None = None,
    kind: str | None = None,
) -> list[Comment]:
    """Return the threads of a release, oldest first, with their answers."""
    query = select(t.comment).where(t.comment.c.release == release)
    for column, value in (("locale", locale), ("key", key), ("kind", kind)):
        if value is not None:
            query = query.where(t.comment.c[column] == value)
    return threads_of(
        _comment(r) for r in connection.execute(query.order_by(t.comment.c.id))
    )


def threads_of(comments: Iterable[Comment]) -> list[Comment]:
    """Return the first comments of threads with their answers in them."""
    firsts: dict[int, Comment] = {}
    for comment in comments:
        if comment.thread is None:
            firsts[comment.id] = comment
        elif comment.thread in firsts:
            firsts[comment.thread].answers.append(comment)
    return list(firsts.values())


def all_comments(connection: Connection) -> list[Comment]:
    """Return every comment, by release, locale and time."""
    c = t.comment.c
    query = select(t.comment).order_by(c.release, c.locale, c.id)
    return [_comment(row) for row in connection.execute(query)]


def put_threads(
    connection: Connection, release: str, threads: Iterable[Comment]
) -> int:
    """Add threads as they are, but for what is there already; return how many."""
    known: dict[tuple[object, ...], int] = {}
    for thread in list_threads(connection, release):
        for comment in (thread, *thread.answers):
            known[_same(comment, comment.thread)] = comment.id
    added = 0
    for thread in threads:
        first: int | None = None
        for comment in (thread, *thread.answers):
            number = known.get(_same(comment, first))
            if number is None:
                number = _put(connection, comment, first)
                added += 1
            first = first or number
    return added


def _same(comment: Comment, thread: int | None) -> tuple[object, ...]:
    place = comment.place
    who = (comment.person, comment.at, comment.text)
    return (place.locale, place.key, thread, *who)


def _put(connection: Connection, comment: Comment, thread: int | None) -> int:
    place = comment.place
    made = connection.execute(
        insert(t.comment).values(
            kind=comment.kind,
            release=place.release,
            locale=place.locale,
            key=place.key,
            msgid=place.msgid,
            thread=thread,
            person=comment.person,
            at=comment.at,
            text=comment.text,
            resolved_by=comment.resolved_by,
            resolved_at=comment.resolved_at,
        )
    )
    return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0


def count_open(connection: Connection, release: str, locale: str) -> dict[str, int]:
    """Return the open threads of a catalog by the key of their entry."""
    c = t.comment.c
    query = (
        select(c.key, func.count().label("many"))
        .where(
            c.release == release,
            c.locale == locale,
            c.kind == COMMENT,
            c.thread.is_(None),
            c.resolved_at.is_(None),
        )
        .group_by(c.key)
    )
    return {row.key: row.many for row in connection.execute(query)}


def mentions_of(connection: Connection, person: str) -> list[tuple[int, Comment]]:
    """Return the comments that name a person and were not seen yet, newest first."""
    query = (
        select(t.mention.c.id.label("mention"), t.comment)
        .join(t.comment, t.mention.c.comment == t.comment.c.id)
        .where(t.mention.c.person == person, t.mention.c.seen.is_(None))
        .order_by(t.mention.c.id.desc())
        .limit(50)
    )
    return [(row.mention, _comment(row)) for row in connection.execute(query)]


def see_mention(connection: Connection, person: str, mention: int) -> None:
    """Note that a person has seen that they were named."""
    where = (t.mention.c.id == mention) & (t.mention.c.person == person)
    connection.execute(update(t.mention).where(where).values(seen=clock()))


def _comment(row: Row[tuple[object, ...]]) -> Comment:
    return Comment(
        id=row.id,
        kind=row.kind,
        place=Place(row.release, row.locale, row.key, row.msgid),
        person=row.person,
        at=row.at,
        text=row.text,
        thread=row.thread,
        resolved_by=row.resolved_by,
        resolved_at=row.resolved_at,
    )
