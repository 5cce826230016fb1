"""One entry over the API: read it, save it, approve it, on its version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify

from web.api.access import RefusedError
from web.api.asked import seen_versions
from workflow.errors import ConflictError, TargetError
from workflow.ledger.events import EventKind
from workflow.model.entry import Entry
from workflow.model.people import Person
from workflow.stages.acts import CatalogId, Verdict
from workflow.stages.desk import Desk
from workflow.stages.review import approve, check_target, return_entries, set_target
from workflow.stages.workspace import OpenCatalog


def listing(opened: OpenCatalog) -> dict[str, Any]:
    """Return a catalog as the API shows it."""
    return {
        "release": opened.release.id,
        "locale": opened.locale,
        "entries": [
            entry_json(entry, key, opened.states[key].value)
            for key, entry in opened.by_key.items()
        ],
    }


def entry_json(entry: Entry, key: str, state: str) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    return {
        "key": key,
        "msgctxt": entry.msgctxt,
        "msgid": entry.msgid,
        "target": entry.msgstr,
        "state": state,
        "digest": entry.version,
    }


def find_entry(opened: OpenCatalog, key: str) -> Entry:
    """Return an entry, or refuse with 404."""
    entry = opened.by_key.get(key)
    if entry is None:
        raise RefusedError(404, f"there is no entry {key!r}")
    return entry


@dataclass(frozen=True, slots=True)
class EntryAct:
    """Who acts on which entry, and on the version that they saw."""

    desk: Desk
    release: str
    locale: str
    key: str
    person: Person

    def save(self, target: str) -> Response:
        """Save a text; 412 with both texts on conflict, 422 for a bad placeholder."""
        expect = self._expected()
        try:
            verdict = set_target(
                self._catalog(EventKind.EDIT),
                self.key,
                target.replace("\r\n", "\n"),
                by=self.person.name,
                expect=expect,
            )
        except ConflictError as error:
            raise _conflict(error, mine=target) from error
        except TargetError as error:
            raise RefusedError(422, error.message) from error
        return _answer(verdict)

    def approve(self) -> Response:
        """Approve; 403 when policy refuses."""
        expect = self._expected()
        catalog = self._catalog(EventKind.APPROVE)
        try:
            verdicts = approve(
                catalog, by=self.person.name, keys=[self.key], expect=expect
            )
        except ConflictError as error:
            raise _conflict(error) from error
        return self._judged(verdicts[0])

    def give_back(self, reason: str) -> Response:
        """Return to the translator with a `reason`."""
        expect = self._expected()
        catalog = self._catalog(EventKind.RETURN, reason)
        by, keys = self.person.name, [self.key]
        try:
            verdicts = return_entries(catalog, reason, by=by, keys=keys, expect=expect)
        except ConflictError as error:
            raise _conflict(error) from error
        return self._judged(verdicts[0])

    def _catalog(self, kind: EventKind, note: str = "") -> CatalogId:
        return self.desk.catalog(
            self.release, self.locale, person=self.person.name, kind=kind, note=note
        )

    def _expected(self) -> dict[str, str]:
        """Return the version that was seen: of several, the one that there is now."""
        versions = seen_versions()
        now = find_entry(self._opened(), self.key).version
        return {self.key: now if now in versions else versions[0]}

    def _opened(self) -> OpenCatalog:
        return self.desk.open(self.release, self.locale)

    def _judged(self, verdict: Verdict) -> Response:
        """Return the answer; refuses with 422 for the text's sake, 403 for people's."""
        if not verdict.refused:
            return _answer(verdict)
        opened = self._opened()
        entry = find_entry(opened, self.key)
        try:
            check_target(opened, entry, entry.msgstr)
        except TargetError as error:
            raise RefusedError(422, error.message) from error
        if not entry.msgstr:
            raise RefusedError(422, verdict.refused)
        raise RefusedError(403, verdict.refused, policy=str(opened.context.policy))


def _conflict(error: ConflictError, mine: str | None = None) -> RefusedError:
    """Return the refusal with both texts: what was sent, and what there is."""
    texts = {"theirs": error.target, "digest": error.version}
    if mine is not None:
        texts["mine"] = mine
    return RefusedError(412, error.message, **texts)


def _answer(verdict: Verdict) -> Response:
    made = jsonify(
        {
            "digest": verdict.version,
            "state": verdict.state.value,
            **({"note": verdict.note} if verdict.note else {}),
        }
    )
    made.set_etag(verdict.version)
    return made
