"""Every edition is built like its source, and what is not is found."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from workflow.checks import Subject, check_subject
from workflow.editions import render_release
from workflow.model.edition import LocaleText, Site, Target
from workflow.model.entry import State
from workflow.model.placeholders import problems
from workflow.model.release import Block, BlockKind, Placeholder, Release, Segment

LINKS = (
    Placeholder(1, "link", "https://example.org/1"),
    Placeholder(2, "strong"),
    Placeholder(3, "link", "https://example.org/3"),
)
SOURCE = "See <1>the <2>map</2></1> and <3>the list</3>."


def segment(anchor, kind, text, placeholders=()):
    return Segment(anchor, kind.msgctxt, text, placeholders)


def block(kind, anchor, *texts, container=(), placeholders=()):
    segments = tuple(
        segment(f"{anchor}_s{n}", kind, text, placeholders)
        for n, text in enumerate(texts, 1)
    )
    level = 2 if kind is BlockKind.HEADING else 0
    return Block(kind, anchor, segments, level, container)


RELEASE = Release(
    "note", "en", "A note", "0" * 64,
    (
        block(BlockKind.TITLE, "title", "A note"),
        block(BlockKind.PARAGRAPH, "p1", SOURCE, placeholders=LINKS),
        block(BlockKind.HEADING, "h1", "Steps"),
        block(BlockKind.ITEM, "i1", "First", container=("ul#1", "li#1")),
        block(BlockKind.ITEM, "i2", "Second. It is long.", container=("ul#1", "li#2")),
        block(BlockKind.QUOTATION, "q1", "We agree."),
        block(BlockKind.CELL, "c1", "North", container=("table#1", "tr#1", "td#1")),
        block(BlockKind.CELL, "c2", "372.4", container=("table#1", "tr#1", "td#2")),
    ),
)  # fmt: skip
KEYS = [(s.msgctxt, s.msgid) for s in RELEASE.segments]


def page(targets, *, approved=True):
    """Return the French edition of `targets`."""
    texts = [
        LocaleText("en", {}, True, True),
        LocaleText(
            "fr",
            {
                key: Target(
                    text, State.APPROVED if approved else State.TRANSLATED, approved,
                    "human", "maria",
                )
                for key, text in targets.items()
            },
            False,
            approved,
        ),
    ]  # fmt: skip
    site = Site("Site", "", "", "")
    files = dict(render_release(site, RELEASE, texts, formats={"html"}))
    return {
        tag: html.fromstring(
            next(
                d for p, d in files.items() if p.as_posix() == f"note/{tag}/index.html"
            )
        )
        for tag in ("en", "fr")
    }


def shape(tree):
    """Return the headings, lists, quotations and tables of a page, in order."""
    main = tree.find(".//main")
    names = ("h1", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "tr", "td")
    return [node.tag for node in main.iter(*names)]


def links(tree):
    main = tree.find(".//main")
    found = (a.get("href") for a in main.iter("a"))
    return Counter(
        url for url in found if url and url.startswith("https://example.org")
    )


@given(st.sets(st.sampled_from(KEYS)), st.booleans())
def test_no_block_is_left_out_whatever_is_translated(translated, approved):
    targets = {key: f"[{key[1]}]" for key in translated}
    both = page(targets, approved=approved)
    assert shape(both["fr"]) == shape(both["en"])
    assert links(both["fr"]) == links(both["en"])


@pytest.mark.parametrize("text", ["", "\u202a", "—", "<1></1>", "<9>x</9>", "\\<1>"])
def test_no_text_of_a_translation_changes_the_blocks(text):
    both = page(dict.fromkeys(KEYS, text))
    assert shape(both["fr"]) == shape(both["en"])


TAGS = [
    "<1>", "</1>", "<2>", "</2>", "<3>", "</3>", "<1/>", "<3/>", "voir", " ", "<4>",
]  # fmt: skip


def found(target, source=SOURCE, placeholders=LINKS):
    subject = Subject(source, target, "en", "fr", placeholders=placeholders)
    mine = ("edition-links", "structure-parity")
    return [
        (i.check, i.severity.value, str(i.message))
        for i in check_subject(subject)
        if i.check in mine
    ]


@given(st.lists(st.sampled_from(TAGS), min_size=1, max_size=12).map("".join))
def test_a_link_that_the_edition_lacks_is_always_found(target):
    if not any(map(str.isalnum, re.sub(r"<[^>]*>", "", target))):
        return  # nothing to read: the edition shows the source or nothing at all
    both = page({(None, SOURCE): target})
    kept = links(both["fr"]) == links(both["en"])
    said = any(check == "edition-links" for check, _, _ in found(target))
    assert kept or said
    if not problems(LINKS, target):
        assert said == (not kept), target


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Voir <1>la <2>carte</2></1> et <3>la liste</3>.", []),
        ("<3>La liste</3> et <1>la <2>carte</2></1>.", []),
        ("Voir <1>la <2>carte</2></1>.",
         [("edition-links", "error",
           "the edition has no link to https://example.org/3 here")]),
        ("Voir <1>la <2>carte</2></1> et <3></3>la liste.",
         [("edition-links", "error",
           "the edition has no link to https://example.org/3 here")]),
        ("Voir <1>la <2>carte</2></1> et <3>la</3> <3>liste</3>.",
         [("edition-links", "error",
           "the link to https://example.org/3 stands twice")]),
        ("Voir <1>la carte<2></2></1> et <3>la liste</3>.",
         [("structure-parity", "warning", "<2> marks no words")]),
        ("Voir <1>la</1> <2>carte</2> et <3>la liste</3>.",
         [("structure-parity", "info",
           "<2> stands inside other tags than in the source")]),
        ("— <1></1><2></2><3></3>",
         [("edition-links", "error",
           "the edition has no link to https://example.org/1 here"),
          ("edition-links", "error",
           "the edition has no link to https://example.org/3 here"),
          ("structure-parity", "error",
           "the edition has no words here, where the source has")]),
    ],
)  # fmt: skip
def test_what_is_built_otherwise(target, expected):
    assert found(target) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("share data;", "- partager les données ;", ["warning"]),
        ("share data;", "• partager les données ;", ["warning"]),
        ("share data;", "3. partager les données ;", ["warning"]),
        ("share data;", "— partager les données ;", []),
        ("2. share data;", "2) partager les données ;", []),
        ("The level is stable.", "3 niveaux sont stables.", []),
        ("It fell.", "-3 degrés.", []),
        ("We agreed. It was time.", "…", ["error"]),
        ("…", "—", []),
        ("372.4", "٣٧٢٫٤", []),
        ("Yes", "是", []),
    ],
)
def test_bullets_and_texts_without_words(source, target, expected):
    assert [severity for _, severity, _ in found(target, source, ())] == expected


PAGE = """\
<html lang="en"><main><h1>A note</h1><time datetime="2026-10-14">14 October 2026</time>
<p>See the <a href="https://example.org/map">road map</a>. It is new.</p></main></html>
"""


@pytest.fixture
def note(desk):
    desk.source("note.html", PAGE)
    desk("extract")
    return desk


def change(desk, msgid, target):
    """Write a target as another tool would."""
    path = desk.catalog("note")
    text = path.read_text(encoding="utf-8")
    old = f'msgid "{msgid}"\nmsgstr ""'
    assert old in text
    path.write_text(text.replace(old, f'{old[:-2]}"{target}"'), encoding="utf-8")


def test_the_gate_says_it_of_the_catalog_and_closes_when_asked(note):
    change(note, "See the <1>road map</1>.", "Voir la <1></1>feuille de route.")
    change(note, "It is new.", "…")
    made = note("check", "note", "--locale", "fr", code=None)
    assert ("no link to https://example.org/map here: 'See the <1>road map</1>.' "
            "[edition-links]") in made.out  # fmt: skip
    assert "no words here, where the source has: 'It is new.' [structure-parity]" in (
        made.out
    )
    config = note.root / "readout.toml"
    text = config.read_text()
    block = 'block = ["placeholders"]'
    assert block in text
    config.write_text(text.replace(block, 'block = ["edition-links"]'))
    made = note("check", "note", "--locale", "fr", code=1)
    assert "refused: note fr: " in made.out
    assert "edition-links: the edition has no link" in made.out


def test_sentences_that_were_merged_show_in_the_ledger_too(note):
    change(note, "See the <1>road map</1>.", "Voir la feuille de route, nouvelle.")
    change(note, "It is new.", "")
    made = note("facts", "note", "--locale", "fr", code=1)
    assert re.search(r"p1_s1 +link +road map +\(MISSING\)", made.out)
