"""Catalogs on disk: sound for every gettext tool, and approvals survive them all."""

import os
import shutil
import subprocess
from dataclasses import replace

import polib
import pytest
from babel.messages import pofile
from translate.storage.pypo import pofile as pypo

from workflow.catalogs.header import catalog_header, template_header
from workflow.catalogs.store import format_catalog, read_catalog, write_catalog
from workflow.errors import CatalogError
from workflow.model.approval import Policy, approval_digest, state_of
from workflow.model.digest import text_digest
from workflow.model.entry import Catalog, Entry, Record, State
from workflow.model.release import Placeholder, Release

RELEASE = Release("demo", "en", "Demo", "0" * 64, ())
LINK = (Placeholder(1, "link", "https://example.org/a-rather-long-path"),)
PLACEHOLDERS = {(None, "Read <1>the statement</1>."): LINK}


def approved(entry, placeholders=(), locale="fr"):
    record = Record(
        origin="human",
        by="Élodie Dupont-Lefèvre",
        at="2026-11-23T10:00:00Z",
        text=text_digest(entry.msgstr),
        approvers=("王小明",),
        approved_at="2026-11-23T11:30:00Z",
        policy="four-eyes",
    )
    digest = approval_digest(entry, locale, placeholders, record)
    return replace(entry, record=replace(record, digest=digest))


@pytest.fixture
def catalog():
    long = "Le Secrétaire général a exprimé sa profonde gratitude " * 4
    entries = (
        approved(
            Entry(
                msgid="A title: with “quotes” and a \\ backslash",
                msgctxt="title",
                msgstr="Un titre : avec « guillemets » et une \\ barre",
                extracted=("title",),
                references=("sources/demo.txt#title_s1",),
            )
        ),
        approved(
            Entry(
                msgid="Read <1>the statement</1>.",
                msgstr="Lire <1>la déclaration</1>.",
                extracted=(
                    "paragraph 1, sentence 1",
                    "<1> link https://example.org/a-rather-long-path-that-wraps-when-saved",
                ),
                comments=("a note by a translator",),
                references=("sources/demo.txt#p1_s1",),
            ),
            LINK,
        ),
        approved(Entry(msgid="Long. " * 30, msgstr=long.strip())),
        approved(Entry(msgid="Tab\tand\nnewline", msgstr="Tab\tet\nretour")),
        Entry(
            msgid="Draft",
            msgstr="Ébauche",
            fuzzy=True,
            previous_msgid="Old draft",
            record=Record(
                state="prefilled",
                origin="mt:argos/en_fr-1.0",
                text=text_digest("Ébauche"),
            ),
        ),
        Entry(msgid="Nothing yet"),
        approved(Entry(msgid="Gone", msgstr="Parti", obsolete=True)),
    )
    return Catalog(
        "fr",
        entries,
        catalog_header(RELEASE, "fr", entries, None),
        ("Demo (fr)",),
    )


@pytest.fixture
def path(tmp_path, catalog):
    path = tmp_path / "demo.po"
    write_catalog(catalog, path)
    return path


def states(catalog):
    return {
        entry.msgid: state_of(
            replace(entry, obsolete=False),
            "fr",
            PLACEHOLDERS.get(entry.id, ()),
            Policy.FOUR_EYES,
        )
        for entry in catalog.entries
    }


def test_what_is_written_is_read_again(path, catalog):
    again = read_catalog(path)
    assert again.entries == catalog.entries
    assert dict(again.header) == dict(catalog.header)
    assert (again.locale, again.header_comments) == ("fr", ("Demo (fr)",))


def test_writing_an_unchanged_catalog_changes_no_byte(path, catalog):
    before = path.stat()
    assert write_catalog(read_catalog(path), path) is False
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert format_catalog(read_catalog(path)).encode() == path.read_bytes()


def test_every_string_is_one_line(path, catalog):
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [line for line in lines if line.startswith("msgid ")]
    assert len(starts) == len([e for e in catalog.entries if not e.obsolete]) + 1


def test_msgfmt_is_silent(path):
    done = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", "/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0
    assert "warning" not in done.stderr
    assert done.stderr.startswith("4 translated messages, 1 fuzzy")


def polib_save(path):
    polib.pofile(str(path)).save()


def babel_save(path):
    with path.open("rb") as stream:
        catalog = pofile.read_po(stream)
    with path.open("wb") as stream:
        pofile.write_po(stream, catalog)


def pypo_save(path):
    store = pypo.parsefile(str(path))
    store.save()


def msgcat_save(path):
    subprocess.run(["msgcat", "-o", str(path), str(path)], check=True)


def msgmerge_save(path):
    template = path.with_suffix(".pot")
    entries = tuple(
        replace(e, msgstr="", record=None, fuzzy=False, comments=(),
                previous_msgid=None)
        for e in read_catalog(path).entries if not e.obsolete
    )  # fmt: skip
    write_catalog(Catalog(None, entries, template_header(RELEASE), ("t",)), template)
    subprocess.run(
        [
            "msgmerge",
            "-q",
            "--previous",
            "-U",
            "--backup=none",
            str(path),
            str(template),
        ],
        check=True,
    )


SAVES = [polib_save, babel_save, pypo_save, msgcat_save, msgmerge_save]


@pytest.mark.parametrize("save", SAVES, ids=lambda f: f.__name__)
def test_a_default_save_by_another_tool_keeps_every_approval(path, catalog, save):
    if save in (msgcat_save, msgmerge_save) and not shutil.which("msgcat"):
        pytest.skip("gettext is not installed")
    before = states(catalog)
    save(path)
    assert states(read_catalog(path, "fr")) == before
    assert list(before.values()).count(State.APPROVED) == 5


@pytest.mark.parametrize("save", [polib_save, pypo_save, msgcat_save],
                         ids=lambda f: f.__name__)  # fmt: skip
def test_a_file_that_a_tool_only_wrapped_keeps_its_bytes(path, catalog, save):
    save(path)
    wrapped = path.read_bytes()
    again = read_catalog(path, "fr")
    assert write_catalog(replace(catalog, header=again.header), path) is False
    assert path.read_bytes() == wrapped


def test_an_approval_is_void_in_another_locale(path):
    copy = read_catalog(path, "es")
    title = copy.entries[0]
    assert state_of(title, "es", (), Policy.FOUR_EYES) is State.TRANSLATED


def test_an_approval_is_void_when_a_link_changes(catalog):
    moved = (Placeholder(1, "link", "https://example.org/elsewhere"),)
    entry = catalog.entries[1]
    assert state_of(entry, "fr", LINK, Policy.FOUR_EYES) is State.APPROVED
    assert state_of(entry, "fr", moved, Policy.FOUR_EYES) is State.TRANSLATED


@pytest.mark.parametrize("field", ["by", "approvers", "approved_at", "policy"])
def test_an_approval_is_void_when_a_name_time_or_policy_changes(catalog, field):
    entry = catalog.entries[0]
    other = {"by": "someone", "approvers": ("someone",), "approved_at": "2027",
             "policy": "two-persons"}  # fmt: skip
    forged = replace(entry, record=replace(entry.record, **{field: other[field]}))
    assert state_of(forged, "fr", (), Policy.FOUR_EYES) is State.TRANSLATED


def test_any_edit_in_another_tool_voids_the_approval(path):
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Un titre :", "Un titre:"), encoding="utf-8")
    entry = read_catalog(path).entries[0]
    assert state_of(entry, "fr", (), Policy.FOUR_EYES) is State.TRANSLATED


def fails(path, data):
    path.write_bytes(data)
    with pytest.raises(CatalogError) as caught:
        read_catalog(path)
    return str(caught.value).replace(str(path), "x.po")


HEADER = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_a_duplicate_is_refused_with_both_lines(tmp_path):
    entry = b'msgid "a"\nmsgstr "b"\n\n'
    assert fails(tmp_path / "x.po", HEADER + entry + entry) == (
        "x.po:8: duplicate entry 'a', first at line 5; remove one of them"
    )


def test_the_same_source_active_and_obsolete_is_a_duplicate(tmp_path):
    data = HEADER + b'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n'
    assert fails(tmp_path / "x.po", data).startswith("x.po:8: duplicate entry 'a'")


def test_a_merge_conflict_is_refused_with_its_line(tmp_path):
    data = HEADER + b'<<<<<<< HEAD\nmsgid "a"\n=======\n'
    assert fails(tmp_path / "x.po", data) == (
        "x.po:5: merge conflict left in the catalog; resolve it and run again"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.po: the file is empty; restore it or delete it"),
        (b"\0\1\2", "x.po: holds NUL bytes: not a PO file"),
        (b"hello\nworld\n", "x.po:1: not valid PO syntax"),
        (HEADER + b'msgid "a\nmsgstr "b"\n', "x.po:5: not valid PO syntax"),
        (HEADER + b'msgid "\xff"\n', "x.po: not in the encoding its header names"),
        (b"# a comment only\n", "x.po: no entries and no header: not a PO file"),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_clear_line(tmp_path, data, message):
    assert fails(tmp_path / "x.po", data).startswith(message)


def test_a_missing_file_is_never_taken_for_content(tmp_path):
    with pytest.raises(CatalogError, match="cannot read: No such file"):
        read_catalog(tmp_path / 'msgid "a"')


def test_a_broken_catalog_is_never_overwritten(tmp_path, catalog):
    path = tmp_path / "x.po"
    path.write_bytes(b"<<<<<<< ours\n")
    with pytest.raises(CatalogError):
        write_catalog(catalog, path)
    assert path.read_bytes() == b"<<<<<<< ours\n"


def test_unusual_line_separators_inside_a_target_survive(tmp_path, catalog):
    odd = replace(catalog.entries[0], msgstr="a\u2028b\u0085c\u2029d")
    path = tmp_path / "odd.po"
    write_catalog(replace(catalog, entries=(odd,)), path)
    assert read_catalog(path).entries[0].msgstr == "a\u2028b\u0085c\u2029d"
