"""Glossaries from elsewhere and for elsewhere: TBX and CSV."""

import pytest
from hypothesis import given, settings
from lxml import etree
from test_glossary import CONCEPTS, UN, as_set

from workflow.errors import GlossaryError
from workflow.glossary.table import format_csv, parse_csv
from workflow.glossary.tbx import format_martif, format_tbx
from workflow.glossary.tbx_read import parse_tbx
from workflow.model.term import Concept, ConceptKind, Term, TermStatus

OFFICE = Concept(
    "75-chair",
    ConceptKind.OFFICE,
    (
        Term("Chairperson", "en", part_of_speech="noun"),
        Term("Présidente", "fr", gender="feminine", forms=("la Présidente",)),
        Term("Chairman", "fr", TermStatus.DEPRECATED, note="not of a woman"),
    ),
    definition="who chairs the <session> & its bureau",
    subject="diplomacy",
    since="2020-01-01",
)
HEAD = {"source": "en", "title": "Terms"}


@given(CONCEPTS)
@settings(max_examples=60)
def test_tbx_of_version_3_and_2_round_trips(concepts):
    kept = [concept for concept in concepts if concept.terms]
    for write in (format_tbx, format_martif):
        data = write(concepts, **HEAD)
        assert as_set(parse_tbx(data, "x.tbx")) == as_set(kept)
        assert data == write(reversed(concepts), **HEAD)


@given(CONCEPTS)
@settings(max_examples=60)
def test_csv_round_trips(concepts):
    data = format_csv(concepts)
    assert as_set(parse_csv(data, "x.csv")) == as_set(concepts)


def test_our_tbx_is_valid(shared):
    folder = shared / "schemas" / "tbx-basic"
    tree = etree.fromstring(format_tbx([UN, OFFICE], **HEAD))
    for name in (
        "TBXcoreStructV03.rng",
        "TBXcoreStructV03_TBX-Basic_integrated_v1.2.rng",
    ):
        schema = etree.RelaxNG(etree.parse(str(folder / name)))
        assert schema.validate(tree), (name, schema.error_log)
    for namespace, name in (("min", "Min.rng"), ("basic", "Basic.rng")):
        module = etree.RelaxNG(etree.parse(str(folder / "Modules" / name)))
        elements = tree.findall(f".//{{http://www.tbxinfo.net/ns/{namespace}}}*")
        assert elements
        for element in elements:
            assert module.validate(element), (element.tag, module.error_log)


def test_our_tbx_of_version_2_is_valid(shared):
    dtd = etree.DTD(str(shared / "schemas" / "tbx-v2-martif" / "TBXcoreStructV02.dtd"))
    tree = etree.fromstring(format_martif([UN, OFFICE], **HEAD))
    assert dtd.validate(tree), dtd.error_log


@pytest.mark.parametrize("name", ["DCA", "DCT"])
def test_the_example_of_the_standard_is_read_in_both_styles(shared, name):
    path = shared / "schemas" / "tbx-basic" / f"Example_Astronomy_{name}_VALID.tbx"
    found = parse_tbx(path.read_bytes(), path)
    cluster = next(c for c in found if c.id == "c1")
    assert cluster.subject == "General"
    assert cluster.definition.startswith("A group of stars")
    assert Term("open cluster", "en", part_of_speech="noun") in [
        Term(t.text, t.locale, part_of_speech=t.part_of_speech) for t in cluster.terms
    ]


def test_both_styles_of_an_example_say_the_same(shared):
    folder = shared / "schemas" / "tbx-basic"
    one, other = (
        parse_tbx((folder / f"Example_Astronomy_{n}_VALID.tbx").read_bytes(), "x")
        for n in ("DCA", "DCT")
    )
    assert [c.id for c in one] == [c.id for c in other]
    assert [len(c.terms) for c in one] == [len(c.terms) for c in other]


@pytest.mark.parametrize("name", ["terms.dca.tbx", "terms.v2.tbx"])
def test_tbx_of_other_hands_is_read(shared, name):
    [concept] = parse_tbx((shared / "schemas" / "examples" / name).read_bytes(), name)
    assert concept.subject == "diplomacy"
    assert {t.locale for t in concept.terms} >= {"en", "fr", "ar"}


def test_translate_toolkit_reads_our_tbx_of_version_2(tmp_path):
    pytest.importorskip("translate")
    from translate.storage.tbx import tbxfile

    store = tbxfile.parsestring(format_martif([UN, OFFICE], **HEAD))
    assert [unit.source for unit in store.units] == ["Chairperson", "UN"]


def test_a_term_of_which_the_status_is_superseded_is_deprecated():
    data = b"""<martif type="TBX"><text><body><termEntry id="c">
    <langSet xml:lang="fr"><ntig><termGrp><term>SDN</term>
    <termNote type="termType">acronym</termNote>
    <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote>
    </termGrp></ntig></langSet></termEntry></body></text></martif>"""
    [concept] = parse_tbx(data, "x")
    assert concept.terms == (
        Term("SDN", "fr", TermStatus.DEPRECATED, case_sensitive=True),
    )


BOMB = b"""<!DOCTYPE tbx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<tbx><text><body>&b;</body></text></tbx>"""
XXE = b"""<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tbx>&a;</tbx>"""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB, "x.tbx: declares entities; take them out"),
        (XXE, "x.tbx: declares entities; take them out"),
        (b"<tbx>", "x.tbx:1: not well-formed XML: "),
        (b"", "x.tbx"),
        (b"<tmx/>", "x.tbx: is not TBX: its root is <tmx>, not <tbx> or <martif>"),
        (
            b"<tbx>\n<conceptEntry><langSec xml:lang='xx'/></conceptEntry></tbx>",
            "x.tbx:2: unknown locale 'xx'",
        ),
        (
            b"<tbx><conceptEntry><langSec xml:lang='en'><termSec><term> </term>"
            b"</termSec></langSec></conceptEntry></tbx>",
            "x.tbx:1: a term is empty",
        ),
    ],
)
def test_t40_hostile_and_broken_tbx_is_refused_in_one_line(data, message):
    with pytest.raises(GlossaryError) as caught:
        parse_tbx(data, "x.tbx")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_t40_a_formula_is_text_for_a_spreadsheet_and_for_us():
    evil = Concept("e", terms=(Term("=HYPERLINK(1)", "en"), Term("'@x", "fr")))
    data = format_csv([evil])
    assert b",'=HYPERLINK(1)," in data
    assert b",''@x," in data
    assert parse_csv(data, "x.csv") == [evil]


@pytest.mark.parametrize(
    "data",
    [
        b"concept;locale;term\nwater;en;water\nwater;fr;eau\n",
        "concept\tlocale\tterm\nwater\ten\twater\nwater\tfr\teau\n".encode("utf-16"),
        "\ufeffconcept,locale,term\r\nwater,en,water\r\nwater,fr,eau\r\n".encode(),
        b"\nterm,locale,concept\n\nwater,en,water\neau,fr,water\n",
        b"en,fr\nwater,eau\n",
        b"Concept;EN;fr\nwater;water;eau\n",
    ],
    ids=["semicolon", "utf-16-tab", "bom", "order", "locales", "locales-semicolon"],
)
def test_tables_as_people_have_them_are_read(data):
    [concept] = parse_csv(data, "x.csv")
    assert concept.id == "water"
    assert set(concept.terms) == {Term("water", "en"), Term("eau", "fr")}


def test_another_encoding_is_named():
    data = "en;fr\nStatecraft;Métier d’État\n".encode("cp1252")
    with pytest.raises(GlossaryError) as caught:
        parse_csv(data, "x.csv")
    assert str(caught.value) == ("x.csv: is not utf-8; name its encoding by --encoding")
    [concept] = parse_csv(data, "x.csv", encoding="cp1252")
    assert concept.in_locale("fr") == (Term("Métier d’État", "fr"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv:1: the first line must name the columns, 'term' or locales"),
        ("a,b\n", "x.csv:1: the first line must name the columns, 'term' or locales"),
        ("term,locale,kinf\n", "x.csv:1: unknown column 'kinf'; did you mean 'kind'?"),
        ("term,term\n", "x.csv:1: column 'term' stands twice"),
        ("term,locale\nx,\n", "x.csv:2: unknown locale ''"),
        ("term,locale,status\nx,en,good\n", "x.csv:2: status must be one of preferred"),
        (
            "term,locale,case-sensitive\nx,en,maybe\n",
            "x.csv:2: case-sensitive must be yes or no, not 'maybe'",
        ),
        ("term,concept\n,\n,\n\x00,\n", "x.csv:4: "),
        ("concept,term,locale\na b,x,en\n", "x.csv:2: 'a b' cannot be the id"),
        ("term,locale\nWar, and peace,en\n", "x.csv:2: the row has 3 cells, the first"),
        ("term,locale,note\nx,en,y\n,,only\n", "x.csv:3: the row has neither a"),
    ],
)
def test_a_broken_table_is_refused_in_one_line(text, message):
    with pytest.raises(GlossaryError) as caught:
        parse_csv(text.encode(), "x.csv")
    assert str(caught.value).startswith(message)
