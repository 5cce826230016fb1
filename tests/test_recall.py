"""Prefill takes what the memory knows: exact, adapted, similar; marked as such."""

import pytest

from workflow.catalogs.store import read_catalog

A = """The Council met

The Council met on 12 March 2026 in Geneva. It heard 2 members of the delegation.

The report was adopted by all the members of the Council without a vote.
"""
B = """The Council met again

The Council met on 3 April 2026 in Geneva. It heard 5 members of the delegation.

The report was adopted by all the members of the Council with a vote.

Thanks were given.
"""
TARGETS = {
    "ru": {
        "The Council met on": "Совет собрался 12 марта 2026 года в Женеве.",
        "It heard": "Он заслушал 2 члена делегации.",
        "The report": "Доклад был принят всеми членами Совета без голосования.",
    },
    "zh-Hans": {
        "The Council met on": "理事会于2026年3月12日在日内瓦开会。",
        "It heard": "理事会听取了代表团2名成员的发言。",
        "The report": "理事会全体成员未经表决通过了报告。",
    },
}


@pytest.fixture
def project(desk):
    """Release a is approved, with b to come."""
    desk.source("2026-03-12-a.txt", A)
    desk.source("2026-04-03-b.txt", B)
    config = desk.root / "readout.toml"
    text = config.read_text().replace('"fr"', '"ru"')
    config.write_text(text)
    desk("extract")
    for locale, targets in TARGETS.items():
        for entry in entries(desk, "2026-03-12-a", locale):
            for begin, target in targets.items():
                if entry.msgid.startswith(begin):
                    desk("set", "2026-03-12-a", target, "--locale", locale,
                         "--entry", entry.key, "--by", "maria")  # fmt: skip
                    desk("approve", "2026-03-12-a", "--locale", locale,
                         "--entry", entry.key, "--by", "li")  # fmt: skip
    return desk


def entries(desk, release, locale):
    folder = desk.root / "locales" / locale.replace("-", "_") / "LC_MESSAGES"
    return read_catalog(folder / f"{release}.po", locale).entries


def drafts(desk, locale):
    desk("prefill", "2026-04-03-b", "--locale", locale, "--engine", "pseudo")
    return {e.msgid[:12]: e for e in entries(desk, "2026-04-03-b", locale)}


def test_a_date_is_put_right_in_the_draft_and_the_record_says_so(project):
    found = drafts(project, "zh-Hans")["The Council "]
    assert found.msgstr == "理事会于2026年4月3日在日内瓦开会。"
    assert found.fuzzy
    assert (found.record.state, found.record.origin) == (
        "prefilled", "tm:2026-03-12-a",
    )  # fmt: skip
    assert dict(found.record.extra) == {"match": "adapted", "sim": "99"}


def test_doubtful_agreement_is_filled_and_says_why_it_needs_a_look(project):
    found = drafts(project, "ru")["It heard 5 m"]
    assert found.msgstr == "Он заслушал 5 члена делегации."
    assert found.record.why == "check-agreement"
    assert dict(found.record.extra) == {"match": "adapted", "sim": "95"}
    plain = drafts(project, "zh-Hans")["It heard 5 m"]
    assert (plain.msgstr, plain.record.why) == (
        "理事会听取了代表团5名成员的发言。", None,
    )  # fmt: skip


def test_similar_text_is_filled_from_the_threshold_on(project):
    found = drafts(project, "zh-Hans")["The report w"]
    assert found.record.origin == "tm:2026-03-12-a"
    assert dict(found.record.extra) == {"match": "fuzzy", "sim": "97"}


def test_below_the_threshold_the_engine_is_asked(project):
    config = project.root / "readout.toml"
    config.write_text(config.read_text() + "\n[memory]\nprefill_similarity = 98\n")
    found = drafts(project, "zh-Hans")
    assert found["The report w"].record.origin.startswith("mt:pseudo")
    assert found["The Council "].record.origin.startswith("tm:")
    assert found["Thanks were "].record.origin.startswith("mt:pseudo")


def test_prefilling_again_changes_nothing(project):
    drafts(project, "ru")
    path = project.root / "locales/ru/LC_MESSAGES/2026-04-03-b.po"
    before = path.read_bytes()
    drafts(project, "ru")
    assert path.read_bytes() == before


def test_tags_that_the_entry_does_not_have_are_left_out_of_a_similar_text(desk):
    page = "<html lang=en><body><main><h1>T</h1><p>{}</p></main></body></html>"
    old = "All members of the Council met in <a href='https://x.org'>Geneva</a> today."
    new = "All members of the Council met in Geneva on that day."
    desk.source("2026-01-a.html", page.format(old))
    desk.source("2026-02-b.html", page.format(new))
    desk("extract")
    desk.translate("2026-01-a", "fr")
    config = desk.root / "readout.toml"
    config.write_text(config.read_text() + "\n[memory]\nprefill_similarity = 70\n")
    desk("prefill", "2026-02-b", "--locale", "fr", "--engine", "pseudo")
    found = desk.entries("2026-02-b", "fr")[new]
    assert found.record.origin == "tm:2026-01-a"
    assert found.msgstr == "[fr] All members of the Council met in Geneva today."
