"""The event log says what the files say: after a kill, a lost ledger, another tool."""

import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from workflow.files import write_atomic
from workflow.ledger.database import SQLITE_FILE, open_ledger
from workflow.ledger.events import EventFilter, EventKind, list_events
from workflow.stages.desk import Desk as ReviewDesk
from workflow.stages.review import approve, set_target
from workflow.stages.undo import undo_batch

ROOT = Path(__file__).parents[1]
TEXT = "The call\n\nThey spoke of the climate.\n\nThey will meet in Geneva.\n"
CLIMATE = "They spoke of the climate."


@pytest.fixture
def review(desk, ledger):
    """A desk with one release, its ledger in each kind of database."""
    desk.source("call.txt", TEXT)
    desk("extract")
    found = ReviewDesk(desk.root, open_again(desk.root, ledger))
    found.refresh()
    yield found
    found.ledger.dispose()


def open_again(root, ledger):
    url = "" if ledger.is_local else ledger.url.render_as_string(False)
    return open_ledger(root, url)


def restarted(review):
    """Return the desk as a new process has it."""
    return ReviewDesk(review.root, review.ledger)


def log(review, **wanted):
    """Return (kind, person, before, after, state) of the events, oldest first."""
    with review.ledger.read() as connection:
        found = list_events(connection, EventFilter(**wanted), limit=1000)
    return [(e.kind, e.person, e.before, e.after, e.state) for e in reversed(found)]


def edit(review, msgid, text, by, kind=EventKind.EDIT, **more):
    catalog = review.catalog("call", "fr", person=by, kind=kind, **more)
    entry = next(e for e in catalog_entries(review) if e.msgid == msgid)
    expect = {entry.key: entry.version}
    return set_target(catalog, entry.key, text, by=by, expect=expect)


def accept(review, msgid, by, **more):
    kind = EventKind.APPROVE
    catalog = review.catalog("call", "fr", person=by, kind=kind, **more)
    entry = next(e for e in catalog_entries(review) if e.msgid == msgid)
    expect = {entry.key: entry.version}
    return approve(catalog, by=by, keys=[entry.key], expect=expect)


def catalog_entries(review):
    return review.open("call", "fr").by_key.values()


KILLED = """
import os, signal, sys
from pathlib import Path
from workflow.ledger.database import open_ledger
from workflow.stages import journal
from workflow.stages.desk import Desk
from workflow.stages.review import {function}
from workflow.ledger.events import EventKind
{patch}
desk = Desk(Path(sys.argv[1]), open_ledger(Path(sys.argv[1]), sys.argv[2]))
desk.refresh()
entry = next(e for e in desk.open("call", "fr").by_key.values()
             if e.msgid == sys.argv[3])
catalog = desk.catalog("call", "fr", person="maria", kind=EventKind.EDIT)
{act}
"""
BEFORE_EVENT = """
def record(*_):  # the file is on disk, the event is not yet
    os.kill(os.getpid(), signal.SIGKILL)
journal.record = record
"""
BEFORE_INDEX = """
from workflow.stages.index import ProjectIndex
def note(*_):  # file and event are there, the index is behind
    os.kill(os.getpid(), signal.SIGKILL)
ProjectIndex.note = note
"""


def killed(review, patch, function, act):
    """Act in another process that is killed (SIGKILL) where `patch` says."""
    url = review.ledger
    address = "" if url.is_local else url.url.render_as_string(False)
    script = textwrap.dedent(KILLED).format(patch=patch, function=function, act=act)
    done = subprocess.run(
        [sys.executable, "-c", script, review.root, address, CLIMATE],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


EDIT = "set_target(catalog, entry.key, 'Climat.', by='maria', expect=None)"
APPROVE = "approve(catalog, by='maria', keys=[entry.key])"


@pytest.mark.parametrize("patch", [BEFORE_EVENT, BEFORE_INDEX], ids=["event", "index"])
def test_an_act_whose_process_was_killed_is_in_the_log_once(review, patch):
    killed(review, patch, "set_target", EDIT)
    expected = ("edit", "maria", "", "Climat.", "translated")
    for again in (restarted(review), restarted(review), review):
        again.refresh()
        again.refresh(full=True)
        assert log(again) == [expected]


def test_an_approval_whose_process_was_killed_is_in_the_log(review):
    edit(review, CLIMATE, "Climat.", "li")
    killed(review, BEFORE_EVENT, "approve", APPROVE)
    restarted(review).refresh()
    assert log(review) == [
        ("edit", "li", "", "Climat.", "translated"),
        ("approve", "maria", "Climat.", "Climat.", "approved"),
    ]


def test_the_page_of_a_release_reconciles_too(review):
    killed(review, BEFORE_EVENT, "set_target", EDIT)
    restarted(review).refresh_release("call")
    assert len(log(review)) == 1


def test_a_kill_between_the_log_and_the_index_of_a_refresh_loses_nothing(review):
    """The catalog counts as read only when its events are noted."""
    killed(review, BEFORE_EVENT, "set_target", EDIT)
    script = """
        import os, signal, sys
        from pathlib import Path
        from workflow.ledger.database import open_ledger
        from workflow.stages import desk
        desk.reconcile = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        desk.Desk(Path(sys.argv[1]), open_ledger(Path(sys.argv[1]), "")).refresh()
    """
    if review.ledger.is_local:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), review.root],
            cwd=ROOT, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL
    restarted(review).refresh()
    assert len(log(review)) == 1


def test_workers_that_find_a_lost_event_together_note_it_once(review):
    killed(review, BEFORE_EVENT, "set_target", EDIT)
    gate = threading.Barrier(4)

    def refresh():
        mine = restarted(review)
        mine.index.distrust()
        gate.wait()
        mine.refresh()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log(review)) == 1


def test_an_act_that_is_being_done_is_not_noted_twice(review, monkeypatch):
    """Another worker sees the file before the event is written."""
    from workflow.stages import journal

    record = journal.record
    other = restarted(review)
    helper = threading.Thread(target=lambda: other.refresh(full=True))

    def slow(connection, events):
        if threading.current_thread() is helper:
            return record(connection, events)
        helper.start()
        helper.join(0.5)  # it waits for the lock of the catalog, or for the database
        return record(connection, events)

    monkeypatch.setattr(journal, "record", slow)
    edit(review, CLIMATE, "Climat.", "maria")
    monkeypatch.undo()
    helper.join()
    assert log(review) == [("edit", "maria", "", "Climat.", "translated")]


def test_a_lost_ledger_loses_no_text_and_no_approval(review, desk, tmp_path, request):
    edit(review, CLIMATE, "Climat.", "maria")
    accept(review, CLIMATE, "li")
    before = log(review)
    bytes_before = desk.catalog("call").read_bytes()
    review.ledger.dispose()
    if review.ledger.is_local:
        for path in desk.root.glob(f"{SQLITE_FILE}*"):
            path.unlink()
        lost = open_ledger(desk.root)
    else:
        lost = open_ledger(desk.root, request.getfixturevalue("postgres").make())
    again = ReviewDesk(desk.root, lost)
    again.refresh()
    assert desk.catalog("call").read_bytes() == bytes_before
    assert desk.states("call")[CLIMATE] == "approved"
    assert log(again) == before
    lost.dispose()


def test_what_the_shell_did_is_in_the_log(review, desk):
    entry = desk.entries("call")[CLIMATE]
    desk(
        "set", "call", "Climat.", "--locale", "fr", "--entry", entry.key, "--by", "zoë"
    )
    desk("approve", "call", "--locale", "fr", "--by", "li", "--entry", entry.key)
    review.refresh()
    assert log(review) == [
        ("edit", "zoë", "", "Climat.", "translated"),
        ("approve", "li", "Climat.", "Climat.", "approved"),
    ]


def test_what_another_tool_changed_is_in_the_log(review, desk):
    edit(review, CLIMATE, "Climat.", "maria")
    path = desk.catalog("call")
    write_atomic(path, path.read_bytes().replace(b'"Climat."', b'"Le climat."'))
    review.refresh()
    review.refresh(full=True)
    assert log(review)[1:] == [("outside", "", "Climat.", "Le climat.", "translated")]


def test_drafts_of_a_machine_are_no_acts_of_people(review, desk):
    desk("prefill", "call", "--engine", "pseudo")
    review.refresh()
    assert log(review) == []
    accept(review, CLIMATE, "li")
    assert [row[:2] for row in log(review)] == [("approve", "li")]


def test_a_batch_is_undone_but_for_what_changed_since(review):
    edit(review, CLIMATE, "Climat.", "maria")
    edit(review, "The call", "Appel", "maria")
    for msgid in (CLIMATE, "The call"):
        accept(review, msgid, "li", batch="b1")
    edit(review, "The call", "L’appel", "zoë")
    verdicts = undo_batch(review, "b1", by="li")
    assert {v.msgid: v.refused for v in verdicts} == {
        CLIMATE: None,
        "The call": "somebody changed it meanwhile",
    }
    states = {e.msgid: e.msgstr for e in catalog_entries(review)}
    assert states["The call"] == "L’appel"
    assert log(review)[-1] == ("undo", "li", "Climat.", "Climat.", "translated")


def test_a_batch_of_a_release_that_is_gone_is_kept(review, desk):
    edit(review, CLIMATE, "Climat.", "maria", batch="b2")
    (desk.root / "sources" / "call.txt").unlink()
    [verdict] = undo_batch(restarted(review), "b2", by="maria")
    assert verdict.refused == "there is no release 'call'"


def test_an_undone_batch_can_be_undone_any_number_of_times(review):
    edit(review, CLIMATE, "Climat.", "maria", batch="b" * 16)
    for _ in range(12):
        with review.ledger.read() as connection:
            [last] = list_events(connection, EventFilter(), limit=1)
        [verdict] = undo_batch(review, last.batch, by="maria")
        assert verdict.refused is None
    assert len(log(review)) == 13
