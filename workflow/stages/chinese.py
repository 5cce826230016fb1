"""Traditional Chinese from approved simplified Chinese of the same release.

A draft made so remembers the text that it was made from (`base` in its record): a draft
that nobody touched is made again when that text changes, and of one that somebody
edited or approved it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from workflow.catalogs.paths import catalog_path
from workflow.catalogs.update import SOURCE_CHANGED
from workflow.engines.base import is_traditional_chinese
from workflow.engines.chinese import Converter, get_converter, is_simplified_chinese
from workflow.errors import CatalogError, EngineError
from workflow.model.digest import text_digest
from workflow.model.drafted import BASE_KEY, without_draft
from workflow.model.entry import Entry, Record, State
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import problems
from workflow.model.release import Release
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.locks import locked
from workflow.stages.workspace import OpenCatalog, lock_name, open_catalog

CHECK = "derived"

EntryId = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Base:
    """The simplified Chinese that a locale of a release is derived from."""

    locale: str
    texts: Mapping[EntryId, str]
    """What may be converted: approved targets, or the source itself."""

    def mark(self, entry: EntryId) -> str:
        """Return what a draft remembers of its base."""
        return f"{self.locale}:{text_digest(self.texts[entry])}"


@dataclass(frozen=True, slots=True)
class Derived:
    """What was derived in one catalog."""

    made: int = 0
    origin: str = ""
    problem: str = ""
    """Why nothing could be, though there is approved text to derive from."""


def base_locale(project: Project, release: Release, locale: str) -> str | None:
    """Return the locale that `locale` is derived from, None when there is none."""
    if not is_traditional_chinese(locale):
        return None
    known = (release.locale, *project.settings.targets(release.locale))
    return next((tag for tag in known if is_simplified_chinese(tag)), None)


def find_base(project: Project, release: Release, locale: str) -> Base | None:
    """Return what `locale` is derived from in a release, None when there is nothing."""
    tag = base_locale(project, release, locale)
    if tag is None:
        return None
    if tag == release.locale:
        ids = ((s.msgctxt, s.msgid) for s in release.segments)
        return Base(tag, {found: found[1] for found in ids})
    if not catalog_path(project.root, release.id, tag).is_file():
        return None
    opened = open_catalog(project, release, tag)
    texts = {
        entry.id: entry.msgstr
        for key, entry in opened.by_key.items()
        if opened.states[key] is State.APPROVED
    }
    return Base(tag, texts)


def derive(
    project: Project,
    release: Release,
    locale: str,
    *,
    leave: Callable[[Entry], bool] = lambda _: False,
    limit: int | None = None,
) -> Derived:
    """Fill a catalog from approved simplified Chinese; renew drafts nobody touched.

    An entry that is empty and to `leave` is left to somebody who knows better.
    """
    choice = project.settings.engines.get("opencc", "words")
    if choice == "off":
        return Derived()
    try:
        base = find_base(project, release, locale)
    except CatalogError as error:
        return Derived(problem=str(error))
    if base is None or not base.texts:
        return Derived()
    try:
        converter = get_converter(locale, choice)
    except EngineError as error:
        return Derived(problem=error.message)
    with locked(project, lock_name(release.id, locale)):
        opened = open_catalog(project, release, locale)
        wanted = [
            (key, entry)
            for key, entry in opened.by_key.items()
            if entry.id in base.texts
            and _is_open(opened.states[key], entry)
            and not (not entry.msgstr and leave(entry))
        ][:limit]
        made = dict(_made(opened, base, converter, wanted))
        if made:
            opened.put(made)
    return Derived(len(made), converter.origin)


def list_converters(project: Project) -> Iterator[tuple[str, str, str, str]]:
    """Yield (from, to, origin, what is missing) for each pair of the project."""
    settings = project.settings
    known = (settings.source, *settings.locales)
    choice = settings.engines.get("opencc", "words")
    base = next((tag for tag in known if is_simplified_chinese(tag)), None)
    for locale in known if base and choice != "off" else ():
        if is_traditional_chinese(locale):
            try:
                yield str(base), locale, get_converter(locale, choice).origin, ""
            except EngineError as error:
                yield str(base), locale, "", error.message


def _is_open(state: State, entry: Entry) -> bool:
    """Whether a conversion may stand here: empty, or a draft that nobody touched."""
    record = entry.record
    if state is State.UNTRANSLATED:
        return True
    if record is None or not record.is_machine or record.approvers:
        return False
    if record.text != text_digest(entry.msgstr):
        return False
    if state is State.PREFILLED:
        return (record.origin or "").startswith(("conv:", "mt:"))
    return state is State.TRANSLATED and record.why == SOURCE_CHANGED


def _made(
    opened: OpenCatalog,
    base: Base,
    converter: Converter,
    wanted: list[tuple[str, Entry]],
) -> Iterator[tuple[str, Entry]]:
    for key, entry in wanted:
        text = converter.convert(base.texts[entry.id])
        if problems(opened.context.placeholders.get(entry.id, ()), text):
            continue
        made = _drafted(entry, text, base.mark(entry.id), converter.origin)
        if made != entry:
            yield key, made


def _drafted(entry: Entry, text: str, mark: str, origin: str) -> Entry:
    extra = without_draft(entry.record.extra if entry.record else ())
    record = Record(
        state=State.PREFILLED,
        origin=origin,
        text=text_digest(text),
        extra=tuple(sorted([*extra, (BASE_KEY, mark)])),
    )
    return replace(
        entry,
        msgstr=text,
        fuzzy=True,
        record=record,
        previous_msgid=None,
        previous_msgctxt=None,
    )


def base_of(entry: Entry) -> str | None:
    """Return what an entry remembers of the text that it was derived from."""
    extra = entry.record.extra if entry.record else ()
    return next((value for name, value in extra if name == BASE_KEY), None)


class Judged:
    """Notes that a person has just compared texts with what they are derived from.

    For one catalog: what its texts are derived from is read when the first needs it.
    """

    def __init__(self, project: Project) -> None:
        """Read nothing yet."""
        self._project = project
        self._base: Base | None = None
        self._is_read = False

    def __call__(self, opened: OpenCatalog, before: Entry, entry: Entry) -> Entry:
        """Return `entry`, what became of `before`, as derived from what is now."""
        if entry is before or base_of(entry) is None or entry.record is None:
            return entry
        if not self._is_read:
            self._is_read = True
            with suppress(CatalogError):  # broken: nobody can have compared
                self._base = find_base(self._project, opened.release, opened.locale)
        if self._base is None or entry.id not in self._base.texts:
            return entry
        kept = [pair for pair in entry.record.extra if pair[0] != BASE_KEY]
        extra = tuple(sorted([*kept, (BASE_KEY, self._base.mark(entry.id))]))
        return replace(entry, record=replace(entry.record, extra=extra))


def outdated(
    project: Project, opened: OpenCatalog, entries: Iterable[Entry] | None = None
) -> list[tuple[Entry, Issue]]:
    """Return an issue for each text whose base was approved anew since, and changed."""
    if not is_traditional_chinese(opened.locale):
        return []
    found = opened.catalog.active if entries is None else entries
    marked = [(e, mark) for e in found if (mark := base_of(e))]
    base = None
    with suppress(CatalogError):  # broken: its own summary says so
        base = find_base(project, opened.release, opened.locale) if marked else None
    return [
        (entry, _issue(base.locale, entry, opened.states[entry.key]))
        for entry, mark in marked
        if base and entry.msgstr
        if entry.id in base.texts and base.mark(entry.id) != mark
    ]


def _issue(base: str, entry: Entry, state: State) -> Issue:
    return Issue(
        CHECK,
        Severity.INFO if state is State.PREFILLED else Severity.WARNING,
        say("derived", locale=base),
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        line=entry.line,
    )
