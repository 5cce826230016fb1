"""What became of machine drafts: from the files, and from the event log."""

import csv
import io
import random
import resource

import pytest
from desk import may_change_the_log
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from workflow.ledger import schema
from workflow.ledger.events import Event, record
from workflow.model.postedit import Figures, figures_from, total
from workflow.project import Project
from workflow.similarity import similarity
from workflow.stages.postedit import PostEditQuery, existing_ledger, post_edit

PSEUDO = ("en", "fr", "mt:pseudo/1")


def rows(office, **options):
    found = post_edit(office.desk.project, office.desk.ledger, PostEditQuery(**options))
    return {(r.source, r.target, r.engine): r for r in found.rows}


def french(office, **options):
    return rows(office, **options)[PSEUDO].figures


@pytest.fixture
def edited(office):
    """Five drafts: two approved unchanged, one edited and approved, two open."""
    office.draft = office.entry("Water is").msgstr
    office.approve("First point")
    office.approve("Second point")
    office.write("Water is", "L’eau est rare.", by="tina")
    office.write("Water is", "L’eau manque.", by="fred")
    office.approve("Water is")
    office.write("The parties", "Les parties à <1>Genève</1>.", by="tina")
    return office


def test_the_files_tell_how_many_were_accepted_unchanged(edited):
    found = french(edited)
    assert (found.approved, found.unchanged) == (3, 2)
    assert found.drafts == len(edited.open().by_key)
    assert found.share == pytest.approx(66.67, abs=0.01)


def test_without_a_log_the_share_is_the_same_and_distances_are_not_known(edited):
    found = post_edit(edited.desk.project, None)
    assert not found.has_log
    [row] = [r for r in found.rows if (r.target, r.engine) == ("fr", PSEUDO[2])]
    assert (row.figures.approved, row.figures.unchanged) == (3, 2)
    assert row.figures.measured == 2, "those that are not edited"
    assert row.figures.timed == 0


def test_the_log_tells_how_far_an_edited_text_is_from_its_draft(edited):
    found = french(edited)
    distance = 100 - similarity(edited.draft, "L’eau manque.")
    assert distance > 50
    assert found.measured == 3
    assert found.mean_distance == pytest.approx(distance / 3, abs=0.1)
    assert found.median_distance == 0


def test_the_time_runs_from_the_first_save_to_the_approval(edited):
    with edited.desk.ledger.write() as connection:
        may_change_the_log(connection)
        c = schema.event.c
        at = edited.entry("Water is").record.approved_at
        connection.execute(
            update(schema.event)
            .where(c.after == "L’eau est rare.", c.before == edited.draft)
            .values(at="2020-01-01T00:00:00Z")
        )
    found = french(edited)
    assert found.timed == 1
    from workflow.clock import seconds_between

    hours = seconds_between("2020-01-01T00:00:00Z", at) / 3600
    assert found.median_hours == pytest.approx(hours, abs=0.02)


def test_an_edit_in_another_tool_is_not_measured(office):
    entry = office.entry("Water is")
    path = office.catalog()
    path.write_text(path.read_text("utf-8").replace(entry.msgstr, "Ailleurs."), "utf-8")
    office.desk.refresh()
    office.approve("Water is", by="rui")
    office.approve("Water is", by="rita")
    found = french(office)
    assert (found.approved, found.unchanged, found.measured) == (1, 0, 0)
    assert found.mean_distance is None


def test_placeholders_do_not_count_as_edits(office):
    draft = office.entry("The parties").msgstr
    plain = draft.replace("<1>", "").replace("</1>", "")
    office.write("The parties", f"<1>{plain}</1>")
    office.approve("The parties")
    found = french(office)
    assert (found.unchanged, found.mean_distance) == (0, 0)


def test_every_model_has_a_row_of_its_own(office):
    path = office.catalog()
    text = path.read_text("utf-8")
    first = text.index("origin=mt:pseudo/1")
    changed = text[:first] + text[first:].replace(
        "origin=mt:pseudo/1", "origin=mt:argos/en_fr-1.9@0a1b2c3d", 1
    )
    path.write_text(changed, "utf-8")
    found = rows(office)
    assert found["en", "fr", "mt:argos/en_fr-1.9@0a1b2c3d"].figures.open == 1


def test_the_memory_is_one_engine(office):
    office.write("They agreed", "Ils sont d’accord.")
    office.approve("They agreed")
    path = office.root / "sources" / "again.txt"
    path.write_text("A title\n\nThey agreed.\n", "utf-8")
    office.run("extract")
    office.run("prefill", "again", "--locale", "fr")
    assert rows(office)["en", "fr", "tm"].figures.open == 1


def test_months_are_those_of_the_approval(edited, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    edited.approve("Water agreement")
    [old, new] = rows(edited)[PSEUDO].months.items()
    assert (old[0], old[1].approved, new[1].approved) == ("2020-09", 1, 3)
    assert french(edited, since="2021-01-01").approved == 3
    assert french(edited, since="2020-09-13").approved == 4
    assert french(edited, since="2020-09-14").approved == 3


def test_an_approval_without_a_date_has_no_month(desk):
    from dataclasses import replace

    from workflow.model.approval import approval_digest
    from workflow.stages.workspace import frozen_reading, open_catalog

    desk.source("x.txt", "A title\n\nA sentence.\n")
    desk("extract")
    desk("prefill", "--engine", "pseudo", "--locale", "fr")
    desk("approve", "x", "--locale", "fr", "--by", "li", "--all")
    project = Project(desk.root)
    opened = open_catalog(project, frozen_reading(project, "x").release, "fr")
    made = {}
    for key, entry in opened.by_key.items():
        odd = replace(entry.record, approved_at="=HYPERLINK(1)")
        odd = replace(odd, digest=approval_digest(entry, "fr", (), odd))
        made[key] = replace(entry, record=odd)
    opened.put(made)
    [row] = desk("report", "post-edit", "--json").json["rows"]
    assert (row["approved"], row["months"]) == (2, [])
    assert "HYPERLINK" not in desk("report", "post-edit", "--csv").out


def test_what_is_kept_is_counted_anew_when_it_changes(edited):
    before = french(edited)
    assert french(edited) == before
    edited.approve("The parties")
    assert french(edited).approved == before.approved + 1
    edited.set('approval = "four-eyes"', 'approval = "two-persons"')
    assert french(edited).approved == 0, "none was approved by two people"


def test_a_broken_cache_is_no_cache(edited):
    before = french(edited)
    for path in (edited.root / ".readout" / "cache").glob("postedit*"):
        path.write_bytes(b"no database")
    assert french(edited) == before


def test_a_broken_catalog_is_told_and_the_others_are_counted(edited):
    edited.catalog(locale="ar").write_bytes(b"msgid \xff")
    found = post_edit(edited.desk.project, edited.desk.ledger)
    assert len(found.failures.found) == 1
    assert "locales/ar" in found.failures.found[0].message
    assert PSEUDO in {(r.source, r.target, r.engine) for r in found.rows}


def test_a_page_spends_no_more_than_its_budget(edited):
    query = PostEditQuery(budget=0)
    found = post_edit(edited.desk.project, edited.desk.ledger, query)
    assert found.left >= 1
    for _ in range(20):
        query = PostEditQuery(budget=0.2)
        found = post_edit(edited.desk.project, edited.desk.ledger, query)
    assert not found.left


def test_an_origin_that_no_machine_has_is_no_draft(edited):
    path = edited.catalog()
    text = path.read_text("utf-8")
    assert "draft=mt:pseudo/1" in text
    path.write_text(text.replace("draft=mt:pseudo/1", "draft=%3Dcmd%7C1"), "utf-8")
    assert all(name.startswith(("mt:", "tm")) for _, _, name in rows(edited))


def test_the_command_shows_tables(edited, capsys):
    from workflow.cli import run

    capsys.readouterr()
    assert run(["-C", str(edited.root), "report", "post-edit", "--locale", "fr"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:4] == ["pair", "engine", "open", "approved"]
    assert lines[1][:7] == ["en", "→", "fr", "mt:pseudo/1", "3", "3", "2"]
    assert lines[1][7] == "66.7"
    assert lines[lines.index([]) + 1][:3] == ["pair", "engine", "month"]


def test_the_csv_adds_up(edited, capsys):
    from workflow.cli import run

    capsys.readouterr()
    assert run(["-C", str(edited.root), "report", "post-edit", "--csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    mine = [x for x in table if (x["target"], x["engine"]) == ("fr", PSEUDO[2])]
    assert sum(int(line["approved"]) for line in mine) == 3
    assert sum(int(line["open"]) for line in mine) == 3
    assert [line["month"] for line in mine if line["open"] != "0"] == [""]


def test_the_json_says_all(edited, capsys):
    import json

    from workflow.cli import run

    capsys.readouterr()
    assert run(["-C", str(edited.root), "report", "post-edit", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    [row] = [r for r in found["rows"] if (r["target"], r["engine"]) == PSEUDO[1:]]
    assert found["log"] is True
    assert (row["drafts"], row["open"]) == (6, 3)
    assert (row["approved"], row["unchanged"]) == (3, 2)
    assert row["unchanged_percent"] == 66.7
    assert row["months"][0]["measured"] == 3


def test_an_empty_project_has_nothing_to_report(desk):
    found = desk("report", "post-edit")
    assert found.out == "no text here began as a draft of a machine\n"
    assert desk("report", "post-edit", "--json").json == {"log": False, "rows": []}
    assert desk("report", "post-edit", "--csv").out.count("\n") == 1
    assert not (desk.root / ".readout" / "desk.sqlite").exists(), "no log was made"


def test_without_a_log_the_command_says_so(desk):
    desk.source("x.txt", "A title\n\nA sentence.\n")
    desk("extract")
    desk("prefill", "--engine", "pseudo", "--locale", "fr")
    err = desk("report", "post-edit").err
    assert err == "note: there is no event log: only unchanged drafts are measured\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "soon"], "error: 'soon' is not a date; write 2026-12-31"),
        (["--json", "--csv"], "error: --json or --csv, not both"),
        (["nothing"], "error: "),
    ],
)
def test_wrong_calls_are_told(desk, arguments, message):
    err = desk("report", "post-edit", *arguments, code=2).err
    assert err.splitlines()[0].startswith(message)


def test_a_long_log_is_read_in_a_stream(edited):
    """The memory does not grow with the log (30,000 events of 2 kB: 60 MB)."""
    entry = edited.entry("Water is")
    text = "x" * 1000
    with edited.desk.ledger.write() as connection:
        for start in range(0, 30_000, 5_000):
            record(
                connection,
                [
                    Event("2026-01-01T00:00:00Z", "tina", "edit", "statement", "fr",
                          entry.key, entry.msgid, f"{text}{n}", f"{text}{n + 1}",
                          "translated", "v")
                    for n in range(start, start + 5_000)
                ],
            )  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert french(edited).measured == 3
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 25_000, f"{grown} kB more"


def test_the_log_is_read_entry_by_entry_in_either_database(ledger):
    from workflow.ledger.work import newest_by_catalog, steps

    def event(key, locale, before, after):
        return Event("2026-01-01T00:00:00Z", "tina", "edit", "talks", locale, key,
                     "source", before, after, "translated", "v")  # fmt: skip

    made = [event("b", "fr", "", "1"), event("a", "fr", "", "2"),
            event("b", "ar", "", "3"), event("b", "fr", "1", "4")]  # fmt: skip
    with ledger.write() as connection:
        record(connection, made)
    with ledger.read() as connection:
        found = [(key, *texts) for key, _, *texts in steps(connection, "talks", "fr")]
        newest = newest_by_catalog(connection)
    assert found == [("a", "", "2"), ("b", "", "1"), ("b", "1", "4")]
    assert newest["talks", "fr"] == newest["talks", "ar"] + 1


VALUES = st.lists(st.integers(0, 1000), max_size=30)


@given(VALUES, VALUES)
def test_figures_add_up_and_survive_being_kept(one, other):
    from statistics import mean, median

    a, b, both = Figures(), Figures(), Figures()
    for values, target in ((one, a), (other, b), ([*one, *other], both)):
        for value in values:
            target.measure(value / 10)
            target.approved += 1
    found = total([a, b])
    assert found == both
    assert figures_from(found.as_json()) == found
    if one or other:
        assert found.mean_distance == pytest.approx(mean([*one, *other]) / 10)
        assert found.median_distance == pytest.approx(median([*one, *other]) / 10)


def test_many_catalogs_are_kept_as_they_are_read(tmp_path):
    from workflow.stages.kept import Kept

    kept = Kept(tmp_path, "postedit")
    values = {f"fr/{n}": (str(n), [random.Random(n).random()]) for n in range(500)}
    kept.save(values)
    kept.save({"fr/1": ("new", [])})
    assert kept.load() == {**values, "fr/1": ("new", [])}


def test_a_ledger_is_used_where_there_is_one(office):
    assert existing_ledger(Project(office.root)) is not None
