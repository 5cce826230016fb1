"""What time it is, ISO 8601 in UTC to the second: such times sort as text."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """Return the time of an act of a person.

    Follows SOURCE_DATE_EPOCH (reproducible-builds.org) when it is set.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime(_FORM)


def clock(*, days: float = 0, minutes: float = 0) -> str:
    """Return the time by the machine's clock, or one before or after it."""
    moment = datetime.now(UTC) + timedelta(days=days, minutes=minutes)
    return moment.strftime(_FORM)


def iso(seconds: float) -> str:
    """Return a time given in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime(_FORM)


def seconds_between(earlier: str, later: str) -> float:
    """Return how many seconds lie between two such times."""
    return (_moment(later) - _moment(earlier)).total_seconds()


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
