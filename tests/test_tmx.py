"""TMX in and out: what other tools read of ours, and what we read of theirs."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tmx import tmxfile

from workflow import __version__
from workflow.errors import MemoryFileError
from workflow.memory.tmx_codes import write_seg
from workflow.memory.tmx_read import read_tmx
from workflow.memory.tmx_write import tmx_lines
from workflow.model.match import MemoryUnit
from workflow.model.placeholders import escape, tokenize

ONE = MemoryUnit(
    "en", "fr", "See <1>the “treaty”</1> & more<2/>.", "Voir <1>le traité</1><2/>.",
    "2026-03/readout", "0123456789ab", msgctxt="title", origin="mt:argos/en_fr-1.0",
    by="Maria & Co", at="2026-11-23T11:30:00Z", section="Press / Readouts", position=3,
    before="b" * 16, after="c" * 16,
)  # fmt: skip
PLAIN = MemoryUnit("en", "fr", "Agreed.", "Convenu.", "2026-03/readout", "k")


def written(*units, **more):
    sources = sorted({unit.source_locale for unit in units})
    return "".join(tmx_lines(units, sources or ["en"], **more)).encode()


@pytest.fixture
def read(tmp_path):
    """Read the bytes of a TMX file; what is skipped is kept in `read.skipped`."""

    def read(data, *, source="en", locales=("fr", "es")):
        path = tmp_path / "memory.tmx"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        read.skipped = []
        return list(
            read_tmx(
                path, name="m.tmx", source=source, locales=locales,
                on_skipped=lambda skipped: read.skipped.append(str(skipped)),
            )
        )  # fmt: skip

    return read


def tmx(body, header='srclang="en"', before=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}'
        '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" '
        'segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" '
        f"{header}/><body>\n{body}\n</body></tmx>"
    )


def tu(source, target, attributes=""):
    return (
        f'<tu {attributes}><tuv xml:lang="en"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="fr"><seg>{target}</seg></tuv></tu>'
    )


def test_what_we_write_is_valid_by_the_dtd_and_always_the_same(shared):
    data = written(ONE, PLAIN)
    assert data == written(ONE, PLAIN)
    with (shared / "schemas" / "tmx-1.4" / "tmx14.dtd").open() as file:
        dtd = etree.DTD(file)
    assert dtd.validate(etree.fromstring(data)), dtd.error_log
    assert dtd.validate(etree.fromstring(written())), dtd.error_log


def test_what_a_unit_is_written_as():
    lines = written(ONE).decode().splitlines()
    assert lines[3] == (
        f'<header creationtool="readout" creationtoolversion="{__version__}" '
        'segtype="sentence" o-tmf="PO" adminlang="en" srclang="en" '
        'datatype="plaintext"/>'
    )
    assert lines[5:8] == [
        '<tu tuid="2026-03/readout/0123456789ab/fr" srclang="en" '
        'creationdate="20261123T113000Z" changedate="20261123T113000Z" '
        'creationid="Maria &amp; Co" changeid="Maria &amp; Co">',
        '<prop type="file">2026-03/readout</prop>',
        '<prop type="id">0123456789ab</prop>',
    ]
    chinese = MemoryUnit("zh-Hans", "zh-Hant", "中", "中", "r", "k", at="today")
    text = written(chinese, tool_codes=True).decode()
    assert 'srclang="zh-CN"' in text
    assert '<tuv xml:lang="zh-TW"><seg>中</seg></tuv>' in text
    assert "date" not in text.replace("datatype", "")
    assert 'srclang="*all*"' in written(ONE, chinese).decode()


def test_inline_codes_are_those_that_omegat_takes_for_its_tags():
    # Level 2 as OmegaT writes it: the tag itself inside bpt, ept and ph, with i and x.
    assert write_seg("<1>a</1> &<2/>") == (
        '<seg><bpt i="1" x="1">&lt;1&gt;</bpt>a<ept i="1">&lt;/1&gt;</ept> &amp;'
        '<ph x="2">&lt;2/&gt;</ph></seg>'
    )
    assert write_seg("a</1> <2>") == (
        '<seg>a<it pos="end" x="1">&lt;/1&gt;</it> '
        '<it pos="begin" x="2">&lt;2&gt;</it></seg>'
    )
    assert write_seg("if \\<1> then") == "<seg>if &lt;1&gt; then</seg>"


def test_translate_toolkit_reads_ours(tmp_path):
    path = tmp_path / "ours.tmx"
    path.write_bytes(written(ONE, PLAIN))
    with path.open("rb") as file:
        found = tmxfile.parsefile(file)
    assert [(unit.source, unit.target) for unit in found.units] == [
        ("See <1>the “treaty”</1> & more<2/>.", "Voir <1>le traité</1><2/>."),
        ("Agreed.", "Convenu."),
    ]
    assert found.translate("Agreed.") == "Convenu."


def test_we_read_what_translate_toolkit_writes(tmp_path, read):
    path = tmp_path / "theirs.tmx"
    made = tmxfile()
    made.addtranslation("A <b> & c", "en", "Un <b> & c", "fr")
    made.savefile(str(path))
    (unit,) = read(path.read_bytes())
    assert (unit.source, unit.target) == ("A <b> & c", "Un <b> & c")


def test_a_unit_comes_back_as_it_was_written(read):
    (back,) = read(written(ONE))
    assert (back.place, back.key, back.is_imported) == ("m.tmx", "00000001", True)
    for name in ("source", "target", "msgctxt", "origin", "by", "at", "section",
                 "position", "before", "after", "source_locale", "locale"):  # fmt: skip
        assert getattr(back, name) == getattr(ONE, name), name


def encoded():
    """Texts with placeholders numbered as they open, properly nested."""
    text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)

    def build(shape):
        dice, pieces = random.Random(shape[0]), []
        open_, number = [], 0
        for literal in shape[1]:
            pieces.append(escape(literal).rstrip("\\"))
            kind = dice.choice(("open", "close", "standalone", "none"))
            if kind == "close" and open_:
                pieces.append(f"</{open_.pop()}>")
            elif kind in ("open", "standalone"):
                number += 1
                pieces.append(f"<{number}>" if kind == "open" else f"<{number}/>")
                if kind == "open":
                    open_.append(number)
        return "".join([*pieces, *(f"</{n}>" for n in reversed(open_)), "."])

    return st.tuples(st.integers(), st.lists(text, max_size=8)).map(build)


@given(encoded())
def test_every_text_with_placeholders_comes_back_the_same(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("law") / "one.tmx"
    unit = MemoryUnit("en", "fr", text, text, "r", "k")
    path.write_bytes(written(unit))
    (back,) = read_tmx(path, name="m", source="en", locales=["fr"])
    # XML itself knows no U+FFFE; \r is written so that it survives.
    expected = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert list(tokenize(back.source)) == list(tokenize(expected))
    assert back.source == back.target


def test_codes_of_other_tools_become_placeholders(read):
    (unit,) = read(
        tmx(
            tu(
                'Press <bpt i="1" x="7">{b}</bpt>OK<ept i="1">{/b}</ept><ph x="8">%s'
                "</ph> <hi>now</hi><it pos='begin' x='9'>[i</it>",
                "<ph x='8'>%s</ph>Appuyez <hi><bpt i='4' x='7'>{b}</bpt></hi>ici"
                "<ept i='4'>{/b}</ept><it pos='begin' x='9'>[i</it>",
            )
        )
    )
    assert unit.source == "Press <1>OK</1><2/> now<3/>"
    assert unit.target == "<2/>Appuyez <1>ici</1><3/>"


def test_codes_without_x_belong_together_by_their_content(read):
    (unit,) = read(
        tmx(tu("<ph>{0}</ph> of <ph>{1}</ph>", "<ph>{1}</ph>, dont <ph>{0}</ph>"))
    )
    assert (unit.source, unit.target) == ("<1/> of <2/>", "<2/>, dont <1/>")


def test_text_that_looks_like_a_placeholder_is_text(read):
    (unit,) = read(tmx(tu("a &lt;1&gt; <ut>x</ut>", "b &lt;1&gt; <ut>x</ut>")))
    assert (unit.source, unit.target) == ("a \\<1> <1/>", "b \\<1> <1/>")


def test_sub_is_dropped_and_told(read):
    (unit,) = read(tmx(tu('a<ph x="1">f<sub>note</sub></ph>', 'b<ph x="1">f</ph>')))
    assert unit.source == "a<1/>"
    assert read.skipped == ["line 3: unit 1 had <sub>, which was left out"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_by_their_byte_order_mark(read, encoding):
    text = tmx(tu("café", "кафе"))
    mark = "\ufeff" if encoding.endswith("e") else ""
    name = "UTF-16" if "16" in encoding else "UTF-8"
    data = (mark + text.replace("UTF-8", name)).encode(encoding)
    assert [unit.target for unit in read(data)] == ["кафе"]


def test_locales_as_other_tools_write_them(read):
    body = (
        '<tu><tuv lang="EN-US"><seg>a</seg></tuv><tuv xml:lang="FR_ca"><seg>b</seg>'
        '</tuv><tuv xml:lang="zh-TW"><seg>c</seg></tuv><tuv xml:lang="de"><seg>d</seg>'
        "</tuv></tu>"
    )
    found = read(tmx(body, 'srclang="en-us"'), locales=("fr", "zh-Hant"))
    assert [(u.source_locale, u.locale, u.target) for u in found] == [
        ("en-US", "fr-CA", "b"), ("en-US", "zh-Hant-TW", "c"),
    ]  # fmt: skip


def test_a_file_in_all_languages_is_read_from_the_source_of_the_project(read):
    body = tu("a", "b") + '<tu srclang="fr">' + tu("c", "d")[4:]
    found = read(tmx(body, 'srclang="*all*"'), locales=("fr", "en"))
    assert [(u.source_locale, u.source, u.locale) for u in found] == [
        ("en", "a", "fr"), ("fr", "d", "en"),
    ]  # fmt: skip


def test_what_cannot_be_used_is_skipped_and_told_with_its_line(read):
    body = "\n".join(
        [
            tu("a", "  "),
            '<tu><tuv xml:lang="en"><seg>a</seg></tuv></tu>',
            '<tu><tuv xml:lang="fr"><seg>a</seg></tuv></tu>',
            tu("a<g>x</g>", "b"),
            '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="fr"/></tu>',
            '<tu><tuv xml:lang="klingon"><seg>a</seg></tuv></tu>',
            tu("a" * 20_001, "b"),
            tu("good", "bon"),
        ]
    )
    assert [unit.key for unit in read(tmx(body))] == ["00000008"]
    assert read.skipped == [
        "line 3: unit 1 has an empty text",
        "line 4: unit 2 has no text in a locale of the project",
        "line 5: unit 3 has no text in the source locale",
        "line 6: unit 4 has <g>, which TMX does not know",
        "line 7: unit 5 has a text without seg",
        "line 8: unit 6 has a text in an unknown locale 'klingon'",
        "line 8: unit 6 has no text in the source locale",
        "line 9: unit 7 is longer than 20000 characters",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a TMX file that can be read: no element found"),
        (b"<html/>", "is not a TMX file: it begins with <html>"),
        (
            tmx(tu("a", "b")).removesuffix("</body></tmx>").encode(),
            "not a TMX file that can be read: Premature end of data in tag body",
        ),
        (
            tmx(
                tu("&a;", "b"),
                before='<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            ).encode(),
            "declares entities, which are not read; remove its DOCTYPE",
        ),
        (
            tmx(tu("a", "&b;"), before='<!DOCTYPE tmx [<!ENTITY % b "x">]>').encode(),
            "declares entities, which are not read; remove its DOCTYPE",
        ),
    ],
)
def test_files_that_are_none(read, data, message):
    with pytest.raises(MemoryFileError) as caught:
        read(data)
    assert caught.value.message.startswith(message)


def test_a_unit_that_would_fill_the_memory_is_refused(read, monkeypatch):
    monkeypatch.setattr("workflow.memory.tmx_read._MOST_OF_A_UNIT", 1 << 20)
    body = tu("a", "b") * 30_000
    assert len(read(tmx(body))) == 30_000
    notes = "<note>x</note>" * 200_000
    with pytest.raises(MemoryFileError) as caught:
        read(tmx(f"<tu>{notes}{tu('a', 'b')[4:]}"))
    assert caught.value.message == "has a unit of over 1 MB"
    with pytest.raises(MemoryFileError) as caught:
        read(tmx(tu("<hi>" * 300 + "a" + "</hi>" * 300, "b")))
    assert "Excessive depth" in caught.value.message


def test_a_doctype_names_a_file_that_is_never_looked_for(read, tmp_path):
    (tmp_path / "tmx14.dtd").write_text('<!ENTITY secret "read">')
    before = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    assert [u.target for u in read(tmx(tu("a", "b"), before=before))] == ["b"]


def test_a_large_file_is_read_piece_by_piece(tmp_path):
    import tracemalloc

    path = tmp_path / "large.tmx"
    body = "\n".join(tu(f"source {n} " * 20, f"cible {n} " * 20) for n in range(5000))
    path.write_text(tmx(body))
    tracemalloc.start()
    many = sum(1 for _ in read_tmx(path, name="m", source="en", locales=["fr"]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many == 5000
    assert peak < 2_000_000


def test_the_example_of_the_development_data(shared, read):
    example = Path(shared / "schemas" / "examples" / "readout.tmx")
    found = read(example.read_bytes(), locales=("fr", "ar", "zh-Hans"))
    assert [unit.locale for unit in found] == ["fr", "ar", "zh-Hans", "fr"]
    assert "<1>1,250 tonnes</1>" in found[0].source
    assert "<1>1250吨</1>" in found[2].target
    assert found[0].at == "2026-03-15T09:30:00Z"
