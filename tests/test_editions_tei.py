"""TEI editions: the profile, responsibility, alignment, structure."""

import re

import pytest
from edition_samples import (
    ABSOLUTE,
    APPROVED,
    DRAFT,
    SITE,
    STATEMENT,
    K,
    block,
    release,
    source,
    translated,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_editions_hostile import text_and_tags

import workflow.editions
from workflow.editions import render_release

FOLDER = "2026/food-security"
NS = {"t": "http://www.tei-c.org/ns/1.0"}
XML = "{http://www.w3.org/XML/1998/namespace}"
LOCALES = ("fr", "zh-Hans", "ar")
TEXTS = [source(), *(translated(STATEMENT, tag) for tag in LOCALES)]


def render(found=STATEMENT, texts=TEXTS, site=SITE):
    files = render_release(site, found, texts, formats={"tei"})
    return {p.name: etree.fromstring(data) for p, data in files}


def schema(path):
    return etree.RelaxNG(etree.parse(str(path)))


@pytest.fixture(scope="module")
def profile():
    from pathlib import Path

    return schema(Path(workflow.editions.__file__).with_name("tei-profile.rng"))


@pytest.fixture(scope="module")
def tei_parallel(shared):
    return schema(shared / "schemas" / "tei-p5" / "tei_parallel.rng")


def assert_valid(rules, files):
    for name, root in files.items():
        assert rules.validate(root), (name, list(rules.error_log)[:3])


SAMPLES = [
    pytest.param(STATEMENT, TEXTS, SITE, id="approved"),
    pytest.param(STATEMENT, TEXTS, ABSOLUTE, id="absolute"),
    pytest.param(
        STATEMENT, [source(), translated(STATEMENT, "fr", published=False, **DRAFT)],
        SITE, id="draft",
    ),
    pytest.param(
        STATEMENT, [source(), translated(STATEMENT, "ar", lambda _: None)],
        SITE, id="nothing translated",
    ),
    pytest.param(release(), [source()], SITE, id="empty"),
    pytest.param(
        release(
            block(K.HEADING, "h1", "A", level=3), block(K.DATELINE, "d1", "B"),
            block(K.TITLE, "title", "C"), block(K.HEADING, "h2", "D", level=2),
            block(K.CAPTION, "c1", "E", container=("table#1",)),
            block(K.CELL, "t1", "F", container=("tr#1",)),
            block(K.HEADING, "h3", "G", container=("quote#1", "ul#1")),
            block(K.PARAGRAPH, "p1", "H", container=("figure#1",)),
        ),
        [source()], SITE, id="odd order",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("found", "texts", "site"), SAMPLES)
def test_every_document_is_valid_by_our_profile(profile, found, texts, site):
    assert_valid(profile, render(found, texts, site))


@pytest.mark.parametrize(("found", "texts", "site"), SAMPLES)
def test_every_document_is_valid_tei(tei_parallel, found, texts, site):
    assert_valid(tei_parallel, render(found, texts, site))


@settings(deadline=None, max_examples=50)
@given(text_and_tags, st.sampled_from(list(K)))
def test_any_text_in_any_block_is_valid(profile, text, kind):
    found = release(block(kind, "x1", text or "x"))
    texts = [source(), translated(found, "fr", lambda _: text)]
    assert_valid(profile, render(found, texts))


containers = st.lists(
    st.sampled_from(
        ["ul#1", "ol#1", "li#1", "li#2", "quote#1", "table#1", "tr#1", "tr#2", "td#1",
         "th#1", "figure#1", "dl#1", "dd#1", "thead#1", "wat#1"]
    ),
    max_size=5,
).map(tuple)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(list(K)), containers), max_size=6))
def test_any_order_of_blocks_in_any_containers_is_valid(profile, shapes):
    found = release(
        *(
            block(kind, f"x{n}", f"Text {n}", container=path, level=n % 7)
            for n, (kind, path) in enumerate(shapes)
        )
    )
    files = render(found, [source()])
    assert_valid(profile, files)
    text = "".join(files["en.tei.xml"].find(".//t:body", NS).itertext())
    assert sorted(re.findall("Text [0-9]", text)) == [
        f"Text {n}" for n in range(len(shapes))
    ]


def test_every_pointer_leads_somewhere():
    files = render()
    ids = {name: set(root.xpath("//@xml:id")) for name, root in files.items()}
    for name, root in files.items():
        for attribute in ("corresp", "ana", "resp", "target", "domains"):
            for value in root.xpath(f"//@{attribute}"):
                for pointer in value.split():
                    file, hash_, fragment = pointer.partition("#")
                    if hash_ and ":" not in file:
                        assert fragment in ids[file or name], (name, pointer)


def test_links_pair_every_passage_with_its_original():
    root = render()["readout.tei.xml"]
    groups = root.findall(".//t:linkGrp", NS)
    assert [g.get("domains") for g in groups] == [
        f"#text_en #text_{tag}" for tag in LOCALES
    ]
    for tag, group in zip(LOCALES, groups, strict=True):
        assert [link.get("target") for link in group] == [
            f"#en_{s.anchor} #{tag}_{s.anchor}" for s in STATEMENT.segments
        ]


def test_a_passage_says_its_state_and_who_answers_in_the_order_of_work():
    root = render()["fr.tei.xml"]
    seg = root.find(".//t:seg", NS)
    assert seg.get("ana") == "#st_approved"
    assert seg.get("corresp") == "en.tei.xml#en_title_s1"
    names = [
        root.xpath(f"string(//*[@xml:id='{p[1:]}'])") for p in seg.get("resp").split()
    ]
    assert names == [
        "machine translationargos/en_fr-1.0", "translationmaria", "approvalli",
        "approvalomar",
    ]  # fmt: skip


def test_the_header_names_source_hash_languages_licence_and_original():
    root = render()["fr.tei.xml"]
    assert root.findtext(".//t:idno[@type='sha256']", namespaces=NS) == "ab" * 32
    assert root.find(".//t:licence", NS).get("target") == SITE.licence
    languages = root.findall(".//t:language", NS)
    assert [e.get("ident") for e in languages] == ["en", "fr"]
    related = root.find(".//t:relatedItem", NS)
    assert related.get("type") == "translatedFrom"
    assert related.get("target") == "en.tei.xml#ed_en"
    assert root.find(".//t:change", NS).get("when") == APPROVED["approved_at"]


def test_a_missing_target_is_the_source_in_its_language():
    texts = [source(), translated(STATEMENT, "ar", lambda _: None, published=False)]
    root = render(texts=texts)["ar.tei.xml"]
    for seg in root.findall(".//t:seg", NS):
        assert seg.get(f"{XML}lang") == "en"
        assert seg.get("ana") == "#st_untranslated"
        assert seg.get("resp") is None


def test_identifiers_differ_by_language_only():
    root = render()["readout.tei.xml"]

    def ids(tag):
        text = root.xpath(f"//t:text[@xml:lang='{tag}']", namespaces=NS)[0]
        found = text.xpath(".//t:body//@xml:id", namespaces=NS)
        return [i.removeprefix(f"{tag}_") for i in found]

    assert all(ids(tag) == ids("en") for tag in LOCALES)


def test_sentences_are_apart_where_the_language_wants_it_and_nowhere_else():
    root = render()["readout.tei.xml"]

    def paragraph(tag):
        return "".join(root.xpath(f"//*[@xml:id='{tag}_q1']")[0].itertext())

    assert (
        paragraph("en")
        == "“We will keep it open,” she said. “Nobody should go hungry.”"
    )
    assert re.search(r"said\.\[zh-Hans\]", paragraph("zh-Hans"))


def test_headings_open_divisions_and_items_keep_their_numbers():
    body = render()["en.tei.xml"].find(".//t:body", NS)
    heads = body.xpath(".//t:div[@type='section']/t:head", namespaces=NS)
    assert ["".join(h.itertext()) for h in heads] == ["What was agreed", "Figures"]
    assert body.xpath("count(./t:div/t:div/t:div)", namespaces=NS) == 1
    items = body.xpath(".//t:list[@rend='numbered']/t:item/@n", namespaces=NS)
    assert items == ["1", "2", "5"]


def test_the_same_input_gives_the_same_bytes():
    def data():
        return list(render_release(SITE, STATEMENT, TEXTS, formats={"tei"}))

    assert data() == data()
