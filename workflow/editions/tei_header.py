"""TEI headers: what an edition is, where it comes from and who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from workflow.editions.localized import Localized, engine_name
from workflow.editions.paths import Links
from workflow.editions.tei_tree import ID, LANG, add
from workflow.editions.text import clean, safe_url
from workflow.languages import display_name, format_date
from workflow.model.edition import Site, Target
from workflow.model.entry import State
from workflow.model.release import Release

_STATES = {
    State.UNTRANSLATED: "no target; the source text stands in (XLIFF: initial)",
    State.PREFILLED: "draft of an engine or a memory, not reviewed (XLIFF: initial)",
    State.TRANSLATED: "translated, not approved (XLIFF: translated)",
    State.RETURNED: "returned for correction (XLIFF: initial)",
    State.APPROVED: "approved under the policy of the project (XLIFF: final)",
}


class Responsibles:
    """Everybody who answers for passages, each with the id that `@resp` points to."""

    def __init__(self, texts: Sequence[Localized]) -> None:
        """Collect people and engines from the targets that `texts` show."""
        roles: dict[tuple[str, str], None] = {}
        for text in texts:
            roles |= dict.fromkeys(("machine translation", n) for n in text.engines)
            roles |= dict.fromkeys(("translation", n) for n in text.editors)
            roles |= dict.fromkeys(("approval", n) for n in text.approvers)
        self.ids = {role: f"resp_{n}" for n, role in enumerate(sorted(roles), 1)}

    def of(self, target: Target | None) -> str | None:
        """Return the pointers of a passage, in the order of work."""
        if target is None:
            return None
        roles = [("machine translation", engine_name(target.origin))]
        roles += [("translation", clean(target.by or "").strip())]
        roles += [("approval", clean(name).strip()) for name in target.approvers]
        found = [f"#{self.ids[role]}" for role in roles if role in self.ids]
        return " ".join(dict.fromkeys(found)) or None

    def write(self, statement: etree._Element) -> None:
        """Append a statement for everybody."""
        for (role, name), key in self.ids.items():
            item = add(statement, "respStmt", tail="\n", **{ID: key})
            add(item, "resp", role)
            if role == "machine translation":
                add(item, "name", name, type="software")
            else:
                add(item, "persName", name)


@dataclass(frozen=True, slots=True)
class Header:
    """Writes the headers of one document."""

    site: Site
    release: Release
    people: Responsibles
    in_corpus: bool = False

    def of_corpus(self, corpus: etree._Element, texts: Sequence[Localized]) -> None:
        """Append the header of a corpus of all locales."""
        header = _header(corpus)
        description = add(header, "fileDesc", tail="\n")
        statement = add(description, "titleStmt", tail="\n")
        original = next((t for t in texts if t.is_source), texts[0])
        title = add(statement, "title", original.title, type="main")
        title.set(LANG, original.title_locale)
        self.people.write(statement)
        _publication(description, self.site, self.release, None)
        source = add(description, "sourceDesc", tail="\n")
        bibl = add(source, "bibl", **{ID: "source"})
        _original(bibl, self.release, original)
        _encoding(header)
        _profile(header, [text.locale for text in texts])
        _revisions(header, texts)

    def of_edition(
        self, tei: etree._Element, text: Localized, file: str | None
    ) -> None:
        """Append the header of one locale; `file` holds the original, '' this one."""
        release = self.release
        header = _header(tei)
        description = add(header, "fileDesc", tail="\n")
        statement = add(description, "titleStmt", tail="\n")
        title = add(statement, "title", text.title)
        title.set(LANG, text.title_locale)
        if not self.in_corpus:
            self.people.write(statement)
        _publication(description, self.site, release, text)
        source = add(description, "sourceDesc", tail="\n")
        bibl = add(source, "bibl", corresp="#source" if self.in_corpus else None)
        _original(bibl, release, text)
        if not text.is_source and file is not None:
            target = f"{file}#ed_{release.locale}"
            add(bibl, "relatedItem", type="translatedFrom", target=target)
        if not self.in_corpus:
            _encoding(header)
            _profile(header, list(dict.fromkeys([release.locale, text.locale])))
            _revisions(header, [text])


def _header(parent: etree._Element) -> etree._Element:
    header = add(parent, "teiHeader", tail="\n")
    header.set(LANG, "en")
    header.text = "\n"
    return header


def _publication(
    description: etree._Element, site: Site, release: Release, text: Localized | None
) -> None:
    statement = add(description, "publicationStmt", tail="\n")
    publisher = clean(site.publisher).strip() or clean(site.title).strip()
    add(statement, "publisher", publisher or "unknown")
    if release.date:
        day = release.date.isoformat()
        add(statement, "date", format_date(release.date, "en"), when=day)
    if site.base_url:
        links = Links(release.id, base_url=site.base_url)
        add(statement, "idno", links.public(text.locale if text else None), type="URI")
    else:
        add(statement, "idno", release.id, type="readout")
    is_draft = text is not None and text.is_draft
    licence = safe_url(site.licence)
    if licence or is_draft:
        status = "restricted" if is_draft else "free"
        availability = add(statement, "availability", status=status)
        if licence:
            add(availability, "licence", licence, target=licence)
        else:
            add(availability, "p", "Draft: not approved for publication.")


def _original(bibl: etree._Element, release: Release, text: Localized) -> None:
    title = add(bibl, "title", release.title, level="a")
    title.set(LANG, release.locale)
    if release.date:
        bibl[-1].tail = ", "
        day = release.date.isoformat()
        add(bibl, "date", format_date(release.date, "en"), when=day)
    if url := safe_url(release.source_url):
        bibl[-1].tail = ", "
        add(bibl, "ref", url, target=url)
    if release.source_sha256:
        bibl[-1].tail = " "
        add(bibl, "idno", release.source_sha256, type="sha256")
    if not text.is_source:
        bibl[-1].tail = " "
        add(bibl, "note", "Unofficial translation; the original prevails.")


def _encoding(header: etree._Element) -> None:
    encoding = add(header, "encodingDesc", tail="\n")
    editorial = add(encoding, "editorialDecl", tail="\n")
    segmentation = add(editorial, "segmentation")
    add(
        segmentation,
        "p",
        "One seg is one entry of the catalog: a sentence, or a short block. "
        "Identifiers are LOCALE_ANCHOR, the anchor being the same in every locale.",
    )
    declaration = add(encoding, "classDecl", tail="\n")
    taxonomy = add(declaration, "taxonomy", **{ID: "state"})
    for state, meaning in _STATES.items():
        category = add(taxonomy, "category", tail="\n", **{ID: f"st_{state}"})
        add(category, "catDesc", meaning)


def _profile(header: etree._Element, locales: Sequence[str]) -> None:
    profile = add(header, "profileDesc", tail="\n")
    usage = add(profile, "langUsage")
    for locale in locales:
        add(usage, "language", display_name(locale, "en"), tail="\n", ident=locale)


def _revisions(header: etree._Element, texts: Sequence[Localized]) -> None:
    """Append the newest approval of each locale; without any there is no revision."""
    found = [(text.locale, text.approved_at) for text in texts if text.approved_at]
    if not found:
        return
    revisions = add(header, "revisionDesc", tail="\n")
    for locale, time in found:
        name = display_name(locale, "en")
        add(
            revisions,
            "change",
            f"{name}: newest approval.",
            tail="\n",
            when=time,
            status="approved",
        )
