"""How templates write times, numbers, states and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise

from babel.dates import format_date as _date
from babel.dates import format_time as _time
from babel.dates import format_timedelta as _delta
from babel.numbers import format_decimal
from flask import Flask, current_app, g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from web.i18n import language
from web.said import told
from workflow.languages import direction
from workflow.ledger.comments import mentionable
from workflow.ledger.events import Event
from workflow.model.confidence import Confidence, confidence_of
from workflow.model.entry import Record
from workflow.model.names import mentioned
from workflow.model.people import Action
from workflow.model.placeholders import tokenize
from workflow.model.term import TermHit
from workflow.similarity import diff_words
from workflow.stages.boilerplate import CHECK as BOILERPLATE
from workflow.stages.desk import Desk
from workflow.stages.dismiss import NEVER_DISMISSED
from workflow.stages.suggest import Suggestion

STATE_NAMES = {
    "untranslated": _l("Empty"),
    "prefilled": _l("Draft"),
    "translated": _l("Translated"),
    "returned": _l("Returned"),
    "approved": _l("Approved"),
}
SEVERITY_NAMES = {
    "error": _l("Error"),
    "warning": _l("Warning"),
    "info": _l("Hint"),
}
CONFIDENCE_NAMES = {
    "high": _l("high confidence"),
    "medium": _l("medium confidence"),
    "low": _l("low confidence"),
}
ROLE_NAMES = {
    "translator": _l("translator"),
    "reviewer": _l("reviewer"),
    "editor": _l("editor"),
    "admin": _l("administrator"),
}
CATEGORIES = {
    "accuracy": _l("Accuracy"),
    "terminology": _l("Terminology"),
    "style": _l("Style"),
    "typo": _l("Typo"),
    "other": _l("Other"),
}
EVENT_NAMES = {
    "edit": _l("edited"),
    "approve": _l("approved"),
    "return": _l("returned"),
    "prefill": _l("drafted"),
    "revert": _l("reverted"),
    "replace": _l("replaced"),
    "upload": _l("uploaded"),
    "undo": _l("undone"),
    "dismiss": _l("dismissed a finding"),
    "outside": _l("changed outside the desk"),
}


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


def _babel() -> str:
    return language().replace("-", "_")


def desk() -> Desk:
    """Return the desk of the application."""
    found: Desk = current_app.extensions["desk"]
    return found


def ago(text: str | None) -> str:
    """Say how long ago a time was."""
    if not text:
        return ""
    found = _moment(text)
    return str(_delta(found - datetime.now(UTC), add_direction=True, locale=_babel()))


def age(text: str | None) -> str:
    """Say how much time has passed since."""
    if not text:
        return ""
    return str(_delta(datetime.now(UTC) - _moment(text), locale=_babel()))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def when(text: str | None) -> str:
    """Write a time."""
    if not text:
        return ""
    found = _moment(text)
    time = _time(found, "short", locale=_babel())
    return f"{_date(found, 'medium', locale=_babel())} {time}"


def day(text: str | None) -> str:
    """Write a date."""
    if not text:
        return ""
    return str(_date(date.fromisoformat(text[:10]), "medium", locale=_babel()))


def number(value: float) -> str:
    """Write a number."""
    return _number(value, _babel())


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


def placeholders(text: str) -> Markup:
    """Show an encoded text, its placeholders as small marks."""
    if "<" not in text:
        return escape(text)
    made = Markup("")
    for token in tokenize(text):
        if token.kind == "text":
            made += escape(token.text)
        else:
            made += Markup('<b class="ph">{}</b>').format(token.text.strip("<>"))
    return made


def with_terms(text: str, hits: Sequence[TermHit]) -> Markup:
    """Show an encoded source as `placeholders` does, its terms marked."""
    edges = {edge for hit in hits for edge in (hit.start, hit.end)}
    inside = {place for hit in hits for place in range(hit.start, hit.end)}
    made, at = Markup(""), 0
    for token in tokenize(text):
        if token.kind != "text":
            made += Markup('<b class="ph">{}</b>').format(token.text.strip("<>"))
            continue
        cuts = sorted({0, len(token.text)} | {e - at for e in edges})
        cuts = [cut for cut in cuts if 0 <= cut <= len(token.text)]
        for start, end in pairwise(cuts):
            piece = token.text[start:end]
            marked = Markup('<span class="term">{}</span>').format(piece)
            made += marked if at + start in inside else escape(piece)
        at += len(token.text)
    return made


def adapted(suggestion: Suggestion) -> Markup:
    """Show a suggestion, what was put right in it marked."""
    made, at = Markup(""), 0
    for change in suggestion.match.changes if suggestion.match else ():
        made += escape(suggestion.target[at : change.start])
        made += Markup("<mark>{}</mark>").format(change.new)
        at = change.end
    return made + escape(suggestion.target[at:])


def mentions(text: str) -> Markup:
    """Show a comment: line breaks, and the names of accounts that are mentioned."""
    made, at = Markup(""), 0
    for start, end, _name in mentioned(text, _names() if "@" in text else ()):
        made += escape(text[at:start])
        made += Markup('<b class="at">{}</b>').format(text[start:end])
        at = end
    made += escape(text[at:])
    return Markup(made.replace("\n", Markup("<br>")))


def _names() -> list[str]:
    """Return the names of all accounts, asked for once a page."""
    if "account_names" not in g:
        with desk().ledger.read() as connection:
            g.account_names = mentionable(connection)
    names: list[str] = g.account_names
    return names


def _isolated(name: str) -> str:
    """Keep 2026-03-12-talks in its own order where the desk reads from the right."""
    return f"\u2068{name}\u2069" if direction(language()) == "rtl" else name


def origin(text: str | None) -> str:
    """Say where a text comes from."""
    if not text:
        return _("unknown")
    if text.startswith("mt:"):
        return _("machine (%(name)s)", name=_isolated(text[3:]))
    if text.startswith("tm:"):
        return _("memory (%(name)s)", name=_isolated(text[3:]))
    if text.startswith("conv:"):
        return _("converted (%(name)s)", name=_isolated(text[5:]))
    if text.startswith("merge:"):
        return _("put aside by a merge (%(name)s)", name=text[6:] or _("somebody"))
    known = {
        "human": _("a person"),
        "official": _("official"),
        "import": _("import"),
    }
    return known.get(text, text)


def confidence(of: Confidence | Record | None) -> str:
    """Say how much the machine believed in an untouched draft, if it is known."""
    found = of if isinstance(of, Confidence) else confidence_of(of)
    if found is None:
        return ""
    name = CONFIDENCE_NAMES[found.band]
    told = _("%(confidence)s (%(percent)s %%)", confidence=name, percent=found.percent)
    return told.replace(" %", "\u00a0%")


def why(text: str | None) -> str:
    """Say why an entry waits."""
    known = {
        "source-changed": _("the source changed"),
        "merge-conflict": _("two people changed it in different places"),
        "check-agreement": _("words beside a new number may need another form"),
    }
    found = text or ""
    category, _sep, rest = found.partition(": ")
    if category in CATEGORIES:
        return f"{CATEGORIES[category]}: {rest}" if rest else str(CATEGORIES[category])
    if category in known and rest:
        return f"{known[category]}; {why(rest)}"
    return known.get(found, found)


def changes(event: Event) -> list[tuple[str, str]]:
    """Return how an event changed a text, word by word."""
    return diff_words(event.before, event.after)


def init_app(app: Flask) -> None:
    """Give the filters to templates."""
    for made in (
        adapted, ago, age, changes, confidence, day, mentions, number, origin,
        placeholders, told, when, why, with_terms,
    ):  # fmt: skip
        app.jinja_env.filters[made.__name__] = made
    app.jinja_env.globals.update(
        Action=Action,
        state_names=STATE_NAMES,
        role_names=ROLE_NAMES,
        categories=CATEGORIES,
        event_names=EVENT_NAMES,
        severity_names=SEVERITY_NAMES,
        never_dismissed=(*NEVER_DISMISSED, BOILERPLATE),
    )

    @app.context_processor
    def common() -> dict[str, object]:
        settings = desk().project.settings
        return {"site_title": settings.title, "settings": settings, "g": g}
