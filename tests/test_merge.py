"""Two versions of a catalog become one, entry by entry, and nothing typed is lost."""

import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogs.alternatives import alternatives, without_alternatives
from workflow.catalogs.merge import merge_catalogs
from workflow.catalogs.store import format_catalog, read_catalog
from workflow.errors import CatalogError
from workflow.model.approval import Policy, approval_digest, state_of
from workflow.model.digest import text_digest
from workflow.model.entry import Catalog, Entry, Record, State
from workflow.stages.merge import merge_bytes, merge_files

HEADER = (
    ("Project-Id-Version", "call"),
    ("POT-Creation-Date", "2026-11-20 00:00+0000"),
    ("PO-Revision-Date", "2026-11-20 00:00+0000"),
    ("Last-Translator", "Readout"),
    ("Language-Team", "fr"),
    ("Language", "fr"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
)


def catalog(*entries, header=HEADER, locale="fr"):
    return Catalog(locale, entries, header)


def empty(msgid="One."):
    return Entry(msgid, extracted=("paragraph 1, sentence 1",))


def draft(text, msgid="One.", engine="argos"):
    record = Record(state="prefilled", origin=f"mt:{engine}", text=text_digest(text))
    return replace(empty(msgid), msgstr=text, fuzzy=True, record=record)


def edited(text, by="maria", at="2026-11-20T10:00:00Z", msgid="One."):
    record = Record(
        state="translated", origin="human", by=by, at=at, text=text_digest(text)
    )
    return replace(empty(msgid), msgstr=text, fuzzy=True, record=record)


def approved(entry, by="li", at="2026-11-20T11:00:00Z"):
    record = replace(
        entry.record,
        state=None,
        text=text_digest(entry.msgstr),
        approvers=(by,),
        approved_at=at,
        policy="four-eyes",
    )
    digest = approval_digest(entry, "fr", (), record)
    return replace(entry, fuzzy=False, record=replace(record, digest=digest))


def returned(entry, why, by="li", at="2026-11-20T12:00:00Z"):
    record = Record(
        state="returned", origin="human", by=entry.record.by, at=entry.record.at,
        text=text_digest(entry.msgstr), why=why, extra=(("ret", by), ("retat", at)),
    )  # fmt: skip
    return replace(entry, fuzzy=True, record=record)


def state(entry):
    return state_of(entry, "fr", (), Policy.FOUR_EYES)


def merged(base, ours, theirs):
    """Merge three versions of one entry, both ways round: no side is preferred."""
    versions = [catalog(*([e] if e else [])) for e in (base, ours, theirs)]
    one = merge_catalogs(*versions)
    two = merge_catalogs(versions[0], versions[2], versions[1])
    assert one.catalog.entries == two.catalog.entries
    assert len(one.conflicts) == len(two.conflicts)
    return one.catalog.entries[0], bool(one.conflicts)


def test_what_one_side_did_is_taken():
    base = edited("Un.")
    assert merged(base, base, approved(base)) == (approved(base), False)
    assert merged(base, edited("Une."), base) == (edited("Une."), False)
    assert merged(None, edited("Un."), None) == (edited("Un."), False)


def test_an_approval_stays_when_the_other_side_left_the_text_alone():
    base = edited("Un.")
    moved = replace(base, extracted=("paragraph 2, sentence 1",))
    found, conflict = merged(base, approved(base), moved)
    assert state(found) is State.APPROVED
    assert found.extracted == ("paragraph 2, sentence 1",)
    assert not conflict


def test_two_edits_leave_a_draft_and_put_the_other_text_aside():
    base = edited("Un.", at="2026-11-20T09:00:00Z")
    late = edited("Une phrase.", by="bo", at="2026-11-20T10:30:00Z")
    found, conflict = merged(base, edited("Une."), late)
    assert conflict
    assert found.msgstr == "Une phrase."
    assert state(found) is State.TRANSLATED
    assert found.fuzzy
    assert found.record.by == "bo"
    assert found.record.why == "merge-conflict"
    assert alternatives(found) == (("Une.", "maria"),)
    assert found.comments == ("Merge conflict, other text (maria): Une.",)


def test_an_edit_beats_the_approval_of_the_text_that_it_changed():
    base = edited("Un.")
    late = edited("Une.", by="bo", at="2026-11-20T10:30:00Z")
    found, conflict = merged(base, approved(base), late)
    assert conflict
    assert found.msgstr == "Une."
    assert state(found) is State.TRANSLATED
    assert alternatives(found) == (("Un.", "maria"),)


def test_of_two_edits_the_approved_one_stays_as_a_draft_approved_by_nobody():
    base = edited("Un.", at="2026-11-20T09:00:00Z")
    found, _ = merged(
        base,
        approved(edited("Une.")),
        edited("Uns.", by="bo", at="2026-11-21T10:00:00Z"),
    )
    assert found.msgstr == "Une."
    assert state(found) is State.TRANSLATED
    assert found.record.approvers == ()
    assert alternatives(found) == (("Uns.", "bo"),)


def test_two_approvals_of_one_text_are_one_approval():
    base = edited("Un.")
    found, conflict = merged(base, approved(base), approved(base, by="bo"))
    assert state(found) is State.APPROVED
    assert not conflict


def test_a_text_that_somebody_claimed_meanwhile_is_not_approved():
    base = draft("Un.")
    claimed = edited("Un.", by="li", at="2026-11-20T11:30:00Z")
    found, conflict = merged(base, approved(base, by="li"), claimed)
    assert conflict
    assert state(found) is State.TRANSLATED
    assert found.record.by == "li"


def test_a_return_beats_an_approval_of_the_same_text():
    base = edited("Un.")
    back = returned(base, "style: too short")
    assert merged(base, approved(base, by="bo"), back) == (back, False)


def test_the_reasons_of_two_returns_are_both_kept():
    base = edited("Un.")
    late = returned(base, "typo", by="bo", at="2026-11-20T13:00:00Z")
    found, _ = merged(base, returned(base, "style: too short"), late)
    assert found.record.why == "style: too short / typo"
    assert state(found) is State.RETURNED


def test_a_return_and_an_edit_keep_the_reason_and_the_new_text():
    base = edited("Un.")
    new = edited("Une.", by="bo", at="2026-11-20T12:30:00Z")
    found, conflict = merged(base, returned(base, "typo"), new)
    assert conflict
    assert found.msgstr == "Une."
    assert found.record.why == "merge-conflict: typo"
    assert state(found) is State.RETURNED


@pytest.mark.parametrize("work", [edited("Un."), approved(edited("Un."))])
def test_a_machine_draft_never_competes_with_a_person(work):
    assert merged(empty(), draft("MT."), work) == (work, False)


def test_a_cleared_text_does_not_swallow_an_edit():
    base = edited("Un.")
    by = Record(
        origin="human", by="bo", at="2026-11-21T10:00:00Z", text=text_digest("")
    )
    cleared = replace(base, msgstr="", fuzzy=False, record=by)
    found, conflict = merged(base, cleared, edited("Une."))
    assert conflict
    assert found.msgstr == "Une."


def test_a_third_text_is_kept_beside_the_second():
    base = edited("Un.", at="2026-11-20T09:00:00Z")
    first, _ = merged(base, edited("A."), edited("B.", at="2026-11-20T11:00:00Z"))
    found, _ = merged(base, first, edited("C.", at="2026-11-20T12:00:00Z"))
    assert {found.msgstr, *(text for text, _ in alternatives(found))} == {
        "A.", "B.", "C.",
    }  # fmt: skip


def test_a_text_edited_while_its_source_changed_reaches_the_new_entry():
    base = catalog(edited("Un."))
    copy = replace(edited("Un.", msgid="One!"), previous_msgid="One.")
    copy = replace(copy, record=replace(copy.record, why="source-changed"))
    retired = replace(edited("Un."), obsolete=True, extracted=())
    theirs = catalog(copy, retired)
    late = edited("Une.", by="bo", at="2026-11-20T12:00:00Z")
    new, old = merge_catalogs(base, catalog(late), theirs).catalog.entries
    assert (new.msgid, new.msgstr, new.record.by) == ("One!", "Une.", "bo")
    assert new.record.why == "source-changed"
    assert (old.obsolete, old.msgstr) == (True, "Une.")


def test_entries_that_both_sides_added_stand_where_each_put_them():
    a, b, c, d = (edited(x, msgid=x) for x in ("A", "B", "C", "D"))
    made = merge_catalogs(catalog(a, b), catalog(a, c, b), catalog(a, b, d)).catalog
    assert [e.msgid for e in made.entries] == ["A", "C", "B", "D"]


def test_an_entry_removed_on_one_side_goes_unless_somebody_worked_on_it():
    a, b = edited("A", msgid="A"), edited("B", msgid="B")
    assert merge_catalogs(catalog(a, b), catalog(a), catalog(a, b)).catalog.entries == (
        a,
    )
    late = edited("B!", msgid="B", at="2026-11-20T12:00:00Z")
    made = merge_catalogs(catalog(a, b), catalog(a), catalog(a, late)).catalog
    assert [(e.msgstr, e.obsolete) for e in made.entries] == [
        ("A", False),
        ("B!", True),
    ]


def test_the_header_has_the_date_of_the_newest_record():
    def dated(entry, when):
        fields = {**dict(HEADER), "PO-Revision-Date": when}
        return catalog(
            entry, edited("Deux.", msgid="Two."), header=tuple(fields.items())
        )

    one, two = edited("Une."), edited("Un.", at="2026-11-22T10:00:00Z")
    ours = dated(edited("Un."), "2026-11-20 10:00+0000")
    made = merge_catalogs(
        dated(empty(), "2026-11-19 00:00+0000"), replace(ours, entries=(one,)),
        dated(two, "2026-11-22 10:00+0000"),
    )  # fmt: skip
    header = dict(made.catalog.header)
    assert header["PO-Revision-Date"] == "2026-11-22 10:00+0000"
    assert header["Last-Translator"] == "maria"


def test_what_was_put_aside_survives_other_tools_and_goes_when_somebody_decides(
    tmp_path,
):
    long = "Le président " * 20 + "\nparle."
    base = edited("Un.", at="2026-11-20T09:00:00Z")
    found, _ = merged(
        base, edited(long), edited("Une.", by="bo", at="2026-11-21T00:00:00Z")
    )
    found = replace(found, comments=("A note.", *found.comments, "Another."))
    path = tmp_path / "fr.po"
    path.write_text(format_catalog(catalog(found)), encoding="utf-8")
    import polib

    polib.pofile(str(path)).save()
    subprocess.run(["msgcat", path, "-o", path], check=True)
    [again] = read_catalog(path).entries
    assert alternatives(again) == ((long, "maria"),)
    assert without_alternatives(again).comments == ("A note.", "Another.")
    assert without_alternatives(again).record.extra == ()


# Laws, on any three catalogs.

TEXTS = st.sampled_from(["", "Un.", "Une.", "Uns."])
PEOPLE = st.sampled_from(["maria", "li", "bo"])
TIMES = st.integers(10, 20).map(lambda h: f"2026-11-20T{h}:00:00Z")


@st.composite
def entries(draw, msgid):
    text = draw(TEXTS)
    if not text:
        made = empty(msgid)
    else:
        kind = draw(
            st.sampled_from(["draft", "edited", "approved", "returned", "plain"])
        )
        made = edited(text, draw(PEOPLE), draw(TIMES), msgid)
        if kind == "draft":
            made = draft(text, msgid, draw(st.sampled_from(["argos", "apertium"])))
        elif kind == "approved":
            made = approved(made, draw(PEOPLE), draw(TIMES))
        elif kind == "returned":
            why = draw(st.sampled_from(["typo", "style: short"]))
            made = returned(made, why, draw(PEOPLE), draw(TIMES))
        elif kind == "plain":
            made = replace(made, record=None, fuzzy=draw(st.booleans()))
    return replace(
        made,
        obsolete=bool(text) and draw(st.booleans()),
        comments=draw(st.sampled_from([(), ("A note.",), ("A note.", "Another.")])),
        extracted=draw(st.sampled_from([("paragraph 1",), ("paragraph 2",)])),
    )


@st.composite
def catalogs(draw):
    ids = draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5))
    found = [draw(entries(msgid)) for msgid in ids]
    date = draw(st.sampled_from(["2026-11-20 00:00+0000", "2026-11-21 00:00+0000"]))
    header = {**dict(HEADER), "PO-Revision-Date": date}
    if draw(st.booleans()):
        header["X-Note"] = draw(st.sampled_from(["a", "b"]))
    header["POT-Creation-Date"] = draw(st.sampled_from(["2026-01-01", "2026-01-02"]))
    return catalog(*found, header=tuple(header.items()))


def normal(made):
    """Return what a merge says, without the order of entries, fields and lines."""
    by_id = {e.id: replace(e, comments=tuple(sorted(e.comments)), extracted=())
             for e in made.entries}  # fmt: skip
    header = {k: v for k, v in made.header if k not in ("POT-Creation-Date", "X-Note")}
    return by_id, header


@given(catalogs(), catalogs())
def test_what_did_not_change_on_one_side_is_as_the_other_side(base, other):
    assert merge_catalogs(base, other, base).catalog == other
    assert merge_catalogs(base, base, other).catalog == other
    assert merge_catalogs(base, other, other).catalog == other


@given(catalogs(), catalogs(), catalogs())
def test_a_merge_is_the_same_from_both_sides(base, ours, theirs):
    one = merge_catalogs(base, ours, theirs).catalog
    two = merge_catalogs(base, theirs, ours).catalog
    assert normal(one) == normal(two)


@given(catalogs(), catalogs(), catalogs())
def test_merging_again_changes_nothing(base, ours, theirs):
    made = merge_catalogs(base, ours, theirs).catalog
    assert normal(merge_catalogs(base, made, theirs).catalog) == normal(made)
    assert normal(merge_catalogs(base, ours, made).catalog) == normal(made)


@given(catalogs(), catalogs(), catalogs())
def test_nothing_that_somebody_typed_on_either_side_is_lost(base, ours, theirs):
    made = {e.id: e for e in merge_catalogs(base, ours, theirs).catalog.entries}
    before = {e.id: e for e in base.entries}
    for entry in (*ours.entries, *theirs.entries):
        old = before.get(entry.id)
        typed = entry.msgstr and (entry.record is None or entry.record.by)
        if not typed or (old is not None and old.msgstr == entry.msgstr):
            continue
        found = made[entry.id]
        kept = {found.msgstr, *(text for text, _ in alternatives(found))}
        assert entry.msgstr in kept


@given(catalogs(), catalogs(), catalogs())
def test_nothing_is_approved_that_nobody_approved(base, ours, theirs):
    sides = (*ours.entries, *theirs.entries)
    for entry in merge_catalogs(base, ours, theirs).catalog.entries:
        if state(entry) is State.APPROVED:
            same = [e for e in sides if e.id == entry.id and e.record == entry.record]
            assert any(e.msgstr == entry.msgstr for e in same)
        if not entry.fuzzy and entry.msgstr and not entry.obsolete:
            both = [e for e in sides if e.id == entry.id and e.msgstr == entry.msgstr]
            assert any(not e.fuzzy for e in both)


@given(catalogs(), catalogs(), catalogs())
def test_no_sentence_is_there_twice(base, ours, theirs):
    made = merge_catalogs(base, ours, theirs).catalog
    assert len({e.id for e in made.entries}) == len(made.entries)


def written(tmp_path, name, made):
    path = tmp_path / name
    path.write_text(format_catalog(made), encoding="utf-8")
    return path


def test_the_result_is_a_catalog_that_msgfmt_accepts_silently(tmp_path):
    late = edited("Une\nphrase “longue”.", by="bo", at="2026-11-21T10:00:00Z")
    late = replace(late, msgstr="Une phrase\t“longue”.")
    gone = replace(edited("B", msgid="B"), obsolete=True)
    paths = [
        written(tmp_path, "base.po", catalog(edited("Un."), edited("B", msgid="B"))),
        written(
            tmp_path,
            "ours.po",
            catalog(edited("Une."), edited("C", msgid="C"), edited("B", msgid="B")),
        ),
        written(tmp_path, "theirs.po", catalog(late, gone)),
    ]
    merge_files(paths, paths[1])
    done = subprocess.run(
        ["msgfmt", "-c", "-o", "/dev/null", paths[1]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert [e.msgid for e in read_catalog(paths[1]).entries] == ["One.", "C", "B"]


def test_templates_are_merged_too():
    def template(*msgids):
        return catalog(*(empty(m) for m in msgids), locale=None)

    made = merge_catalogs(template("A", "B"), template("A", "X", "B"), template("B"))
    assert [e.msgid for e in made.catalog.entries] == ["X", "B"]


def test_a_side_that_is_taken_whole_keeps_its_bytes():
    base = format_catalog(catalog(empty())).encode()
    wrapped = base.replace(b'msgid "One."', b'msgid ""\n"One."')
    other = format_catalog(catalog(edited("Un."))).encode()
    assert merge_bytes([base, wrapped, other], "x.po").data == other
    assert merge_bytes([base, other, wrapped], "x.po").data == other
    assert merge_bytes([base, other, base], "x.po").data == other


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (b"<<<<<<< HEAD\n", "fr/call.po:1: theirs: merge conflict left in the catalog; "
         "resolve it and run again"),
        (b"hello\n", "fr/call.po:1: theirs: not valid PO syntax"),
        (b"", "fr/call.po: theirs: the file is empty; restore it or delete it"),
    ],
)  # fmt: skip
def test_a_broken_side_is_an_error_and_nothing_is_written(tmp_path, broken, message):
    base = written(tmp_path, "base.po", catalog(empty()))
    ours = written(tmp_path, "ours.po", catalog(edited("Un.")))
    theirs = tmp_path / "theirs.po"
    theirs.write_bytes(broken)
    before = ours.read_bytes()
    with pytest.raises(CatalogError) as caught:
        merge_files([base, ours, theirs], ours, "fr/call.po")
    assert str(caught.value) == message
    assert ours.read_bytes() == before


def test_catalogs_of_two_languages_are_not_merged():
    with pytest.raises(CatalogError, match=r"locale 'fr' with one of 'de'"):
        merge_catalogs(catalog(), catalog(empty()), catalog(locale="de"))


def test_who_decides_after_a_merge_clears_what_it_put_aside(desk):
    desk.source("call.txt", "A title\n\nOne.\n")
    desk("extract")
    path = desk.catalog("call")
    base = path.read_bytes()
    key = desk.entries("call")["One."].key
    versions = []
    for text, by in (("Un.", "maria"), ("Une.", "bo")):
        path.write_bytes(base)
        desk("set", "call", text, "--locale", "fr", "--entry", key, "--by", by)
        versions.append(path.read_bytes())
    path.write_bytes(merge_bytes([base, *versions], "x").data)
    entry = desk.entries("call")["One."]
    assert entry.record.why == "merge-conflict"
    assert desk.states("call")["One."] == "translated"
    desk("approve", "call", "--locale", "fr", "--entry", key, "--by", "li")
    entry = desk.entries("call")["One."]
    assert desk.states("call")["One."] == "approved"
    assert (entry.comments, entry.record.extra) == ((), ())
