"""The fact ledger: what a release states, in every locale beside each other."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks.document.pairing import Side, pair_facts
from workflow.facts import find_facts
from workflow.facts.compare import compare
from workflow.model.fact_table import Agreement
from workflow.project import Project
from workflow.stages.facts import facts

ROOT = Path(__file__).parents[1]
SEED = "2020-03-12-xi-guterres-call"
WATER = "2026-10-14-water-agreement"
BRIEFING = "2026-11-03-secretariat-briefing"


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The repository's own releases, as they are committed."""
    root = tmp_path_factory.mktemp("samples") / "project"
    root.mkdir()
    shutil.copy(ROOT / "readout.toml", root)
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, root / name)
    return Project(root)


def ledger(project, release, *locales):
    [table] = facts(project, [release], locales=locales).tables
    return table


GOLDEN = """\
title_s1 name UN Secretary General | Secrétaire général de l’ONU | Secretario General de las Naciones Unidas | Генеральным секретарём ООН | 联合国秘书长 | الأمين العام للأمم المتحدة
p1_s1 date 12 March | 12 mars | 12 de marzo | 12 марта | 3月12日 | 12 آذار/مارس
p1_s1 name Xi Jinping | Xi Jinping | Xi Jinping | Си Цзиньпин | 习近平 | شي جين بينغ
p1_s1 name UN Secretary General | Secrétaire général de l’Organisation des Nations Unies | Secretario General de las Naciones Unidas | Генеральным секретарём Организации Объединённых Наций | 联合国秘书长 | الأمين العام للأمم المتحدة
p1_s1 name Antonio Guterres | António Guterres | António Guterres | Антониу Гутерришем | 安东尼奥·古特雷斯 | أنطونيو غوتيريش
p2_s1 name COVID-19 | COVID-19 | COVID-19 | COVID-19 | COVID-19 | كوفيد-19
p6_s1 name United Nations | Organisation des Nations Unies | Naciones Unidas | Организации Объединённых Наций | 联合国 | الأمم المتحدة
p6_s1 name World Health Organization | Organisation mondiale de la Santé | Organización Mundial de la Salud | Всемирной организации здравоохранения | 世界卫生组织 | ومنظمة الصحة العالمية
p6_s1 money $20 million | 20 millions de dollars | 20 millones de dólares | 20 млн долл. США | 2000万美元 | 20 مليون دولار
p6_s1 name WHO | OMS | OMS | ВОЗ | 世卫组织 | لمنظمة الصحة العالمية
p7_s2 name COVID-19 | COVID-19 | COVID-19 | COVID-19 | COVID-19 | كوفيد-19
p8_s1 name UN | ONU | Naciones Unidas | ООН | 联合国 | الأمم المتحدة
p8_s1 number 75 | 75 | 75 | 75 | 75 | 75
p8_s2 name UN | ONU | Naciones Unidas | ООН | 联合国 | الأمم المتحدة
p9_s1 name UN | ONU |  | ООН |  | للأمم المتحدة
p9_s1 name COVID-19 | COVID-19 | COVID-19 | COVID-19 | COVID-19 | بكوفيد-19
p11_s2 name UN | ONU | Naciones Unidas | ООН | 联合国 | الأمم المتحدة
"""  # noqa: E501


def test_the_ledger_of_the_seed_release_in_six_locales(samples):
    table = ledger(samples, SEED)
    assert table.source == "en"
    assert table.locales == ("fr", "es", "ru", "zh-Hans", "ar")
    lines = [
        f"{row.anchor} {row.kind} "
        + " | ".join(
            [row.text, *(row.cells[tag].text for tag in table.locales)]
        ).replace("\u00a0", " ")
        for row in table.rows
    ]
    assert lines == GOLDEN.splitlines()
    others = {
        (row.anchor, row.text, tag): cell.agreement
        for row in table.rows
        for tag, cell in row.cells.items()
        if cell.agreement is not Agreement.SAME
    }
    # There the Spanish says “the Secretary-General” and the Chinese his name.
    assert others == {
        ("p9_s1", "UN", "es"): Agreement.UNKNOWN,
        ("p9_s1", "UN", "zh-Hans"): Agreement.UNKNOWN,
    }
    values = {row.text: row.value for row in table.rows}
    assert values["12 March"] == "--03-12"
    assert values["$20 million"] == "USD 20000000"


def test_the_ledger_of_a_release_that_is_not_translated_yet(samples):
    table = ledger(samples, WATER)
    stated = [(row.kind, row.text, row.value) for row in table.rows]
    for fact in (
        ("date", "14 October 2026", "2026-10-14"),
        ("number", "2027", "2027"),
        ("number", "1,250 million", "1250000000"),
        ("date", "2 March 2027", "2027-03-02"),
        ("money", "$3.5 million", "USD 3500000"),
        ("link", "road map", "https://www.lakebasin.example.org/docs/roadmap"),
    ):
        assert fact in stated
    assert {row.cells["ru"].agreement for row in table.rows} == {Agreement.EMPTY}
    es = {row.text: row.cells["es"].text for row in table.rows}
    assert es["$3.5 million"] == "$3.5 millones"
    assert not table.is_certain


def test_a_table_of_figures_is_read_cell_by_cell(samples):
    table = ledger(samples, BRIEFING, "es")
    figures = [row.value for row in table.rows if row.anchor.startswith("t")]
    assert [value for value in figures if "." in value] == ["372.4", "372.1", "371.9"]


def paired(source, target, locales=("en", "fr")):
    pairs = pair_facts(Side(source, locales[0]), Side(target, locales[1]))
    return [(pair.agreement, pair.is_certain) for pair in pairs]


SAME, DIFFERS = (Agreement.SAME, False), (Agreement.DIFFERS, True)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("It cost €2.5 million.", "Cela a coûté 2,5 millions d’euros.", [SAME]),
        ("It cost €2.5 million.", "Cela a coûté 2,4 millions d’euros.", [DIFFERS]),
        ("It cost €2.5 million.", "Cela a coûté 2,5 millions de dollars.", [DIFFERS]),
        ("On 12 March 2027.", "Le 12 mars 2027.", [SAME]),
        ("On 12 March.", "Le 12 mars 2027.", [SAME]),
        ("On 12 March 2027.", "Le 13 mars 2027.", [DIFFERS]),
        ("It grew by 4.5 per cent.", "La hausse est de 4,5 %.", [SAME]),
        ("It grew by 4.5 per cent.", "La hausse est de 45 %.", [DIFFERS]),
        ("There are 1,250 people.", "Il y a 1 250 personnes.", [SAME]),
        ("It is 26 miles long.", "Elle fait 42 kilomètres.",
         [(Agreement.CONVERTED, False)]),
        ("It is 26 miles long.", "Elle fait 48 kilomètres.", [DIFFERS]),
        ("It is 26 long.", "Elle fait 42.", [DIFFERS]),
        ("There are 12 people.", "Il y a du monde.", [(Agreement.MISSING, False)]),
        ("There are people.", "Il y a 12 personnes.", [(Agreement.ADDED, False)]),
        ("Ask press@example.org.", "Demandez.", [(Agreement.MISSING, True)]),
        ("5 of 7 agreed.", "Sur 7, 5 ont accepté.", [SAME, SAME]),
        ("5 of 7 agreed.", "Sur 8, 5 ont accepté.", [SAME, DIFFERS]),
        ("COVID-19 is back.", "La COVID-19 (COVID-19) est de retour.", [SAME]),
    ],
)  # fmt: skip
def test_a_fact_goes_with_the_fact_that_says_the_same(source, target, expected):
    assert paired(source, target) == expected


BUDGET = [
    line.split("|")
    for line in (ROOT / "tests" / "data" / "ledger" / "budget.txt")
    .read_text(encoding="utf-8")
    .splitlines()
]
CELLS = [
    pytest.param(row[0], text, tag, id=f"{row[0][:20]}-{tag}")
    for row in BUDGET[1:]
    for tag, text in zip(BUDGET[0][1:], row[1:], strict=True)
]


@pytest.mark.parametrize(("source", "target", "tag"), CELLS)
def test_right_translations_of_a_release_full_of_figures_do_not_differ(
    source, target, tag
):
    pairs = pair_facts(Side(source, "en"), Side(target, tag))
    assert not [pair for pair in pairs if pair.agreement.is_different]


@pytest.mark.parametrize(("source", "target", "tag"), CELLS)
def test_a_digit_that_changed_in_them_is_always_seen(source, target, tag):
    """Each figure of a fact that the source has in figures too, one after another."""
    fixed = Side(source, "en")
    unseen = []
    for pair in pair_facts(fixed, Side(target, tag)):
        if pair.agreement is not Agreement.SAME or pair.source not in fixed.facts:
            continue
        for at in range(pair.target.start, pair.target.end):
            if target[at].isdecimal():
                digit = "8" if target[at] != "8" else "6"
                changed = target[:at] + digit + target[at + 1 :]
                found = pair_facts(fixed, Side(changed, tag))
                if not any(each.agreement.is_different for each in found):
                    unseen.append(changed)
    assert not unseen


TEXTS = st.lists(
    st.sampled_from(["12", "3.5", "€20", "4 %", "2 March 2027", "14:30", "and", "x"]),
    max_size=8,
).map(" ; ".join)


@given(TEXTS, TEXTS)
def test_every_fact_stands_in_the_ledger_once(source, target):
    pairs = pair_facts(Side(source, "en"), Side(target, "en"))
    there = [pair.source for pair in pairs if pair.source]
    assert there == list(find_facts(source, "en"))
    used = [pair.target for pair in pairs if pair.target]
    assert len(used) == len(set(used))
    said = {d.target.fact for d in compare(source, "en", target, "en") if not d.source}
    known = {value for fact in there for value in fact.readings}
    new = {fact for fact in said if known.isdisjoint(fact.readings)}
    assert new <= set(used)


@given(TEXTS)
def test_a_text_agrees_with_itself(text):
    side = Side(text, "en")
    assert {pair.agreement for pair in pair_facts(side, side)} <= {Agreement.SAME}


CALL = """\
A call

GENEVA, 14 October 2026 — The ministers met on 12 March 2027.

They promised €2.5 million. Adam Kallas thanked the Lake Basin Commission.
"""


@pytest.fixture
def call(desk):
    """A release with a right French text, and one Chinese figure that is wrong."""
    desk.source("call.txt", CALL)
    desk("extract")
    texts = {
        "fr": {
            "GENEVA": "GENÈVE, 14 octobre 2026 — Les ministres se sont réunis le "
            "12 mars 2027.",
            "They": "Ils offrent 2,5 millions d’euros.",
            "Adam": "Adam Kallas a remercié la Commission.",
        },
        "zh-Hans": {
            "GENEVA": "2026年10月14日，日内瓦——部长们于2027年3月12日举行会议。",
            "They": "他们承诺提供25万欧元。",
        },
    }
    for locale, found in texts.items():
        for msgid, entry in desk.entries("call", locale).items():
            for words, text in found.items():
                if msgid.startswith(words):
                    desk("set", "call", text, "--locale", locale, "--entry",
                         entry.key, "--by", "maria")  # fmt: skip
    return desk


def test_the_command_shows_the_table_and_fails_for_a_certain_difference(call):
    made = call("facts", "call", code=1)
    lines = [re.split(r"\s{2,}", line) for line in made.out.splitlines()]
    assert lines[1] == ["segment", "fact", "en", "fr", "zh-Hans"]
    assert ["p2_s1", "money", "€2.5 million", "2,5 millions d’euros",
            "25万欧元 (DIFFERS)"] in lines  # fmt: skip
    assert ["p2_s2", "name", "Adam Kallas", "Adam Kallas", "(no text)"] in lines
    assert ["p2_s2", "name", "Lake Basin Commission", "(not known)", "(no text)"] in (
        lines
    )
    assert made.out.splitlines()[-1].endswith("1 cells differ")


def test_one_locale_and_only_what_differs(call):
    assert "money" in call("facts", "call", "--locale", "fr").out
    made = call("facts", "call", "--locale", "fr", "--differences")
    assert "money" not in made.out
    made = call("facts", "--differences", "--format", "markdown", code=1)
    assert made.out.splitlines()[:5] == [
        "### call",
        "",
        "| segment | fact | en | fr | zh-Hans |",
        "| --- | --- | --- | --- | --- |",
        "| p2_s1 | money | €2.5 million | 2,5 millions d’euros | 25万欧元 (DIFFERS) |",
    ]


def test_the_command_gives_json(call):
    [found] = call("facts", "call", "--json", code=1).json["releases"]
    assert (found["release"], found["source"]) == ("call", "en")
    assert found["locales"] == ["fr", "zh-Hans"]
    assert found["certain"] is True
    [money] = [fact for fact in found["facts"] if fact["kind"] == "money"]
    assert money["value"] == "EUR 2500000"
    assert money["cells"]["zh-Hans"] == {
        "agreement": "differs",
        "text": "25万欧元",
        "value": "EUR 250000",
        "certain": True,
    }


def test_a_broken_catalog_is_said_and_the_others_are_shown(call):
    path = call.catalog("call", "zh-Hans")
    path.write_text("hello\nworld\n", encoding="utf-8")
    made = call("facts", "call", code=3)
    assert "2,5 millions d’euros" in made.out
    assert made.err.startswith("error: locales/zh_Hans/LC_MESSAGES/call.po:1: ")
    assert "zh-Hans" not in made.out


def test_a_release_that_does_not_exist_is_refused(call):
    made = call("facts", "cal", code=2)
    assert made.err == (
        "error: there is no release 'cal' in sources/; did you mean 'call'?\n"
    )


def test_a_link_is_kept_lost_or_doubled(desk):
    desk.source(
        "note.html",
        '<html lang="en"><main><h1>A note</h1><p>See the '
        '<a href="https://example.org/map">road map</a>.</p></main></html>',
    )
    desk("extract")
    path = desk.catalog("note", "fr")
    before = path.read_text()
    source = 'msgid "See the <1>road map</1>."\nmsgstr ""'
    assert source in before

    def cell(target):
        path.write_text(before.replace(source, source[:-2] + f'"{target}"'))
        table = ledger(Project(desk.root), "note", "fr")
        [row] = [row for row in table.rows if row.kind == "link"]
        assert row.value == "https://example.org/map"
        found = row.cells["fr"]
        return found.agreement, found.text, found.is_certain

    assert cell("Voir la <1>feuille</1>.") == (Agreement.SAME, "feuille", False)
    assert cell("Voir la feuille.") == (Agreement.MISSING, "", True)
    assert cell("Voir <1>la</1> <1>feuille</1>.")[::2] == (Agreement.DIFFERS, True)
    assert cell("") == (Agreement.EMPTY, "", False)


def test_the_table_of_the_documentation_is_what_the_command_prints(capsys):
    from workflow.cli import run

    page = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- facts -->\n")[2].partition("<!-- end -->\n")[0]
    assert run(["-C", str(ROOT), "facts", SEED, "--format", "markdown"]) == 0
    assert capsys.readouterr().out == shown


def test_a_segment_with_thousands_of_numbers_is_cut_short():
    source = " x ".join(str(n) for n in range(3000))
    target = " x ".join(str(n + 5000) for n in range(3000))
    pairs = pair_facts(Side(source, "en"), Side(target, "fr"))
    assert len(pairs) == 200
    assert {(p.agreement, p.is_certain) for p in pairs} == {(Agreement.DIFFERS, False)}


def test_a_line_of_capitals_is_no_name():
    from workflow.checks import Subject
    from workflow.checks.document.names import names_of

    text = "Ab " * 20000
    subjects = {"fr": Subject(text, text, "en", "fr")}
    assert list(names_of(text, [], subjects, False)) == []
