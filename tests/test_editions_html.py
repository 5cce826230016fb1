"""HTML editions: languages, anchors, links, states, structure."""

import json
from itertools import product
from pathlib import PurePosixPath
from urllib.parse import urljoin

import pytest
from edition_samples import (
    ABSOLUTE,
    DRAFT,
    SITE,
    STATEMENT,
    K,
    block,
    one_passage,
    release,
    source,
    translated,
)
from lxml import html

from workflow.editions import assets, render_index, render_release
from workflow.errors import SourceError, UsageError
from workflow.model.edition import IndexCell, IndexRow, LocaleText
from workflow.model.entry import State

LOCALES = ("fr", "es", "ru", "zh-Hans", "ar")
TEXTS = [source(), *(translated(STATEMENT, tag) for tag in LOCALES)]
PARALLELS = (("en", "fr"), ("en", "zh-Hans", "ar"))
FOLDER = "2026/food-security"


def render(site=SITE, found=STATEMENT, texts=TEXTS, **more):
    more.setdefault("parallels", PARALLELS if texts is TEXTS else ())
    return {str(p): d for p, d in render_release(site, found, texts, **more)}


def pages(files):
    return {
        path: html.document_fromstring(data.decode())
        for path, data in files.items()
        if path.endswith(".html")
    }


@pytest.fixture(scope="module")
def site():
    return pages(render())


def page(site, inside):
    return site[f"{FOLDER}/{inside}index.html"]


def test_every_page_stands_at_its_permanent_address(site):
    expected = {"", *(f"{tag}/" for tag in ("en", *LOCALES))}
    expected |= {"parallel/en-fr/", "parallel/en-zh-Hans-ar/"}
    assert set(site) == {f"{FOLDER}/{name}index.html" for name in expected}


def test_a_page_says_its_language_and_direction(site):
    for tag in LOCALES:
        root = page(site, f"{tag}/")
        assert root.get("lang") == tag
        assert root.get("dir") == ("rtl" if tag == "ar" else "ltr")


def test_every_language_has_the_same_anchors_in_the_same_order(site):
    def ids(tag):
        article = page(site, f"{tag}/").find(".//article")
        return [e.get("id") for e in article.iter() if e.get("id")]

    expected = ids("en")
    assert [s.anchor for s in STATEMENT.segments] == [i for i in expected if "_s" in i]
    for tag in LOCALES:
        assert ids(tag) == expected


def test_ids_are_unique_on_every_page(site):
    for root in site.values():
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_every_relative_link_leads_to_a_page_and_a_passage_that_exist(site):
    files = render()
    known = {*files, "index.html", *(str(p) for p, _ in assets())}
    for path, root in site.items():
        for href in root.xpath("//a/@href | //link/@href"):
            if ":" in href:
                continue
            target = urljoin(f"http://x/{path}", href).removeprefix("http://x/")
            name, _, fragment = target.partition("#")
            assert name in known, (path, href)
            if fragment:
                assert site[name].xpath("//*[@id=$i]", i=fragment), (path, href)


def test_the_switcher_names_each_language_in_itself_and_marks_this_one(site):
    links = page(site, "ar/").xpath("//nav[@class='languages']//a")
    assert [a.text_content() for a in links][:2] == ["English", "Français"]
    assert [a.get("lang") for a in links] == ["en", *LOCALES]
    assert [a.get("hreflang") for a in links] == ["en", *LOCALES]
    assert [a.get("dir") for a in links] == ["ltr"] * 5 + ["rtl"]
    assert [a.get("hreflang") for a in links if a.get("aria-current")] == ["ar"]


def test_every_paragraph_links_to_the_same_passage_in_every_other_language(site):
    for tag in ("en", "ar"):
        same = page(site, f"{tag}/").xpath("//div[@id='p2']/p[@class='same']//a")
        others = [t for t in ("en", *LOCALES) if t != tag]
        hrefs = [a.get("href") for a in same]
        assert hrefs[:5] == [f"../{other}/index.html#p2" for other in others]
        assert "../parallel/en-zh-Hans-ar/index.html#p2" in hrefs


def test_the_alternates_are_the_same_on_every_member_of_the_cluster():
    found = pages(render(ABSOLUTE))
    members = [page(found, f"{tag}/") for tag in ("en", *LOCALES)] + [page(found, "")]
    clusters = [
        {
            e.get("hreflang"): e.get("href")
            for e in root.xpath("//link[@rel='alternate'][@hreflang]")
        }
        for root in members
    ]
    assert all(cluster == clusters[0] for cluster in clusters)
    assert set(clusters[0]) == {"en", *LOCALES, "x-default"}
    for tag, root in zip(("en", *LOCALES), members, strict=False):
        canonical = root.xpath("string(//link[@rel='canonical']/@href)")
        assert canonical == clusters[0][tag]
        assert canonical == f"https://press.example/readouts/{FOLDER}/{tag}/"


def test_without_a_base_url_alternates_are_relative_and_nothing_is_canonical(site):
    root = page(site, "fr/")
    assert root.xpath("//link[@hreflang='ar']/@href") == ["../ar/index.html"]
    assert not root.xpath("//link[@rel='canonical'] | //meta[@property='og:url']")


def test_every_cell_of_a_parallel_page_says_its_language_and_direction(site):
    root = page(site, "parallel/en-zh-Hans-ar/")
    for row in root.xpath("//table[contains(@class,'parallel')]/tbody/tr"):
        cells = row.findall("td")
        assert [c.get("lang") for c in cells] == ["en", "zh-Hans", "ar"]
        assert [c.get("dir") for c in cells] == ["ltr", "ltr", "rtl"]
        anchor = row.get("id")
        ids = [c.xpath(".//*[@id]/@id")[0] for c in cells]
        assert ids == [f"{tag}_{anchor}" for tag in ("en", "zh-Hans", "ar")]


def test_a_parallel_page_has_the_anchors_of_blocks_and_segments(site):
    root = page(site, "parallel/en-fr/")
    for found in STATEMENT.blocks:
        assert root.xpath("//tbody[@id=$i]", i=found.anchor)
    rows = root.xpath("//tbody/tr/@id")
    assert rows == [s.anchor for s in STATEMENT.segments]


def test_a_date_is_written_as_in_the_language_of_the_page(site):
    def dates(tag):
        return page(site, f"{tag}/").xpath("string(//p[@class='date']/time)")

    assert dates("fr") == "14 mars 2026"
    assert dates("zh-Hans") == "2026年3月14日"
    assert dates("ar") == "14 آذار/مارس 2026"


def test_structure_is_rebuilt_from_the_containers(site):
    article = page(site, "en/").find(".//article")
    items = article.xpath("./ol/li")
    assert [li.get("value") for li in items] == ["1", "2", "5"]
    nested = items[1].xpath("./ul/li")
    assert [li.xpath("string(.//span[@id])") for li in nested] == ["rivers", "grain"]
    assert len(article.xpath("./blockquote//span[@id]")) == 2
    assert article.xpath("string(.//table/caption)") == "Deliveries"
    assert len(article.xpath(".//table//tr")) == 2
    assert article.xpath("string(.//figure/figcaption)") == "The signing"
    assert [h.tag for h in article.xpath(".//h1|.//h2|.//h3|.//h4")] == [
        "h1", "h2", "h3",
    ]  # fmt: skip


def test_placeholders_of_the_source_become_markup(site):
    passage = page(site, "fr/").get_element_by_id("p1_s1")
    assert passage.xpath("./a/@href") == ["https://wfp.example/"]
    assert passage.xpath("string(./strong)") == "three"
    assert passage.xpath("./br")


def test_the_page_says_who_approved_it_and_what_it_was_made_from(site):
    footer = page(site, "fr/").find(".//footer").text_content()
    for words in (
        "li, omar",
        "maria",
        "argos/en_fr-1.0",
        "23 novembre 2026",
        "ab" * 32,
    ):
        assert words in footer
    assert "Seul l’original fait foi" in footer
    assert "original prevails" not in page(site, "en/").text_content()


def test_json_ld_links_original_and_translations():
    found = pages(render(ABSOLUTE))

    def data(tag):
        script = page(found, f"{tag}/").xpath("//script[@type='application/ld+json']")
        return json.loads(script[0].text)

    assert data("en")["@type"] == "NewsArticle"
    works = data("en")["workTranslation"]
    assert [w["inLanguage"] for w in works] == list(LOCALES)
    assert data("fr")["translationOfWork"]["@id"] == data("en")["@id"]
    assert works[0]["@id"] == data("fr")["@id"]
    assert data("fr")["editor"][0]["name"] == "li"


def test_a_draft_is_labelled_marked_passage_by_passage_and_not_indexed():
    texts = [source(), translated(STATEMENT, "fr", published=False, **DRAFT)]
    root = page(pages(render(texts=texts)), "fr/")
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "Projet." in root.xpath("string(//p[@class='notice draft'])")
    for segment in STATEMENT.segments:
        passage = root.get_element_by_id(segment.anchor)
        assert passage.get("data-state") == "prefilled"
        assert passage.get("data-origin") == "mt:argos/en_fr-1.0"
        assert passage.xpath("string(./small)") == "[traduction automatique]"


def test_drafts_stay_out_of_the_alternates_but_are_listed_as_drafts():
    texts = [source(), translated(STATEMENT, "fr", published=False, **DRAFT)]
    found = pages(render(texts=texts))
    root = page(found, "en/")
    assert root.xpath("//link[@hreflang]/@hreflang") == ["en", "x-default"]
    assert not page(found, "fr/").xpath("//link[@rel='alternate'][@hreflang]")
    assert "(Draft)" in root.xpath("string(//nav[@class='languages'])")


def test_a_missing_target_shows_the_source_in_its_own_language_and_says_so():
    found, texts = one_passage(None, published=False)
    texts = [texts[0], translated(found, "ar", lambda _: None, published=False)]
    passage = page(pages(render(found=found, texts=texts)), "ar/").get_element_by_id(
        "p1_s1"
    )
    text = passage.find("span")
    assert (text.get("lang"), text.get("dir")) == ("en", "ltr")
    assert text.text == "Source text."
    assert passage.get("data-state") == "untranslated"
    assert passage.xpath("string(./small)") == "[لم يُترجم بعد]"


def test_machine_text_that_policy_lets_out_is_marked_and_not_indexed():
    texts = [source(), translated(STATEMENT, "fr", **DRAFT)]
    root = page(pages(render(texts=texts)), "fr/")
    assert root.xpath("//meta[@name='robots']")
    assert len(root.xpath("//article//small")) == len(list(STATEMENT.segments))
    assert root.xpath("//p[@class='notice']")


@pytest.mark.parametrize(
    ("locale", "lead", "target", "expected"),
    [
        ("en", " ", "fr", "A. B."),
        ("en", "\n  ", "fr", "A. B."),
        ("en", " ", "zh-Hans", "A.B."),
        ("en", " ", "ja", "A.B."),
        ("zh-Hans", "", "fr", "A. B."),
        ("zh-Hans", "", "zh-Hant", "A.B."),
        ("en", "", "fr", "A.B."),
    ],
)
def test_sentences_are_joined_as_the_language_does(locale, lead, target, expected):
    found = release(block(K.PARAGRAPH, "p1", "1.", "2.", lead=lead), locale=locale)
    text = translated(found, target, {"1.": "A.", "2.": "B."}.get)
    root = page(pages(render(found=found, texts=[source(locale), text])), f"{target}/")
    assert root.xpath("string(//div[@id='p1']/p[1])") == expected


def test_pages_in_a_language_without_strings_say_that_their_frame_is_english():
    texts = [source(), translated(STATEMENT, "fa")]
    root = page(pages(render(texts=texts)), "fa/")
    assert root.get("dir") == "rtl"
    for name in ("header", "footer"):
        frame = root.find(f".//{name}")
        assert (frame.get("lang"), frame.get("dir")) == ("en", "ltr")


def test_only_limits_the_pages_and_not_the_languages_they_link_to():
    files = render(only={"fr"}, parallels=())
    assert set(files) == {
        f"{FOLDER}/{name}"
        for name in (
            "index.html", "fr/index.html", "fr.tei.xml", "readout.tei.xml",
        )
    }  # fmt: skip
    links = page(pages(files), "fr/").xpath("//nav[@class='languages']//a")
    assert len(links) == 6


def test_formats_choose_what_is_written():
    assert not [p for p in render(formats={"tei"}) if p.endswith(".html")]
    files = render(formats={"html"})
    assert not [p for p in files if p.endswith(".xml")]
    assert not any(b"tei.xml" in data for data in files.values())


@pytest.mark.parametrize("bad", ["../x", "/x", "a/../b", "", "a//b", "a\\b", "a\x00",
                                 "assets", "feeds/x", "x/parallel"])  # fmt: skip
def test_an_id_that_would_leave_the_folder_is_refused(bad):
    with pytest.raises(SourceError):
        render(found=release(id=bad))


@pytest.mark.parametrize("bad", ["..", "../fr", "fr/x", "", "/fr", "fr\n"])
def test_a_locale_that_would_leave_the_folder_is_refused(bad):
    with pytest.raises(UsageError):
        render(texts=[source(), LocaleText(bad, {})])


def test_a_parallel_edition_needs_texts_that_are_there():
    for group in (("en", "de"), ("en",), ("en", "en")):
        with pytest.raises(UsageError):
            render(parallels=[group])


def test_an_anchor_that_is_no_id_is_refused():
    with pytest.raises(SourceError, match="anchor"):
        render(found=release(block(K.PARAGRAPH, 'p"1', "x")), texts=[source()])


def test_the_same_input_gives_the_same_bytes():
    assert render() == render()


@pytest.mark.parametrize(
    ("kind", "container"),
    [
        *product((K.PARAGRAPH, K.ITEM, K.CELL, K.CAPTION), [("ul#1",), ("tr#1",)]),
        (K.ITEM, ()),
        (K.QUOTATION, ()),
        (K.CELL, ("table#1",)),
        (K.CAPTION, ("table#1",)),
        (K.CAPTION, ("quote#1", "li#2")),
        (K.HEADING, ("table#1", "tr#1", "th#1")),
        (K.PARAGRAPH, ("wat#1", "td#1", "ol#2", "quote#3")),
    ],
)
def test_any_container_path_gives_elements_where_they_may_stand(kind, container):
    parents = {"li": ("ul", "ol"), "tr": ("tbody",), "td": ("tr",), "th": ("tr",)}
    found = release(block(kind, "x1", "Text", container=container))
    root = page(pages(render(found=found, texts=[source()])), "en/")
    assert root.get_element_by_id("x1_s1").text_content() == "Text"
    for element in root.find(".//article").iter():
        if element.tag in parents:
            assert element.getparent().tag in parents[element.tag]


def test_the_index_lists_every_release_with_its_states():
    counts = {State.APPROVED: 3, State.PREFILLED: 20}
    cells = (
        IndexCell("fr", 23, {State.APPROVED: 23}, True, True),
        IndexCell("ar", 23, counts, False, True),
        IndexCell("ru", 23, {}, False, False),
    )
    rows = [
        IndexRow("2026/a", "First", "en", "2026-03-14", cells),
        IndexRow("b", "<i>Zweite</i>", "de", None, cells[:1]),
    ]
    root = html.document_fromstring(render_index(SITE, rows).decode())
    assert [h.text for h in root.iter("h2")] == ["2026", "Undated"]
    first = root.xpath("//section[1]//tbody/tr")[0]
    assert first.xpath("./td/a/@href") == [
        "2026/a/fr/index.html",
        "2026/a/ar/index.html",
    ]
    text = first.text_content()
    assert "complete" in text
    assert "3 approved; 20 machine drafts (Draft)" in text
    assert "23 untranslated" in text
    title = root.xpath("//section[2]//th[@scope='row']/a")[0]
    assert (title.get("lang"), title.text) == ("de", "<i>Zweite</i>")


def test_the_index_of_an_empty_project_says_so():
    assert b"No releases yet." in render_index(SITE, [])


def test_the_stylesheet_is_an_asset():
    ((path, data),) = assets()
    assert path == PurePosixPath("assets/edition.css")
    assert b"prefers-color-scheme" in data
    assert b"http" not in data.replace(b'[href^="http"]', b"")


def test_the_section_of_the_source_says_its_language():
    found = release(block(K.TITLE, "title", "T"), section=("News",))
    texts = [source(), translated(found, "ar")]
    site = pages(render(found=found, texts=texts))
    section = page(site, "ar/").xpath("//span[@class='section']/bdi")[0]
    assert (section.get("lang"), section.get("dir")) == ("en", "ltr")
    assert not page(site, "en/").xpath("//span[@class='section']/bdi/@lang")
