"""The desk under load and kill -9: short forms of the benches, and what they found."""

import fcntl
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "bench"))

import desk_crash
import desk_load
import desk_server

from workflow.files import locked, sweep, write_atomic
from workflow.ledger.database import open_ledger
from workflow.ledger.events import EventFilter, EventKind, list_events
from workflow.project import Project
from workflow.stages.acts import CatalogId
from workflow.stages.desk import Desk
from workflow.stages.index_file import IndexFile
from workflow.stages.review import approve, set_target
from workflow.stages.shelf import Shelf, keep_in_memory, shelf
from workflow.stages.workspace import lock_name

SOURCE = "A statement\n\nThe council met.\n\nIt agreed.\n"


@pytest.fixture
def project(desk):
    desk.source("r1.txt", SOURCE)
    desk("extract")
    return Project(desk.root)


@pytest.fixture
def served(project):
    """The project as a desk that a process serves."""
    return Desk(project.root, open_ledger(project.root))


@pytest.fixture
def kept():
    """Let this process keep what it read, as a worker does."""
    keep_in_memory(1 << 24)
    yield
    keep_in_memory(0)
    shelf._kept.clear()


def save(served, key, text, by="ann"):
    opened = served.open("r1", "fr")
    catalog = served.catalog("r1", "fr", person=by, kind=EventKind.EDIT)
    return set_target(
        catalog, key, text, by=by, expect={key: opened.by_key[key].version}
    )


def events(served, key=""):
    with served.ledger.read() as connection:
        found = list_events(connection, EventFilter(key=key))
    return found[::-1]


# Load


@pytest.fixture
def loaded(tmp_path):
    corpus = desk_server.Corpus(("fr",))
    made = desk_server.make_project(tmp_path / "project", corpus, {"r1": 12, "r2": 12})
    return made, desk_server.tokens_for(made, ("ann", "bob", "chen"))


@pytest.mark.slow
def test_many_clients_at_once_lose_nothing_and_get_no_error(loaded):
    project, tokens = loaded
    options = desk_load.Options(seconds=3, clients=8, workers=3)

    load, problems = desk_load.run_load(
        project, [("r1", "fr"), ("r2", "fr")], tokens, options
    )

    assert problems == []
    assert sum(write.after is not None for write in load.writes) > 20
    assert any(status == 412 for _, status in load.statuses)


@pytest.mark.slow
def test_kill_9_under_load_loses_nothing_that_was_acknowledged(loaded):
    project, tokens = loaded
    options = desk_crash.Options(kills=4, clients=6, workers=2, pause=(0.3, 0.8))

    load, problems, _ = desk_crash.run_crash(
        project, [("r1", "fr"), ("r2", "fr")], tokens, options
    )

    assert problems == []
    assert any(write.after is not None for write in load.writes)


def test_the_proof_sees_a_write_that_is_lost():
    where = ("r1", "fr", "k")
    write = desk_load.Write(where, "save", "ann", "v0", "v1", "translated", "x", 0.0)
    proof = desk_load.Proof(None, {where: "v0"}, {where: "v0"}, {}, [write])

    assert any("lost 1 x" in problem for problem in proof.problems())
    assert any("the line is broken" in problem for problem in proof.problems())


def test_the_proof_sees_two_writes_on_one_version():
    where = ("r1", "fr", "k")
    writes = [
        desk_load.Write(where, "save", "ann", "v0", after, "translated", "x", 0.0)
        for after in ("v1", "v2")
    ]
    proof = desk_load.Proof(None, {where: "v0"}, {where: "v2"}, {}, writes)

    assert any("the line is broken" in problem for problem in proof.problems())


# The server


def test_serve_ends_well_and_so_do_its_workers(project):
    with desk_server.Server(project.root, workers=2) as server:
        desk_server.wait_until_healthy(server.port)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0

    assert "exited with code" not in server.log.read_text()


# The ledger


def test_a_ledger_leaves_no_connection_open_for_a_fork_to_inherit(project):
    ledger = open_ledger(project.root)
    with ledger.read() as connection:
        list_events(connection, EventFilter())

    database = str((project.root / ".readout" / "desk.sqlite").resolve())
    held = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir()
            if path.is_symlink()]  # fmt: skip
    assert [name for name in held if name.startswith(database)] == []


def test_opening_a_ledger_again_keeps_the_locks_of_who_has_it_open(project):
    serving = open_ledger(project.root, keeps_open=True)
    with serving.write() as connection:
        connection.exec_driver_sql("CREATE TABLE mine (x INTEGER)")
    path = project.root / ".readout" / "desk.sqlite"
    log = path.with_name("desk.sqlite-wal")

    open_ledger(project.root)
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
        "c.execute('SELECT * FROM mine'); c.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)

    # Who closes last removes it: the others must show that they are here.
    assert log.is_file()
    serving.dispose()


# The event log


def test_the_log_has_no_gap_when_a_process_died_before_its_row(served):
    key = next(iter(served.open("r1", "fr").by_key))
    before = served.open("r1", "fr").by_key[key].version
    silent = CatalogId(served.project, "r1", "fr")  # as if killed before the log
    unlogged = set_target(
        silent, key, "Le texte d'Anne.", by="ann", expect={key: before}
    )

    logged = save(served, key, "Le texte de Bob.", by="bob")

    found = events(served, key)
    assert [event.version for event in found] == [unlogged.version, logged.version]
    assert [event.person for event in found] == ["ann", "bob"]
    assert [event.after for event in found] == ["Le texte d'Anne.", "Le texte de Bob."]


def test_an_act_that_was_not_logged_is_found_though_others_were_since(served, desk):
    served.refresh()
    first, second, *_ = served.open("r1", "fr").by_key
    desk("set", "r1", "Unlogged.", "--locale", "fr", "--entry", first, "--by", "ann")
    save(served, second, "Après.", by="bob")  # its index row must not hide the first

    served.refresh()

    assert [event.person for event in events(served, first)] == ["ann"]


def test_opening_a_document_also_brings_the_log_up_to_date(served, desk):
    served.refresh()
    key = next(iter(served.open("r1", "fr").by_key))
    desk("set", "r1", "From the shell.", "--locale", "fr", "--entry", key, "--by", "li")

    served.refresh_release("r1")

    assert [(e.person, e.kind) for e in events(served, key)] == [("li", "edit")]


def test_reconciling_does_not_disturb_who_is_between_file_and_log(served, desk):
    key = next(iter(served.open("r1", "fr").by_key))
    lock = hashlib.sha256(lock_name("r1", "fr").encode()).hexdigest()[:32]
    path = served.root / ".readout" / "locks" / lock
    desk("set", "r1", "Written.", "--locale", "fr", "--entry", key, "--by", "ann")
    done = []
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # a worker, about to write its row
        thread = threading.Thread(target=lambda: done.append(served.refresh(full=True)))
        thread.start()
        time.sleep(0.3)
        assert events(served, key) == []
    thread.join(20)
    assert len(events(served, key)) == 1


def test_a_save_counts_though_the_index_cannot_be_opened(served):
    served.refresh()
    key = next(iter(served.open("r1", "fr").by_key))
    served.index.file = IndexFile(served.root / "readout.toml")  # no folder

    verdict = save(served, key, "Le texte.")

    assert served.open("r1", "fr").by_key[key].version == verdict.version
    assert len(events(served, key)) == 1


# Files


def test_two_writes_never_leave_the_same_time(tmp_path):
    path = tmp_path / "a"
    times = {write_atomic(path, b"x", durable=False).st_mtime_ns for _ in range(50)}

    assert len(times) == 50


def test_what_killed_writers_left_is_swept_away_once_it_is_old(tmp_path):
    old, young = tmp_path / ".r1.po.abcdefgh.tmp", tmp_path / ".r1.po.12345678.tmp"
    mine = tmp_path / ".mine.tmp"
    for path in (old, young, mine):
        path.write_bytes(b"half")
    for path in (old, mine):
        os.utime(path, (1, 1))

    assert sweep(tmp_path) == 1
    assert not old.exists()
    assert young.exists()
    assert mine.exists()


# Workers beside each other


def test_a_worker_sees_at_once_what_another_process_saved(served, desk, kept):
    key = next(iter(served.open("r1", "fr").by_key))
    for number in range(5):
        served.open("r1", "fr")
        desk("set", "r1", f"Texte {number}.", "--locale", "fr", "--entry", key,
             "--by", "ann")  # fmt: skip
        keep_in_memory(1 << 24)
        assert served.open("r1", "fr").by_key[key].msgstr == f"Texte {number}."


def test_what_is_kept_after_acts_is_what_the_file_says(served, kept):
    served.open("r1", "fr")
    for number, key in enumerate(list(served.open("r1", "fr").by_key)):
        save(served, key, f"Texte {number}.", by="ann")
        catalog = served.catalog("r1", "fr", person="li", kind=EventKind.APPROVE)
        approve(catalog, by="li", keys=[key])
    mine = served.open("r1", "fr")

    keep_in_memory(0)
    theirs = served.open("r1", "fr")

    assert mine.catalog.entries == theirs.catalog.entries
    assert sorted(mine.catalog.header) == sorted(theirs.catalog.header)
    assert mine.states == theirs.states
    assert mine.tally == theirs.tally
    assert list(mine.by_key) == list(theirs.by_key)


def test_threads_that_want_the_same_file_wait_for_the_one_that_reads_it(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x")
    here = Shelf(1 << 20)
    made = []

    def make():
        made.append(1)
        time.sleep(0.2)
        return object()

    found = []
    threads = [
        threading.Thread(target=lambda: found.append(here.get("k", path, make)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert len({id(value) for value in found}) == 1


def test_first_connections_to_a_new_index_do_not_get_in_each_others_way(project):
    code = (
        "import sys, pathlib; from workflow.stages.index import ProjectIndex\n"
        "ProjectIndex(pathlib.Path(sys.argv[1])).file.connection"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(project.root)])
        for _ in range(6)
    ]

    assert [process.wait(60) for process in started] == [0] * 6


def test_a_lock_is_held_against_other_threads_too(tmp_path):
    order = []

    def work(name):
        with locked(tmp_path, "r1"):
            order.append(name)
            time.sleep(0.05)
            order.append(name)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert order[0::2] == order[1::2]
    assert sqlite3.threadsafety >= 1
