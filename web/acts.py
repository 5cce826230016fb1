"""What a person does to a segment, from the form that they sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, Forbidden

from web.document import next_open
from web.filters import CATEGORIES
from web.security import me
from workflow.errors import GateError, UsageError
from workflow.ledger.events import EventFilter, EventKind, find_event, list_events
from workflow.model.entry import Entry, State
from workflow.model.people import Action, Person
from workflow.stages.acts import Verdict, change_entries
from workflow.stages.desk import Desk
from workflow.stages.earlier import earlier_texts
from workflow.stages.journal import undone
from workflow.stages.review import approve, return_entries, set_target
from workflow.stages.workspace import OpenCatalog


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act, in words, and where to go on."""

    message: str
    goal: str | None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """One act: who, on what, and what the page showed."""

    desk: Desk
    opened: OpenCatalog
    entry: Entry
    text: str
    form: Mapping[str, str]
    person: Person

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def expect(self) -> dict[str, str]:
        return {self.key: self.form.get("version", "")}

    def need(self, action: Action) -> None:
        if not self.person.may(action, self.opened.locale):
            raise Forbidden

    def after(self) -> str | None:
        """Return where to go on: where the form says, else the next that waits."""
        goal = self.form.get("goal", "")
        if goal == "stay":
            return self.key
        now = self.desk.open(self.opened.release.id, self.opened.locale)
        if goal and goal in now.by_key:
            return goal
        found = next_open(now, self.key)
        return found.key if found else None


def act(
    desk: Desk, opened: OpenCatalog, entry: Entry, text: str, form: Mapping[str, str]
) -> Done:
    """Do what the form asks for; raises ConflictError, TargetError or GateError."""
    case = _Case(desk, opened, entry, text, form, me())
    known = {
        "save": _save,
        "approve": _approve,
        "return": _return,
        "revert": _revert,
        "undo": _undo,
        "restore": _restore,
    }
    do = known.get(form.get("do", ""))
    if do is None:
        raise BadRequest(_("The form does not say what to do."))
    return do(case)


def _saved(case: _Case, kind: EventKind = EventKind.EDIT, note: str = "") -> Verdict:
    case.need(Action.EDIT)
    catalog = case.desk.catalog(
        case.opened.release.id,
        case.opened.locale,
        person=case.person.name,
        kind=kind,
        note=note,
    )
    return set_target(
        catalog, case.key, case.text, by=case.person.name, expect=case.expect
    )


def _save(case: _Case) -> Done:
    verdict = _saved(case)
    message = _("Saved.")
    if verdict.note == "its approval is dropped":
        message = _("Saved. Its approval is dropped.")
    return Done(message, case.after())


def _approve(case: _Case) -> Done:
    """Approve; a text that was changed in the form is saved first."""
    expect = case.expect
    was_saved = False
    if case.text != case.entry.msgstr:
        verdict = _saved(case)
        expect = {case.key: verdict.version}
        was_saved = True
        if not case.person.may(Action.APPROVE, case.opened.locale):
            return Done(_("Saved. It waits for a reviewer."), case.after())
    case.need(Action.APPROVE)
    catalog = case.desk.catalog(
        case.opened.release.id,
        case.opened.locale,
        person=case.person.name,
        kind=EventKind.APPROVE,
    )
    [verdict] = approve(catalog, by=case.person.name, keys=[case.key], expect=expect)
    if verdict.refused and was_saved:
        return Done(_("Saved. Somebody else must approve it."), case.after(), True)
    if verdict.refused:
        raise GateError(verdict.refused)
    if verdict.state is not State.APPROVED:
        return Done(
            _("Approved by you. One more person must approve it."), case.after()
        )
    return Done(_("Approved."), case.after())


def _return(case: _Case) -> Done:
    case.need(Action.RETURN)
    category = case.form.get("category", "other")
    reason = case.form.get("reason", "").strip()
    if category not in CATEGORIES:
        raise UsageError(_("There is no such category."))
    if not reason and category == "other":
        raise UsageError(_("Say in a few words why it is returned."))
    catalog = case.desk.catalog(
        case.opened.release.id,
        case.opened.locale,
        person=case.person.name,
        kind=EventKind.RETURN,
        note=f"{category}: {reason}" if reason else category,
    )
    [verdict] = return_entries(
        catalog,
        f"{category}: {reason}" if reason else category,
        by=case.person.name,
        keys=[case.key],
        expect=case.expect,
    )
    if verdict.refused:
        raise GateError(verdict.refused)
    return Done(_("Returned."), case.after())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _revert(case: _Case) -> Done:
    """Save an earlier text again."""
    with case.desk.ledger.read() as connection:
        event = find_event(connection, _number(case.form.get("event", "")))
    place = (case.opened.release.id, case.opened.locale, case.key)
    if event is None or (event.release, event.locale, event.key) != place:
        raise UsageError(_("There is no such earlier text."))
    text = event.before if case.form.get("side") == "before" else event.after
    again = _Case(
        case.desk,
        case.opened,
        case.entry,
        text,
        {**case.form, "goal": "stay"},
        case.person,
    )
    _saved(again, EventKind.REVERT, note=event.at)
    return Done(_("The earlier text is back."), case.key)


def _undo(case: _Case) -> Done:
    """Bring an entry back to how it was before this person's last act on it."""
    case.need(Action.EDIT)
    with case.desk.ledger.read() as connection:
        wanted = EventFilter(
            release=case.opened.release.id, locale=case.opened.locale, key=case.key
        )
        last = next(iter(list_events(connection, wanted, limit=1)), None)
    if last is None or last.person != case.person.name:
        raise UsageError(_("There is nothing of yours to undo here."))
    event = last
    record = undone(case.entry, event).record
    if record is not None and case.person.name in record.approvers:
        case.need(Action.APPROVE)  # it would be one's own approval again
    catalog = case.desk.catalog(
        case.opened.release.id,
        case.opened.locale,
        person=case.person.name,
        kind=EventKind.UNDO,
        note=last.kind,
    )
    change_entries(
        catalog,
        [case.key],
        lambda _opened, entry: (undone(entry, event), None, None),
        {case.key: last.version},
    )
    return Done(_("Undone."), case.key)


def _restore(case: _Case) -> Done:
    """Save a text again that stands in an earlier commit."""
    wanted = case.form.get("commit", "")
    project, opened = case.desk.project, case.opened
    texts = earlier_texts(project, opened.release.id, opened.locale, case.entry)
    found = next((text for text in texts if text.commit == wanted), None)
    if found is None:
        raise UsageError(_("There is no such earlier text."))
    _saved(replace(case, text=found.text), EventKind.REVERT, note=found.at)
    return Done(_("The earlier text is back."), case.key)
