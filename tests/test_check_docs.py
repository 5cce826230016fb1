"""Every check has a page, and the examples on it are true."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from workflow.checks import (
    CATALOG_CHECKS,
    CHECKS,
    Subject,
    check_catalog,
    check_subject,
)
from workflow.checks.source import NAMES as SOURCE_RULES
from workflow.glossary.glossary import Glossary
from workflow.model.checks import CHECK_NAMES, OPTIONAL_CHECKS
from workflow.model.placeholders import inferred, plain_text
from workflow.model.term import Concept, ConceptKind, Term, TermStatus

FOLDER = Path(__file__).parents[1] / "docs" / "checks"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md")}
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_LINE = re.compile(
    r"([A-Za-z]{2,3}(?:-[A-Za-z]+)*|term|name|fixed|machine|issue|fix): ?(.*)"
)


@dataclass
class Example:
    pairs: list = field(default_factory=list)
    terms: list = field(default_factory=list)
    machine: bool = False
    issue: str = ""
    fix: str | None = None


def read_example(block: str) -> Example:
    example = Example()
    texts = []
    for line in block.splitlines():
        name, value = _LINE.fullmatch(line).groups()
        value = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), value)
        if name == "issue":
            example.issue = value
        elif name == "fix":
            example.fix = value
        elif name == "machine":
            example.machine = value == "yes"
        elif name in ("term", "name", "fixed"):
            example.terms.append((name, *re.split(r" = |; not ", value)))
        else:
            texts.append((name, value))
    example.pairs = list(zip(texts[::2], texts[1::2], strict=True))
    return example


def examples():
    for name, text in sorted(PAGES.items()):
        for number, block in enumerate(
            re.findall(r"```example\n(.*?)\n```", text, re.S)
        ):
            yield pytest.param(name, read_example(block), id=f"{name}-{number + 1}")


def subject(example, pair):
    (source_locale, source), (locale, target) = pair
    concepts = [concept(said, source_locale, locale) for said in example.terms]
    plain = (plain_text(source), plain_text(target))
    hits = Glossary(concepts).hits(plain, (source_locale, locale))
    return Subject(
        source, target, source_locale, locale,
        placeholders=linked(source), is_machine=example.machine, terms=hits,
    )  # fmt: skip


def linked(source):
    """Return the placeholders of a source, every one a link."""
    return tuple(
        replace(p, kind="link", target=f"https://example.org/{p.number}")
        for p in inferred(source)
    )


def concept(said, source_locale, locale):
    """Return a concept: its name in the source, what it is called, and what not."""
    kind, source, *targets = said
    terms = [
        Term(text, locale, TermStatus.DEPRECATED if number else TermStatus.PREFERRED)
        for number, text in enumerate(targets)
    ]
    return Concept(
        source.replace(" ", "-"),
        ConceptKind.BODY if kind == "name" else ConceptKind.TERM,
        (Term(source, source_locale), *terms),
        do_not_translate=kind == "fixed",
    )


@pytest.mark.parametrize(("name", "example"), list(examples()))
def test_the_example_is_true(name, example):
    subjects = [subject(example, pair) for pair in example.pairs]
    found = [issue for one in subjects for issue in check_subject(one)]
    found += [issue for _, issue in check_catalog(subjects)]
    mine = [issue for issue in found if issue.check == name]
    if example.issue == "none":
        assert mine == []
        return
    assert example.issue in {issue.severity.value for issue in mine}
    if example.fix is not None:
        assert example.fix in {issue.fix for issue in mine}


def names_of(checks):
    import sys

    modules = {sys.modules[check.__module__] for check in checks}
    return {name for module in modules for name in module.NAMES}


def test_every_check_is_in_the_list_of_names():
    assert names_of(CHECKS) | names_of(CATALOG_CHECKS) <= set(CHECK_NAMES)


def test_no_name_stands_twice_in_the_list():
    assert len(set(CHECK_NAMES)) == len(CHECK_NAMES)


@pytest.mark.parametrize("name", CHECK_NAMES)
def test_the_check_has_a_page_with_what_it_finds_and_what_it_does_not(name):
    text = PAGES[name]
    assert text.startswith(f"# `{name}`\n")
    kinds = re.findall(r"^issue: (\w+)$", text, re.M)
    assert "none" in kinds
    assert set(kinds) & {"error", "warning", "info"}


def test_every_page_is_of_a_check_and_in_the_index():
    index = PAGES["README"]
    for name in (*CHECK_NAMES, *OPTIONAL_CHECKS, *SOURCE_RULES):
        assert f"({name}.md)" in index
    assert PAGES.keys() - {"README"} <= {*CHECK_NAMES, *OPTIONAL_CHECKS, *SOURCE_RULES}
