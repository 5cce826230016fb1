"""A catalog in pieces: the same bytes and the same entries as one handled whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogs.pieces import cut, read_changed
from workflow.catalogs.store import format_catalog, read_catalog
from workflow.model.digest import text_digest
from workflow.model.entry import Catalog, Entry, Record

HEADER = (
    ("Project-Id-Version", "r1"),
    ("Language", "fr"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
)
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t\\\""),
    max_size=30,
)  # fmt: skip
WORD = st.sampled_from(["ann", "bob", "2026-01-01T00:00:00Z", "typo: a b", "mt:x"])
RECORD = st.builds(
    Record, state=st.sampled_from([None, "prefilled", "returned"]), origin=WORD,
    by=st.none() | WORD, at=WORD, text=TEXT.map(text_digest), why=st.none() | WORD,
)  # fmt: skip
ENTRY = st.builds(
    Entry, msgid=TEXT.filter(bool), msgctxt=st.sampled_from([None, "title"]),
    msgstr=TEXT, fuzzy=st.booleans(), obsolete=st.booleans(),
    record=st.none() | RECORD,
)  # fmt: skip


def catalog(entries):
    return Catalog("fr", tuple(entries), HEADER)


CATALOGS = st.lists(ENTRY, min_size=2, max_size=8, unique_by=lambda e: e.id)


@given(CATALOGS)
def test_pieces_have_the_bytes_of_the_whole(entries):
    made = catalog(entries)

    assert cut(made).data == format_catalog(made).encode()


@given(CATALOGS, st.data())
def test_pieces_of_a_changed_catalog_have_the_bytes_of_the_whole(entries, data):
    known = cut(catalog(entries))
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], msgstr=data.draw(TEXT), fuzzy=False)
    made = catalog(entries)

    assert cut(made, known).data == format_catalog(made).encode()


@given(CATALOGS, st.data())
def test_a_changed_file_read_in_pieces_is_what_it_is_when_read_whole(
    tmp_path_factory, entries, data
):
    path = tmp_path_factory.mktemp("pieces") / "r1.po"
    path.write_bytes(cut(catalog(entries)).data)
    known = cut(read_catalog(path, "fr"))
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], msgstr=data.draw(TEXT), record=None)
    path.write_bytes(format_catalog(catalog(entries)).encode())

    found = read_changed(path.read_bytes(), path, "fr", known)

    if found is not None:
        assert found[0] == read_catalog(path, "fr")
        assert found[1].data == path.read_bytes()


@pytest.fixture
def many(tmp_path):
    entries = [Entry(f"Sentence {n}.", msgstr=f"Phrase {n}.") for n in range(20)]
    path = tmp_path / "r1.po"
    path.write_bytes(cut(catalog(entries)).data)
    return path, cut(read_catalog(path, "fr"))


def test_entries_that_did_not_change_are_the_same_objects(many):
    path, known = many
    data = path.read_bytes().replace(b"Phrase 7.", b"Phrase sept.")

    found, pieces = read_changed(data, path, "fr", known)

    assert [e.msgstr for e in found.entries][7] == "Phrase sept."
    assert sum(a is b for a, b in zip(found.entries, known.entries, strict=True)) == 19
    assert pieces.data == data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'msgstr "Phrase 7."', b'msgstr ""\n"Phrase "\n"7."'),
        (b'msgstr "Phrase 7."', b'msgstr "Phrase 7.'),
        (b'msgstr "Phrase 7."', b'msgstr "Phrase 7."\n\n'),
        (b'msgid "Sentence 7."', b'msgid "Sentence 6."'),
        (b"Phrase 7.", "Phrase\u20287.".encode()),
        (b"Phrase 7.", b"Phrase \xff."),
        (b'msgid "Sentence 7."', b'# a stray comment\n\nmsgid "Sentence 7."'),
        (b'\n\nmsgid "Sentence 7."', b'\nmsgid "Sentence 7."'),
        (b'msgid "Sentence 7."', b'<<<<<<< ours\nmsgid "Sentence 7."'),
        (b"charset=UTF-8", b"charset=ISO-8859-1"),
        (b"\n", b"\r\n"),
        (b'"Language: fr\\n"\n', b'"Language: fr\\n"\n"X-Odd: 1\\n"'),
    ],
)
def test_what_readout_would_write_otherwise_is_left_to_be_read_whole(many, old, new):
    path, known = many
    data = path.read_bytes().replace(old, new)
    assert data != path.read_bytes()

    assert read_changed(data, path, "fr", known) is None


def test_a_file_that_changed_almost_everywhere_is_left_to_be_read_whole(many):
    path, known = many

    assert (
        read_changed(path.read_bytes().replace(b"Phrase", b"Satz"), path, "fr", known)
        is None
    )
