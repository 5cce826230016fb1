"""Backup and restore of the ledger, as docs/backup.md describes them."""

import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from workflow.ledger import accounts, audit
from workflow.ledger.database import Ledger, open_ledger
from workflow.ledger.events import EventFilter, list_events
from workflow.model.people import Grant, Role
from workflow.stages.desk import Desk as ReviewDesk

CLIMATE = "They spoke of the climate."


@pytest.fixture
def project(desk):
    desk.source("call.txt", f"The call\n\n{CLIMATE}\n")
    desk("extract")
    desk("index", "-h")
    return desk


def add(ledger, name):
    with ledger.write() as connection:
        made = accounts.add_account(connection, name, [Grant(Role.REVIEWER)])
        accounts.set_password(connection, made.id, "a long enough one")


def names(ledger):
    with ledger.read() as connection:
        return [a.name for a in accounts.list_accounts(connection)]


def acts(ledger):
    with ledger.read() as connection:
        found = list_events(connection, EventFilter())
    return [(e.kind, e.person, e.after) for e in reversed(found)]


def translate(desk, text, by):
    key = desk.entries("call")[CLIMATE].key
    desk("set", "call", text, "--locale", "fr", "--entry", key, "--by", by)


def test_a_backup_is_restored_and_brought_in_step_with_the_files(project, tmp_path):
    copy = tmp_path / "copies.sqlite"
    ledger = open_ledger(project.root)
    add(ledger, "Li Wei")
    translate(project, "Un.", "maria")
    project("index")
    project("backup", copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    add(ledger, "too late")
    translate(project, "Deux.", "zoë")
    project("index")
    assert acts(ledger) == [("edit", "maria", "Un."), ("edit", "zoë", "Deux.")]

    project("restore", copy)  # with the ledger still open, as a running desk has it
    assert names(ledger) == ["Li Wei"]
    assert accounts.check_password(ledger, "Li Wei", "a long enough one")
    assert acts(ledger) == [("edit", "maria", "Un."), ("edit", "zoë", "Deux.")]
    assert project.entries("call")[CLIMATE].msgstr == "Deux."
    ledger.dispose()


def test_a_copy_put_in_place_by_hand_is_noticed_at_the_next_start(project, tmp_path):
    copy = tmp_path / "copy.sqlite"
    project("backup", copy)
    translate(project, "Un.", "maria")
    project("index")
    for path in project.root.glob(".readout/desk.sqlite*"):
        path.unlink()
    copy.rename(project.root / ".readout" / "desk.sqlite")
    ledger = open_ledger(project.root)
    assert acts(ledger) == []
    ReviewDesk(project.root, ledger).refresh()
    assert acts(ledger) == [("edit", "maria", "Un.")]
    ledger.dispose()


def test_a_newer_ledger_than_the_files_keeps_its_history(project, tmp_path):
    """The catalogs were brought back from an older copy: that is noted, too."""
    old = project.catalog("call").read_bytes()
    translate(project, "Un.", "maria")
    project("index")
    project.catalog("call").write_bytes(old)
    project("index", "--full")  # it was written in place, not renamed
    ledger = open_ledger(project.root)
    assert acts(ledger) == [("edit", "maria", "Un."), ("outside", "", "")]
    ledger.dispose()


def test_a_copy_taken_while_others_write_is_whole(project, tmp_path):
    ledger = open_ledger(project.root)
    stop = threading.Event()

    def write():
        mine = Ledger(project.root)
        while not stop.is_set():
            with mine.write() as connection:  # always two together
                audit.note(connection, "x", "first")
                audit.note(connection, "x", "second")
        mine.dispose()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for number in range(5):
        project("backup", tmp_path / f"{number}.sqlite")
    stop.set()
    for writer in writers:
        writer.join()
    ledger.dispose()
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.sqlite")) as copy:
            [(many,)] = copy.execute("SELECT count(*) FROM audit").fetchall()
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert many % 2 == 0


def test_an_older_copy_is_upgraded(project, tmp_path):
    from workflow.ledger.database import migrate

    (tmp_path / "old" / ".readout").mkdir(parents=True)
    old = Ledger(tmp_path / "old")
    with old.write() as connection:
        migrate(connection, "0001")
    old.dispose()
    project("restore", tmp_path / "old" / ".readout" / "desk.sqlite")
    ledger = Ledger(project.root)
    assert ledger.is_current()
    ledger.dispose()


def test_a_backup_overwrites_nothing(project, tmp_path):
    target = tmp_path / "copy.sqlite"
    target.write_text("precious")
    result = project("backup", target, code=2)
    assert result.err == f"error: {target} is there already; name a new file\n"
    assert target.read_text() == "precious"


def test_a_backup_into_a_folder_that_is_not_there_is_refused(project, tmp_path):
    result = project("backup", tmp_path / "no" / "copy", code=4)
    assert result.err == (
        f"error: {tmp_path / 'no' / 'copy'}: cannot write: No such file or directory\n"
    )


def test_what_is_no_backup_is_not_restored(project, tmp_path):
    add(ledger := open_ledger(project.root), "Li Wei")
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE x (y)")
        connection.commit()
    text = tmp_path / "text.sqlite"
    text.write_text("not a database at all" * 99)
    for path, code, message in (
        (other, 3, f"{other}: is no copy of a ledger: no such table: alembic_version"),
        (text, 3, f"{text}: is no copy of a ledger: file is not a database"),
        (tmp_path / "none", 2, f"there is no file {tmp_path / 'none'}"),
    ):
        assert project("restore", path, code=code).err == f"error: {message}\n"
    newer = tmp_path / "newer.sqlite"
    project("backup", newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    assert project("restore", newer, code=3).err == (
        f"error: {newer}: was made by a newer Readout; install that\n"
    )
    assert names(ledger) == ["Li Wei"]
    ledger.dispose()


def test_postgresql_is_backed_up_and_restored_by_its_own_programs(project, postgres):
    url, other = postgres.make(), postgres.make()
    name, new = (u.partition("@/")[2].partition("?")[0] for u in (url, other))
    ledger = open_ledger(project.root, url)
    add(ledger, "Li Wei")
    translate(project, "Un.", "maria")
    ReviewDesk(project.root, ledger).refresh()
    at = ("-h", postgres.folder, "-U", "desk")
    dump = postgres.folder / "desk.dump"
    postgres.run("pg_dump", *at, "--format=custom", "--file", dump, name)
    add(ledger, "too late")
    translate(project, "Deux.", "zoë")
    ReviewDesk(project.root, ledger).refresh()
    ledger.dispose()

    clean = ("--clean", "--if-exists", "--single-transaction", "--no-owner")
    for target in (name, new):  # over what is there, and into an empty database
        postgres.run("pg_restore", *at, *clean, "--dbname", target, dump)
        restored = open_ledger(project.root, postgres.url(target))
        assert names(restored) == ["Li Wei"]
        desk = ReviewDesk(project.root, restored)
        desk.refresh()
        assert acts(restored) == [("edit", "maria", "Un."), ("edit", "zoë", "Deux.")]
        restored.dispose()


def test_the_commands_name_the_programs_of_postgresql(
    project, postgres, monkeypatch, tmp_path
):
    monkeypatch.setenv("READOUT_DATABASE_URL", postgres.make())
    for command, program in (("backup", "pg_dump"), ("restore", "pg_restore")):
        result = project(command, tmp_path / "copy", code=2)
        assert result.err == (
            f"error: the ledger is in PostgreSQL; use its {program}, "
            "as docs/backup.md says\n"
        )
