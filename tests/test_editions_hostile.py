"""Whatever stands in a target, a title or a name, a page and its TEI stay whole."""

import json
import re
import unicodedata
from dataclasses import replace

import pytest
from edition_samples import (
    DRAFT,
    SITE,
    K,
    block,
    one_passage,
    placeholders,
    release,
    source,
    translated,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from workflow.editions import render_index, render_release
from workflow.editions.inline import parse_inline, plain, to_html
from workflow.editions.text import clean, safe_url
from workflow.model.edition import IndexRow, Site
from workflow.model.placeholders import plain_text

FOLDER = "2026/food-security"
TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

HOSTILE = [
    "<script>alert(1)</script>",
    "</span></p></article></body></html><h1>owned",
    '<img src=x onerror="alert(1)">',
    '" onmouseover="alert(1)" x="',
    "<a href=javascript:alert(1)>x</a>",
    "&lt;script&gt; &amp;amp; &#x3c;",
    '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>&c;',
    "<!-- x --> <![CDATA[ x ]]> <?php x ?> ]]>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "user\u202egnp.exe \u2066isolated \u202d",
    "null\x00byte \x08\x1b[31m \x85 \ufeff \ufffe",
    "lone \ud800 surrogate",
    "line\u2028separator\u2029",
    "<1><2><3></1></9></2> <1/> </4> <10000000000000000000>",
    "\\<1> \\\\<1>x</1>",
]


def render(found, texts, **more):
    return {str(p): d for p, d in render_release(SITE, found, texts, **more)}


def french(target, inline=(), **more):
    """Return the French page and TEI of one passage, checked to be whole."""
    found, texts = one_passage(target, inline, **more)
    files = render(found, texts, parallels=[("en", "fr")])
    page = files[f"{FOLDER}/fr/index.html"].decode()
    etree.fromstring(files[f"{FOLDER}/readout.tei.xml"])
    return html.document_fromstring(page), etree.fromstring(
        files[f"{FOLDER}/fr.tei.xml"]
    )


def seg(tei, anchor="fr_p1_s1"):
    return next(e for e in tei.iter(f"{TEI}seg") if e.get(XML_ID) == anchor)


def seen(text):
    """What a reader may see of an encoded text."""
    return clean(plain_text(text.strip()))


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_is_text_and_nothing_else(target):
    page, tei = french(target)
    passage = page.get_element_by_id("p1_s1")
    assert passage.text_content() == seen(target)
    assert len(passage) == 0
    assert "".join(seg(tei).itertext()) == seen(target)
    assert len(seg(tei)) == 0
    assert not set(page.text_content()) & set(BIDI)
    scripts = page.xpath("//script")
    assert [s.get("type") for s in scripts] == ["application/ld+json"]
    json.loads(scripts[0].text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_metadata_is_text_and_nothing_else(text):
    found = release(
        block(K.TITLE, "title", text),
        block(K.PARAGRAPH, "p1", text),
        title=text,
        section=(text,),
        source_sha256=text,
        source_url=text,
    )
    target = {**DRAFT, "origin": f"mt:{text}", "by": text, "approved_at": text}
    texts = [source(), translated(found, "fr", lambda _: text, **target)]
    site = Site(text, "en", licence=text, publisher=text)
    files = dict(render_release(site, found, texts, parallels=[("en", "fr")]))
    files["index"] = render_index(site, [IndexRow("a", text, "en", text, ())])
    for path, data in files.items():
        if str(path).endswith(".xml"):
            etree.fromstring(data)
            continue
        page = html.document_fromstring(data.decode())
        assert {s.get("type") for s in page.xpath("//script")} <= {
            "application/ld+json"
        }
        assert not page.xpath("//img | //@onerror | //@onmouseover")
        assert not page.xpath("//a[starts-with(@href, 'javascript')]")
        assert not set(data.decode()) & set(BIDI)


def test_json_ld_cannot_end_its_script():
    found = release(
        block(K.TITLE, "title", "</script><script>alert(1)</script>&\u2028")
    )
    page = render(found, [source()])[f"{FOLDER}/en/index.html"].decode()
    raw = re.search(r'ld\+json">(.*?)</script>', page, re.S)[1]
    assert not re.search("[<>&\u2028]", raw)
    assert json.loads(raw)["headline"].startswith("</script>")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("<1>a</1> b", "<strong>a</strong> b"),
        ("<1>a", "a"),
        ("a</1>", "a"),
        ("<1>a<2>b</1>c</2>", "<strong>ab</strong>c"),
        ("<1>a</1><1>b</1>", "<strong>a</strong>b"),
        ("<1/>a", "a"),
        ("<3>a</3>", "a"),
        ("a<3/>b<3/>", "a<br>b"),
        ("<9>a</9>", "a"),
        ("</1>a<1>", "a"),
        ("<1></1>a", "a"),
        ("<2>a<1>b</1></2>", "<em>a<strong>b</strong></em>"),
    ],
)
def test_tags_the_source_does_not_have_are_dropped_and_their_text_stays(
    target, expected
):
    inline = placeholders("strong", "emphasis", "break")
    assert to_html(parse_inline(target, inline)) == expected


def test_a_link_in_a_link_is_text():
    inline = placeholders(
        ("link", "https://a.example/"), ("link", "https://b.example/")
    )
    written = to_html(parse_inline("<1>a <2>b</2></1>", inline))
    assert written.count("<a ") == 1
    assert "a b</a>" in written


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "\x01javascript:x",
     " javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
     "http://", "http://[::1", "http://a b/", "https://x:99999/", "http://%zz/", "",
     "https://1.2.3.999/", "http://xn--/"],
)  # fmt: skip
def test_only_harmless_addresses_become_links(url):
    assert safe_url(url) is None
    page, tei = french("<1>x</1>", placeholders(("link", url)), msgid="<1>y</1>")
    assert not page.get_element_by_id("p1_s1").xpath(".//a")
    assert not seg(tei).findall(f"{TEI}ref")


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        (
            "https://x.example/a b?q=é#f g",
            None,
            "https://x.example/a%20b?q=%C3%A9#f%20g",
        ),
        ("/a", "https://x.example/b/c", "https://x.example/a"),
        ("../a", "https://x.example/b/c", "https://x.example/a"),
        ("a/b.pdf", None, "a/b.pdf"),
        ("mailto:p@x.example", None, "mailto:p@x.example"),
        ("tel:+41 22", None, "tel:+41%2022"),
        ("https://büro.example/", None, "https://xn--bro-hoa.example/"),
        ("https://x.example/%zz|", None, "https://x.example/%25zz%7C"),
        ("#part", "https://x.example/b", "https://x.example/b#part"),
    ],
)
def test_links_are_completed_and_encoded(url, base, expected):
    assert safe_url(url, base) == expected


def test_a_link_into_the_page_is_text_when_the_source_is_unknown():
    assert safe_url("#top") is None


text_and_tags = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.text("<>/\\0123456789& \u202e\u2067\x00\ud800", max_size=12),
        st.sampled_from(["<1>", "</1>", "<2>", "</2>", "<3/>", "\\", "]]>", "</p>"]),
    ),
    max_size=10,
).map("".join)


@settings(deadline=None)
@given(text_and_tags)
def test_any_target_gives_a_whole_page_and_whole_tei(target):
    inline = placeholders(("link", "https://x.example/"), "strong", "break")
    page, tei = french(target, inline, msgid="<1>a</1> <2>b</2><3/>")
    text = seen(target)
    if not seen(plain_text(target)).strip() and not clean(target).strip():
        return
    passage = page.get_element_by_id("p1_s1")
    assert squeeze("".join(passage.itertext())) == squeeze(
        plain(parse_inline(target, inline)).replace("\n", "")
    ) or squeeze(passage.text_content()) == squeeze(text)
    assert {e.tag for e in passage.iter()} <= {"span", "a", "strong", "br"}
    written = "".join(seg(tei).itertext())
    assert squeeze(written) == squeeze(text)
    assert len(page.xpath("//article//p[not(@class)]")) == 1


@settings(deadline=None)
@given(text_and_tags)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_address_is_refused_or_safe(text):
    url = safe_url(text, "https://x.example/")
    if url is not None:
        assert url.isascii()
        assert not re.search(r"[\s\"<>\\^`{|}]", url)
        assert re.match(r"(https?|mailto|tel):", url, re.I)


def squeeze(text):
    return re.sub(r"\s+", "", text)


def test_names_of_people_are_text():
    found, texts = one_passage("Texte.", published=True)
    targets = {
        key: replace(target, approvers=("<b>li</b>", "\u202eevil"), by='"x"')
        for key, target in texts[1].targets.items()
    }
    files = render(found, [texts[0], replace(texts[1], targets=targets)])
    page = html.document_fromstring(files[f"{FOLDER}/fr/index.html"].decode())
    assert "<b>li</b>, evil" in page.find(".//footer").text_content()
    assert page.xpath("//footer//bdi[text()='<b>li</b>']")
