"""readout.toml and sidecars: read strictly, with a suggestion for every slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.languages import parse_locale
from workflow.model.approval import Policy
from workflow.model.checks import CheckSettings
from workflow.model.exchange import GitSettings
from workflow.model.people import Role
from workflow.model.recall import MemorySettings
from workflow.model.webhook import webhook_url
from workflow.settings import checks, memory
from workflow.settings import engines as engine_settings
from workflow.settings.engines import Confidence, read_confidence
from workflow.settings.machine import conversion, read_limit
from workflow.settings.sources import IGNORE, source_rule
from workflow.settings.table import Table

ENGINE_CHOICES = ("auto", "argos", "apertium", "libretranslate", "pseudo")


@dataclass(frozen=True, slots=True)
class Settings:
    """What readout.toml says."""

    source: str = "en"
    locales: tuple[str, ...] = ()
    title: str = ""
    base_url: str = ""
    licence: str = ""
    publisher: str = ""
    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    policy: Policy = Policy.FOUR_EYES
    machine_limit: float | None = None
    """Percent of a catalog's words that may be published as an engine wrote them."""
    checks: CheckSettings = field(default_factory=CheckSettings)
    engine: str = "auto"
    engine_settings: Mapping[str, str] = field(default_factory=dict)
    confidence: Confidence = field(default_factory=Confidence)
    parallel: tuple[tuple[str, ...], ...] = ()
    git: GitSettings = field(default_factory=GitSettings)
    srx: str = ""
    """Path of the project's own sentence rules, from its root."""
    database_url: str = ""
    """Where the desk keeps accounts and events; empty: a file in .readout/."""
    desk_url: str = ""
    """Where browsers reach the desk; empty: localhost and IP addresses only."""
    oidc: Mapping[str, str] = field(default_factory=dict)
    """The provider to sign in at: issuer, client_id, client_secret, name, …"""
    webhooks: tuple[str, ...] = ()
    webhook_secret: str = ""
    source_ignore: tuple[str, ...] = ()
    """Rules about sources that are off in the whole project."""
    memory: MemorySettings = field(default_factory=MemorySettings)

    def targets(self, source: str) -> tuple[str, ...]:
        """Return the locales that a release written in `source` is translated into."""
        return tuple(tag for tag in (self.source, *self.locales) if tag != source)

    @property
    def engines(self) -> dict[str, str]:
        """The settings of the engines, as they take them."""
        return dict(self.engine_settings)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What `sources/<id>.toml` says about one release."""

    locale: str | None = None
    title: str | None = None
    date: date | None = None
    source_url: str | None = None
    embargo: str | None = None
    group: str | None = None
    supersedes: str | None = None
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Rules about sources that are off for this release."""


def text(value: Any) -> str:
    """Accept a string."""
    if not isinstance(value, str):
        raise TypeError(f"must be a string in quotes, not {value!r}")
    return value


def locale(value: Any) -> str:
    """Accept a locale tag."""
    return parse_locale(text(value))


def url(value: Any) -> str:
    """Accept an absolute http(s) URL, or nothing."""
    found = text(value)
    if found and not re.match(r"https?://[^\s/]+", found):
        raise ValueError(f"must be an http(s) URL, not {found!r}")
    return found.rstrip("/")


def origin(value: Any) -> str:
    """Accept the address of a site, without a path."""
    found = url(value)
    if "/" in found.partition("://")[2]:
        raise ValueError(f"must be without a path, not {found!r}")
    return found


def list_of(convert: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Accept a list of what `convert` accepts."""

    def accept(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise TypeError(f"must be a list, not {value!r}")
        return tuple(convert(item) for item in value)

    return accept


def one_of(*choices: str) -> Callable[[Any], str]:
    """Accept one of `choices`."""

    def accept(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return accept


def flag(value: Any) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise TypeError(f"must be true or false, not {value!r}")
    return value


def minutes(value: Any) -> float:
    """Accept a time in minutes, from a moment to a day."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"must be a number of minutes, not {value!r}")
    if not 0 <= value <= 1440:
        raise ValueError(f"must be from 0 to 1440 minutes, not {value!r}")
    return float(value)


def ref_name(value: Any) -> str:
    """Accept the name of a remote or of a branch."""
    found = text(value)
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*", found) or ".." in found:
        raise ValueError(f"{found!r} cannot be a name in git")
    return found


def day(value: Any) -> date:
    """Accept a date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(text(value))


def moment(value: Any) -> str:
    """Accept a date or a time, and keep it in ISO 8601."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return datetime.fromisoformat(text(value)).isoformat()


_KEYS: dict[str, Any] = {
    "title": text, "base_url": url, "licence": text, "publisher": text,
    "source": locale, "srx": text, "locales": list_of(locale),
    "groups": {"must": 0, "should": 0, "may": 0},
    "policy": {"approval": 0, "identity": 0, "machine_limit": 0},
    "sources": {IGNORE: 0},
    "checks": checks.KEYS,
    "engines": engine_settings.KEYS,
    "editions": {"parallel": 0}, "memory": memory.KEYS,
    "git": {
        "commit": 0, "pull": 0, "push": 0, "remote": 0, "branch": 0, "quiet_minutes": 0,
        "sync_minutes": 0,
    },
    "desk": {"url": 0, "database_url": 0, "webhooks": 0, "webhook_secret": 0},
    "oidc": {
        "issuer": 0, "client_id": 0, "client_secret": 0, "name": 0, "new_accounts": 0,
    },
}  # fmt: skip


def read_settings(path: Path) -> Settings:
    """Return what the readout.toml at `path` says; raises ProjectError."""
    table = Table(path)
    table.refuse_unknown(_KEYS)
    locales = table.get("locales", list_of(locale), ())
    source = table.get("source", locale, "en")
    groups = {g: table.get(f"groups.{g}", list_of(locale), ()) for g in _KEYS["groups"]}
    _check_groups(table, source, locales, groups)
    table.get("policy.identity", one_of("declared"), "declared")
    engines = {
        key: table.get(f"engines.{key}", conversion if key == "opencc" else text, "")
        for key in engine_settings.TEXTS
    }
    ungrouped = [tag for tag in locales if not any(tag in g for g in groups.values())]
    return Settings(
        source=source,
        locales=locales,
        title=table.get("title", text, ""),
        base_url=table.get("base_url", url, ""),
        licence=table.get("licence", text, ""),
        publisher=table.get("publisher", text, ""),
        must=(*groups["must"], *ungrouped),
        should=groups["should"],
        may=groups["may"],
        policy=Policy(table.get("policy.approval", one_of(*Policy), Policy.FOUR_EYES)),
        machine_limit=read_limit(table),
        checks=checks.read_checks(table),
        engine=table.get("engines.use", one_of(*ENGINE_CHOICES), "auto"),
        confidence=read_confidence(table, (source, *locales)),
        engine_settings={key: value for key, value in engines.items() if value},
        parallel=table.get("editions.parallel", list_of(list_of(locale)), ()),
        srx=table.get("srx", text, ""),
        database_url=table.get("desk.database_url", text, ""),
        desk_url=table.get("desk.url", origin, ""),
        webhooks=table.get("desk.webhooks", list_of(webhook_url), ()),
        webhook_secret=table.get("desk.webhook_secret", text, ""),
        source_ignore=table.get(f"sources.{IGNORE}", list_of(source_rule), ()),
        oidc=_oidc(table),
        git=_git(table),
        memory=memory.read_memory(table),
    )


def _git(table: Table) -> GitSettings:
    convert = {
        "commit": one_of("off", "batch", "each"),
        "pull": one_of("off", "rebase", "merge"),
        "push": flag,
        "remote": ref_name,
        "branch": ref_name,
        "quiet_minutes": minutes,
        "sync_minutes": minutes,
    }
    found = {key: table.get(f"git.{key}", c, None) for key, c in convert.items()}
    return GitSettings(**{key: v for key, v in found.items() if v is not None})


def _oidc(table: Table) -> dict[str, str]:
    convert = {"issuer": url, "new_accounts": one_of("", *Role)}
    found = {
        key: table.get(f"oidc.{key}", convert.get(key, text), "")
        for key in _KEYS["oidc"]
    }
    if found["issuer"] and not found["client_id"]:
        raise table.fail("issuer", "oidc.client_id: is missing")
    return {key: value for key, value in found.items() if value}


def _check_groups(
    table: Table,
    source: str,
    locales: tuple[str, ...],
    groups: Mapping[str, tuple[str, ...]],
) -> None:
    if source in locales:
        raise table.fail("locales", f"locales: {source!r} is the source locale")
    if len(set(locales)) < len(locales):
        raise table.fail("locales", "locales: one locale stands twice")
    seen: set[str] = set()
    for name, members in groups.items():
        for tag in members:
            if tag not in locales:
                raise table.fail(name, f"groups.{name}: {tag!r} is not in locales")
            if tag in seen:
                raise table.fail(name, f"groups.{name}: {tag!r} is in two groups")
            seen.add(tag)


def read_sidecar(path: Path, data: bytes) -> Sidecar:
    """Return what the `data` of the sidecar at `path` says; raises ProjectError."""
    table = Table(path, data)
    converters: dict[str, Callable[[Any], Any]] = {
        "locale": locale, "title": text, "date": day, "source_url": url,
        "embargo": moment, "group": text, "supersedes": text,
        "leave_out": list_of(text), "keep": list_of(text),
        IGNORE: list_of(source_rule),
    }  # fmt: skip
    table.refuse_unknown(converters)
    values = {key: table.get(key, convert, None) for key, convert in converters.items()}
    return Sidecar(**{key: value for key, value in values.items() if value is not None})
