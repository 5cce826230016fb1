"""What a person does to a segment, from the form that they sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from web.filters import CATEGORIES
from web.said import told
from web.security import me
from web.waiting import next_open
from workflow.errors import GateError, UsageError
from workflow.ledger.events import (
    Event,
    EventFilter,
    EventKind,
    find_event,
    list_events,
)
from workflow.model.approval import current_record
from workflow.model.dismissal import version_of_text
from workflow.model.entry import Entry, State
from workflow.model.issue import Dismissal
from workflow.model.people import Action, Person
from workflow.model.said import say
from workflow.stages.acts import CatalogId, Change, Verdict, change_entries
from workflow.stages.boilerplate import boilerplate_of, take_over
from workflow.stages.desk import Desk
from workflow.stages.dismiss import dismiss, take_back
from workflow.stages.earlier import earlier_texts
from workflow.stages.journal import undone
from workflow.stages.review import approve, return_entries, set_target
from workflow.stages.workspace import OpenCatalog


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act, in words, and where to go on."""

    message: str
    goal: str | None
    opened: OpenCatalog
    """The catalog as it is after it."""
    refused: bool = False
    touched: tuple[str, ...] = ()
    """Other segments that were changed too."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One act: who, on what, and what the page showed."""

    desk: Desk
    opened: OpenCatalog
    entry: Entry
    text: str
    form: MultiDict[str, str]
    person: Person
    saved: list[OpenCatalog] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def expect(self) -> dict[str, str]:
        version = self.form.get("version", "")
        if self.form.get("seen") == version_of_text(self.entry):
            version = self.entry.version  # others may dismiss something else meanwhile
        return {self.key: version}

    def need(self, action: Action) -> None:
        if not self.person.may(action, self.opened.locale):
            raise GateError(_("Your role does not allow this."))

    def catalog(self, kind: EventKind, note: str = "") -> CatalogId:
        """Return the catalog to act on; what it is after the act is kept."""
        found = self.desk.catalog(
            self.opened.release.id,
            self.opened.locale,
            person=self.person.name,
            kind=kind,
            note=note,
        )

        def journal(saved: OpenCatalog, changes: Sequence[Change]) -> None:
            self.saved.append(saved)
            if found.journal is not None:
                found.journal(saved, changes)

        return replace(found, journal=journal)

    def done(self, message: str, *, stay: bool = False, refused: bool = False) -> Done:
        """Return what to answer: stay, go where the form says, or to the next."""
        now = self.saved[-1] if self.saved else self.opened
        goal = self.form.get("goal", "")
        if stay or goal == "stay":
            return Done(message, self.key, now, refused)
        if goal in now.by_key:
            return Done(message, goal, now, refused)
        found = next_open(now, self.key, self.person)
        return Done(message, found.key if found else None, now, refused)


def act(
    desk: Desk, opened: OpenCatalog, entry: Entry, text: str, form: MultiDict[str, str]
) -> Done:
    """Do what the form asks for.

    Raises ConflictError, TargetError, GateError or UsageError.
    """
    case = _Case(desk, opened, entry, text, form, me())
    known = {
        "save": _save,
        "approve": _approve,
        "return": _return,
        "revert": _revert,
        "undo": _undo,
        "restore": _restore,
        "takeover": _take_over,
        "fix": _fix,
        "dismiss": _dismiss,
        "take-back": _take_back,
    }
    wanted = "fix" if form.get("fix") else form.get("do", "").partition(" ")[0]
    do = known.get(wanted)
    if do is None:
        raise UsageError(_("The form does not say what to do."))
    return do(case)


def _saved(case: _Case, kind: EventKind = EventKind.EDIT, note: str = "") -> Verdict:
    case.need(Action.EDIT)
    return set_target(
        case.catalog(kind, note),
        case.key,
        case.text,
        by=case.person.name,
        expect=case.expect,
    )


def _words(verdict: Verdict, message: str) -> str:
    """Return what to say: the message, and what else to know."""
    return " ".join((message, told(verdict.note))) if verdict.note else message


def _save(case: _Case) -> Done:
    return case.done(_words(_saved(case), _("Saved.")))


def _fix(case: _Case) -> Done:
    """Save what a check would put right."""
    return case.done(_words(_saved(case), _("Saved.")), stay=True)


def _dismiss(case: _Case) -> Done:
    """Dismiss what a check finds; nothing of the text changes."""
    case.need(Action.EDIT)
    check = case.form["do"].partition(" ")[2]
    given = map(str.strip, case.form.getlist(f"why-{check}"))
    why = next(filter(None, given), "")
    dismiss(
        case.catalog(EventKind.DISMISS, f"{check}: {why}"),
        case.key,
        Dismissal(check, case.person.name, "", why),
        expect=case.expect,
    )
    return case.done(_("Dismissed, until the text changes."), stay=True)


def _take_back(case: _Case) -> Done:
    """Take a dismissal back."""
    case.need(Action.EDIT)
    check = case.form["do"].partition(" ")[2]
    catalog = case.catalog(EventKind.DISMISS, check)
    take_back(catalog, case.key, check, expect=case.expect)
    return case.done(_("Taken back."), stay=True)


def _approve(case: _Case) -> Done:
    """Approve; a text that was changed in the form is saved first."""
    expect = case.expect
    is_edited = case.text != case.entry.msgstr
    if is_edited:
        verdict = _saved(case)
        expect = {case.key: verdict.version}
        if not case.person.may(Action.APPROVE, case.opened.locale):
            return case.done(_("Saved. It waits for a reviewer."))
    case.need(Action.APPROVE)
    [verdict] = approve(
        case.catalog(EventKind.APPROVE),
        by=case.person.name,
        keys=[case.key],
        expect=expect,
    )
    if verdict.refused and is_edited:
        return case.done(_("Saved. Somebody else must approve it."), refused=True)
    if verdict.refused:
        raise GateError(verdict.refused)
    if verdict.state is not State.APPROVED:
        return case.done(_("Approved by you. One more person must approve it."))
    return case.done(_("Approved."))


def _return(case: _Case) -> Done:
    case.need(Action.RETURN)
    category = case.form.get("category", "other")
    reason = case.form.get("reason", "").strip()
    if category not in CATEGORIES:
        raise UsageError(_("There is no such category."))
    if not reason and category == "other":
        raise UsageError(say("return-reason"))
    why = f"{category}: {reason}" if reason else category
    [verdict] = return_entries(
        case.catalog(EventKind.RETURN, why),
        why,
        by=case.person.name,
        keys=[case.key],
        expect=case.expect,
    )
    if verdict.refused:
        raise GateError(verdict.refused)
    return case.done(_("Returned."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _revert(case: _Case) -> Done:
    """Save an earlier text again."""
    number = case.form.get("event", "")
    event = None
    if number.isascii() and number.isdigit() and len(number) < 18:
        with case.desk.ledger.read() as connection:
            event = find_event(connection, int(number))
    place = (case.opened.release.id, case.opened.locale, case.key)
    if event is None or (event.release, event.locale, event.key) != place:
        raise UsageError(_("There is no such earlier text."))
    text = event.before if case.form.get("side") == "before" else event.after
    verdict = _saved(replace(case, text=text), EventKind.REVERT, note=event.at)
    return case.done(_words(verdict, _("The earlier text is back.")), stay=True)


def _undo(case: _Case) -> Done:
    """Bring an entry back to how it was before this person's last act on it."""
    case.need(Action.EDIT)
    with case.desk.ledger.read() as connection:
        wanted = EventFilter(
            release=case.opened.release.id, locale=case.opened.locale, key=case.key
        )
        last = next(iter(list_events(connection, wanted, limit=1)), None)
    if last is None or last.person != case.person.name:
        raise UsageError(say("no-undo"))
    event: Event = last

    def bring_back(
        _opened: OpenCatalog, entry: Entry
    ) -> tuple[Entry, str | None, None]:
        if entry.version != event.version:  # changed since, without the desk
            return entry, say("no-undo"), None
        made = undone(entry, event)
        if case.person.name in current_record(made).approvers:
            case.need(Action.APPROVE)
        return made, None, None

    [verdict] = change_entries(
        case.catalog(EventKind.UNDO, last.kind), [case.key], bring_back, case.expect
    )
    if verdict.refused:
        raise UsageError(verdict.refused)
    return case.done(_("Undone."), stay=True)


def _restore(case: _Case) -> Done:
    """Save a text again that stands in an earlier commit."""
    wanted = case.form.get("commit", "")
    project, opened = case.desk.project, case.opened
    texts = earlier_texts(project, opened.release.id, opened.locale, case.entry)
    found = next((text for text in texts if text.commit == wanted), None)
    if found is None:
        raise UsageError(_("There is no such earlier text."))
    verdict = _saved(replace(case, text=found.text), EventKind.REVERT, note=found.at)
    return case.done(_words(verdict, _("The earlier text is back.")), stay=True)


def _take_over(case: _Case) -> Done:
    """Fill the open segments of a block that releases share, in my name."""
    case.need(Action.EDIT)
    known = boilerplate_of(case.desk.index, case.opened, case.entry)
    catalog = case.catalog(EventKind.EDIT, known.origin if known else "")
    by = case.person.name
    keys = take_over(catalog, case.opened, known, by=by, expect=case.expect)
    many = ngettext("%(num)s segment filled.", "%(num)s segments filled.", len(keys))
    return replace(case.done(many, stay=True), touched=keys)
