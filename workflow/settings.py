"""readout.toml and sidecars: read strictly, with a suggestion for every slip."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workflow.errors import ProjectError, UsageError
from workflow.languages import parse_locale
from workflow.model.approval import Policy
from workflow.model.people import Role

CHECKS = ("placeholders", "approval", "stale", "control-characters")
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
    block: tuple[str, ...] = ("placeholders",)
    engine: str = "auto"
    engine_settings: Mapping[str, str] = field(default_factory=dict)
    parallel: tuple[tuple[str, ...], ...] = ()
    git_commit: str = "off"
    srx: str = ""
    """Path of the project's own sentence rules, from its root."""
    database_url: str = ""
    """Where the desk keeps accounts and events; empty: a file in .readout/."""
    oidc: Mapping[str, str] = field(default_factory=dict)
    """The provider to sign in at: issuer, client_id, client_secret, name, …"""
    webhooks: tuple[str, ...] = ()
    webhook_secret: str = ""

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


class _Table:
    """One TOML file, with errors that name the line."""

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        try:
            self.text = (path.read_bytes() if data is None else data).decode(
                "utf-8-sig"
            )
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except UnicodeDecodeError as error:
            raise ProjectError("is not UTF-8; save it as UTF-8", path=path) from error
        except OSError as error:
            raise ProjectError(f"cannot read: {error.strerror}", path=path) from error
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"\(at line (\d+), column \d+\)", str(error))
            reason = re.sub(r" \(at .*\)", "", str(error))
            line = int(match[1]) if match else None
            raise ProjectError(
                f"not valid TOML: {reason}", path=path, line=line
            ) from error

    def fail(self, key: str, message: str) -> ProjectError:
        """Return the error about `key`, with the line where it stands."""
        name = re.escape(key.rsplit(".", 1)[-1])
        pattern = re.compile(rf"^\s*(\[\[?\s*)?[\"']?([\w.-]+\.)?{name}[\"']?\s*[=\].]")
        numbers = (
            n for n, t in enumerate(self.text.splitlines(), 1) if pattern.match(t)
        )
        return ProjectError(message, path=self.path, line=next(numbers, None))

    def refuse_unknown(self, known: Mapping[str, Callable[..., Any] | dict]) -> None:  # type: ignore[type-arg]
        self._refuse(self.data, known, "")

    def _refuse(
        self, found: Mapping[str, Any], known: Mapping[str, Any], at: str
    ) -> None:
        for key, value in found.items():
            name = f"{at}{key}"
            if key not in known:
                near = get_close_matches(key, list(known), n=1, cutoff=0.5)
                hint = (
                    f"did you mean {at + near[0]!r}?"
                    if near
                    else f"known here: {', '.join(sorted(known))}"
                )
                raise self.fail(name, f"unknown key {name!r}; {hint}")
            if isinstance(known[key], dict):
                if not isinstance(value, dict):
                    raise self.fail(name, f"{name!r} must be a table: [{name}]")
                self._refuse(value, known[key], f"{name}.")

    def get(self, name: str, convert: Callable[[Any], Any], default: Any) -> Any:
        """Return the converted value of a dotted `name`, or `default`."""
        value: Any = self.data
        for key in name.split("."):
            if not isinstance(value, dict) or key not in value:
                return default
            value = value[key]
        try:
            return convert(value)
        except UsageError as error:
            raise self.fail(name, f"{name}: {error.message}") from error
        except (TypeError, ValueError) as error:
            raise self.fail(name, f"{name}: {error}") from error


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
    "policy": {"approval": 0, "identity": 0},
    "checks": {"block": 0},
    "engines": {
        "use": 0, "libretranslate_url": 0, "libretranslate_api_key": 0,
        "argos_packages": 0,
    },
    "editions": {"parallel": 0},
    "git": {"commit": 0},
    "desk": {"database_url": 0, "webhooks": 0, "webhook_secret": 0},
    "oidc": {
        "issuer": 0, "client_id": 0, "client_secret": 0, "name": 0, "new_accounts": 0,
    },
}  # fmt: skip


def read_settings(path: Path) -> Settings:
    """Return what the readout.toml at `path` says; raises ProjectError."""
    table = _Table(path)
    table.refuse_unknown(_KEYS)
    locales = table.get("locales", list_of(locale), ())
    source = table.get("source", locale, "en")
    groups = {g: table.get(f"groups.{g}", list_of(locale), ()) for g in _KEYS["groups"]}
    _check_groups(table, source, locales, groups)
    table.get("policy.identity", one_of("declared"), "declared")
    engines = {
        key: table.get(f"engines.{key}", text, "")
        for key in _KEYS["engines"]
        if key != "use"
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
        block=table.get("checks.block", list_of(one_of(*CHECKS)), ("placeholders",)),
        engine=table.get("engines.use", one_of(*ENGINE_CHOICES), "auto"),
        engine_settings={key: value for key, value in engines.items() if value},
        parallel=table.get("editions.parallel", list_of(list_of(locale)), ()),
        srx=table.get("srx", text, ""),
        database_url=table.get("desk.database_url", text, ""),
        webhooks=table.get("desk.webhooks", list_of(url), ()),
        webhook_secret=table.get("desk.webhook_secret", text, ""),
        oidc=_oidc(table),
        git_commit=table.get("git.commit", one_of("off"), "off"),
    )


def _oidc(table: _Table) -> dict[str, str]:
    convert = {"issuer": url, "new_accounts": one_of("", *Role)}
    found = {
        key: table.get(f"oidc.{key}", convert.get(key, text), "")
        for key in _KEYS["oidc"]
    }
    if found["issuer"] and not found["client_id"]:
        raise table.fail("issuer", "oidc.client_id: is missing")
    return {key: value for key, value in found.items() if value}


def _check_groups(
    table: _Table,
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
    table = _Table(path, data)
    converters: dict[str, Callable[[Any], Any]] = {
        "locale": locale, "title": text, "date": day, "source_url": url,
        "embargo": moment, "group": text, "supersedes": text,
        "leave_out": list_of(text), "keep": list_of(text),
    }  # fmt: skip
    table.refuse_unknown(converters)
    values = {key: table.get(key, convert, None) for key, convert in converters.items()}
    return Sidecar(**{key: value for key, value in values.items() if value is not None})
