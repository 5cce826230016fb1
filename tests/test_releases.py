"""Releases as they are found: read right, chrome left out, nothing lost.

`python tests/test_releases.py` writes the expectations anew; read the diff.
"""

import json
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.releases.read import ReadHints, read_document

DATA = Path(__file__).parent / "data" / "releases"
CASES = sorted(p for p in DATA.iterdir() if p.suffix != ".json")


def described(document):
    return {
        "title": document.title,
        "locale": document.locale,
        "date": document.date.isoformat() if document.date else None,
        "dateline": document.dateline,
        "section": list(document.section),
        "source_url": document.source_url,
        "blocks": [
            [b.kind.value, b.mark, "/".join(b.container), b.content.text]
            for b in document.blocks
        ],
        "links": [s.target for b in document.blocks for s in b.content.spans
                  if s.kind == "link"],
        "left_out": [[x.reason, x.text] for x in document.left_out],
    }  # fmt: skip


def expected_path(path):
    return path.with_name(path.name + ".expect.json")


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.name)
def test_a_release_is_read_as_expected(path):
    expected = json.loads(expected_path(path).read_text(encoding="utf-8"))
    document = read_document(path.read_bytes(), name=path.name)
    assert described(document) == expected


FRENCH = (DATA / "fr-communique.txt").read_text(encoding="utf-8")
RUSSIAN = (DATA / "ru-foreign-ministry.txt").read_text(encoding="utf-8")
ARABIC = (DATA / "ar-foreign-ministry.txt").read_text(encoding="utf-8")
CHINESE = (DATA / "zh-foreign-ministry.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8-sig"), (FRENCH, "utf-16"), (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"), (FRENCH, "cp1252"), (FRENCH, "iso-8859-1"),
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_every_encoding_reads_the_same(text, encoding, newline):
    text = text.replace("\u00a0", " ")
    data = text.replace("\n", newline).encode(encoding)
    plain = read_document(text.encode(), name="x.txt")
    assert described(read_document(data, name="x.txt")) == described(plain)


def test_a_declared_encoding_is_believed():
    page = '<meta charset="windows-1251"><h1>Заголовок текста</h1><p>Текст страницы.'
    document = read_document(page.encode("cp1251"), name="x.html")
    assert document.title == "Заголовок текста"


def reading_fails(data, name):
    with pytest.raises(SourceError) as caught:
        read_document(data, name=name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.txt", b"", "x.txt: the file is empty"),
        ("x.txt", b" \n\xef\xbb\xbf\n", "x.txt: the file is empty"),
        ("x.txt", bytes(range(256)) * 9, "x.txt: a binary file, not text"),
        ("x.html", b"<html><body></body></html>",
         "x.html: there is no text to translate in it"),
        ("x.xml", b"<release><title>x</title><p>y</release>",
         "x.xml:1: not well-formed XML: Opening and ending tag mismatch: p line 1 and "
         "release"),
        ("x.xml", b'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "b">]>\n<r/>',
         "x.xml:2: has a DOCTYPE, which could define entities; remove it"),
        ("x.xml", b"<book/>",
         "x.xml: XML of an unknown kind: <book>; TEI and <release> are read"),
        ("x.md", b"---\ntitle: [a\n---\n\ntext\n",
         "x.md:2: front matter is not valid YAML"),
        ("x.md", b"+++\ntitle = \n+++\n\ntext\n",
         "x.md: front matter is not valid TOML"),
        ("x.txt", b"a" * 20_000_001,
         "x.txt: larger than 20 MB: not a release; cut it into several"),
    ],
    ids=lambda v: v if isinstance(v, str) and len(v) < 9 else "",
)  # fmt: skip
def test_bad_input_is_one_clear_line(name, data, message):
    found = reading_fails(data, name)
    assert found.startswith(message)
    assert "\n" not in found


def characters(text):
    return Counter(c for c in text if not c.isspace() and c not in "\u200b\ufeff")


def accounted(document):
    found = Counter()
    for block in document.blocks:
        found += characters(block.mark + block.content.text)
    for left in document.left_out:
        found += characters(left.text)
    for piece in document.skeleton:
        found += characters(piece)
    return found


lines = st.lists(
    st.sampled_from(
        ["Home > News", "UNITED NATIONS", "12 March 2020", "Geneva, 12 March 2020",
         "A Title of Sorts", "The ministers met. They spoke at length about it.",
         "- a point", "1. first", "**Heading", "====", "###", "Share this page", "",
         "", "Question: Why?", "Contact: press@example.org", "* * *", "•", "中文标题",
         "ENDS", "<Suggest To A Friend>", "## Marked", "a\u00a0b", "“Yes.” He left."]
    ) | st.text(alphabet="aB .-*#<>1“é中", max_size=25),
    max_size=14,
).map("\n".join)  # fmt: skip


@given(lines)
def test_no_character_of_a_text_is_lost(text):
    try:
        document = read_document(text.encode(), name="x.txt")
    except SourceError:
        return
    assert accounted(document) == characters(text)


inline = st.sampled_from(
    ["plain words", "<b>bold</b>", '<a href="https://e.org/">link</a>', "<br>",
     "a <i>b <b>c</b></i> d", '<span class="x">s</span>', "&lt;1&gt;", "<q>quoted</q>"]
)  # fmt: skip
elements = st.recursive(
    st.lists(inline, min_size=1, max_size=3).map(lambda x: f"<p>{' '.join(x)}</p>"),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["div", "blockquote", "section", "ul", "nav", "footer", "li"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


@given(st.lists(elements, min_size=1, max_size=4).map("".join))
def test_no_visible_character_of_a_page_is_lost(body):
    from lxml import html

    page = f"<html><body><h1>Heading</h1>{body}</body></html>"
    try:
        document = read_document(page.encode(), name="x.html")
    except SourceError:
        return
    visible = characters(html.document_fromstring(page).text_content())
    quotes = body.count("<q>") * 2
    found = accounted(document)
    assert found - Counter('"' * quotes) == visible - Counter('"' * quotes)


@given(st.binary(max_size=300), st.sampled_from(["txt", "html", "md", "xml"]))
def test_any_bytes_are_read_or_refused(data, suffix):
    with suppress(SourceError):
        read_document(data, name=f"x.{suffix}")


def test_hints_go_before_what_the_file_says():
    data = (DATA / "own.xml").read_bytes()
    hints = ReadHints(locale="fr", title="Autre", source_url="https://e.org/")
    document = read_document(data, name="own.xml", hints=hints)
    assert (document.locale, document.title) == ("fr", "Autre")
    assert document.source_url == "https://e.org/"
    assert document.blocks[0].content.text == "Autre"


def test_a_sidecar_keeps_and_leaves_out_lines():
    text = b"A Title of Sorts\n\nThe text. It goes on here.\n\nPrint\n\nOdd line\n"
    plain = read_document(text, name="x.txt")
    assert [x.text for x in plain.left_out] == ["Print"]
    hints = ReadHints(keep=("Print",), leave_out=("Odd line",))
    other = read_document(text, name="x.txt", hints=hints)
    assert [x.text for x in other.left_out] == ["Odd line"]


@pytest.mark.parametrize(
    "title",
    ["« Oui », « Non » et « Peut-être »", "Joint statement / Déclaration / Declaración",
     "Title <b>not markup</b> of it", "A > B", "Results: 5 > 3 > 1?"],
)  # fmt: skip
def test_a_title_is_not_taken_for_a_breadcrumb(title):
    document = read_document(f"{title}\n\nThe text of it.\n".encode(), name="x.txt")
    assert document.title == title


def test_links_that_run_code_lose_their_target():
    page = (
        '<h1>T of it</h1><p><a href="java\nscript:alert(1)">a</a> '
        '<a href="data:text/html,x">b</a> <a href="/ok">c</a></p>'
    )
    document = read_document(page.encode(), name="x.html")
    spans = document.blocks[1].content.spans
    assert [s.target for s in spans] == [None, None, "/ok"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.html", b"<h1>T of it</h1>" + b"<div>" * 3000 + b"deep" + b"</div>" * 3000),
        ("x.html", b"<h1>T of it</h1>" + b"<p>text of it</p>" * 30000),
        ("x.html", b"<h1>T of it</h1><p>" + b"<b>" * 3000 + b"deep"),
        ("x.txt", b"Title\n\n" + b"word " * 200_000),
        ("x.txt", b"Title\n\n" + b"- a\n" * 20_000),
        ("x.md", b"# Title\n\n" + b"> " * 500 + b"deep"),
        ("x.txt", b"Title\n\n" + b"a." * 100_000),
        ("x.xml", b"<release><title>t</title>" + b"<p>" * 200 + b"x" + b"</p>" * 200 +
         b"</release>"),
    ],
)  # fmt: skip
def test_large_and_deep_input_is_read_or_refused_in_seconds(name, data):
    code = (
        "import sys; from workflow.releases.read import read_document\n"
        "from workflow.errors import SourceError\n"
        "try: read_document(sys.stdin.buffer.read(), name=sys.argv[1])\n"
        "except SourceError: pass"
    )
    subprocess.run(
        [sys.executable, "-c", code, name], input=data, check=True, timeout=60,
        capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    for case in CASES:
        found = described(read_document(case.read_bytes(), name=case.name))
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        expected_path(case).write_text(text, encoding="utf-8")
