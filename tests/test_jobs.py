"""Jobs: prefill in a process of its own, its progress, its end by any cause."""

import os
import re
import signal
import time

import pytest
from sqlalchemy import update

from workflow.clock import clock
from workflow.errors import EnvironmentFault, UsageError
from workflow.ledger import jobs
from workflow.ledger import schema as t
from workflow.ledger.database import open_ledger
from workflow.ledger.jobs import JobState
from workflow.project import Project
from workflow.stages import jobs as stage
from workflow.stages.jobs import cancel, run_job, settled, start_prefill
from workflow.stages.prefill import Pace

CALL = ("call", "fr")


@pytest.fixture
def work(desk, ledger):
    """A project with a release, and its ledger in each kind of database."""
    desk.source(
        "call.txt", "The call\n\n" + "\n\n".join(f"Point {n}." for n in range(9))
    )
    desk("extract")
    use(desk, 'use = "pseudo"')
    url = "" if ledger.is_local else ledger.url.render_as_string(False)
    found = open_ledger(desk.root, url)
    yield Project(desk.root), found
    with found.read() as connection:
        for job in jobs.list_jobs(connection, active=True):
            cancel(found, job.id)
    until_settled(found)
    found.dispose()


def use(desk, engine):
    config = desk.root / "readout.toml"
    config.write_text(re.sub(r"(?m)^use = .*", engine, config.read_text()))


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def until_settled(ledger):
    def over():
        with ledger.read() as connection:
            listed = jobs.list_jobs(connection)
        return not any(settled(ledger, j.id).is_active for j in listed)

    until(over)


@pytest.fixture
def slow(desk, work):
    """A server that takes its time to translate; the project uses it."""
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    free = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(b'[{"code": "en", "name": "English", "targets": ["fr"]}]')

        def do_POST(self):
            free.wait(60)
            self.answer(b'{"error": "no"}')

        def answer(self, data):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    use(desk, f'use = "libretranslate"\nlibretranslate_url = "{address}"')
    yield Project(desk.root), work[1]
    free.set()
    server.shutdown()
    thread.join()
    server.server_close()


def running(ledger, job):
    def found():
        with ledger.read() as connection:
            now = jobs.find_job(connection, job.id)
        assert now.is_active, now.message
        return now if now.state is JobState.RUNNING else None

    return until(found)


def test_a_job_fills_a_catalog_and_says_so(work, desk):
    project, ledger = work
    job = start_prefill(project, ledger, CALL, "li")
    done = until(lambda: (j := settled(ledger, job.id)) and not j.is_active and j)
    assert (done.state, done.message) == (JobState.DONE, "10 filled, 0 left empty")
    assert (done.done, done.total, done.person) == (10, 10, "li")
    assert set(desk.states("call").values()) == {"prefilled"}


def test_progress_is_told_while_it_runs(work, monkeypatch):
    project, ledger = work
    seen = []

    def prefill(project, releases, *, options, progress):
        from workflow.stages.prefill import PrefillReport

        for done in (3, 7):
            progress(Pace("fr", done, 3))
            with ledger.read() as connection:
                job = jobs.find_job(connection, number)
            seen.append((job.state, job.done, job.total))
        return PrefillReport()

    monkeypatch.setattr(stage, "prefill", prefill)
    monkeypatch.setattr(stage, "_EVERY", 0)
    with ledger.write() as connection:
        number = jobs.add_job(connection, "prefill", CALL, "li")
    run_job(project, ledger, number)
    assert seen == [(JobState.RUNNING, 3, 10), (JobState.RUNNING, 7, 10)]


def test_a_job_stops_at_its_next_word_when_it_was_cancelled_elsewhere(
    work, monkeypatch
):
    project, ledger = work
    told = []

    def prefill(project, releases, *, options, progress):
        cancel(ledger, number)
        progress(Pace("fr", 3, 3))
        told.append("went on")

    monkeypatch.setattr(stage, "prefill", prefill)
    with ledger.write() as connection:
        number = jobs.add_job(connection, "prefill", CALL, "li")
    run_job(project, ledger, number)
    assert told == []
    assert settled(ledger, number).state is JobState.CANCELLED


def test_two_starts_for_one_catalog_are_one_job(slow):
    from test_ledger import at_once

    project, ledger = slow
    found = at_once(*[lambda: start_prefill(project, ledger, CALL, "li")] * 3)
    assert len({job.id for job in found}) == 1
    other = start_prefill(project, ledger, ("call", "zh-Hans"), "li")
    assert other.id != found[0].id


def test_too_many_jobs_are_refused(work, monkeypatch):
    project, ledger = work
    monkeypatch.setattr(stage, "MAX_ACTIVE", 1)
    with ledger.write() as connection:
        jobs.add_job(connection, "prefill", ("other", "fr"), "li")
    with pytest.raises(UsageError, match=r"^1 jobs run already; wait for one to end$"):
        start_prefill(project, ledger, CALL, "li")


def test_a_cancelled_job_ends_and_may_be_started_again(slow):
    project, ledger = slow
    job = start_prefill(project, ledger, CALL, "li")
    now = running(ledger, job)
    cancel(ledger, job.id)
    until(lambda: not stage._runs_here(now))
    assert settled(ledger, job.id).state is JobState.CANCELLED
    assert start_prefill(project, ledger, CALL, "li").id != job.id


def test_a_job_whose_process_was_killed_has_failed(slow):
    project, ledger = slow
    job = running(ledger, start_prefill(project, ledger, CALL, "li"))
    os.kill(job.pid, signal.SIGKILL)
    done = until(lambda: (j := settled(ledger, job.id)) and not j.is_active and j)
    assert done.state is JobState.FAILED
    assert done.message == "its process was ended; start it again to go on"
    assert start_prefill(project, ledger, CALL, "li").id != job.id


def test_a_job_that_never_got_a_process_does_not_block_for_long(work):
    project, ledger = work
    with ledger.write() as connection:
        lost = jobs.add_job(connection, "prefill", CALL, "li")
    assert start_prefill(project, ledger, CALL, "li").id == lost, "it may be starting"
    with ledger.write() as connection:
        old = {"created": clock(minutes=-2)}
        connection.execute(update(t.job).values(old))
    assert start_prefill(project, ledger, CALL, "li").id != lost
    assert settled(ledger, lost).state is JobState.FAILED


def test_a_job_on_another_machine_lives_while_it_is_heard_of(work):
    _, ledger = work
    with ledger.write() as connection:
        far = jobs.add_job(connection, "prefill", CALL, "li", host="another machine")
        jobs.change_job(connection, far, pid=os.getpid(), state="running")
    assert settled(ledger, far).is_active
    with ledger.write() as connection:
        connection.execute(update(t.job).values(changed=clock(minutes=-90)))
    assert settled(ledger, far).state is JobState.FAILED


def test_a_job_that_is_over_stays_so(work):
    _, ledger = work
    with ledger.write() as connection:
        number = jobs.add_job(connection, "prefill", CALL, "li")
        assert jobs.change_job(connection, number, state="done", message="9 filled")
        assert not jobs.change_job(connection, number, state="running")
    cancel(ledger, number)
    found = settled(ledger, number)
    assert (found.state, found.message) == (JobState.DONE, "9 filled")


def test_a_job_for_a_release_that_is_gone_says_why(work):
    project, ledger = work
    with ledger.write() as connection:
        number = jobs.add_job(connection, "prefill", ("gone", "fr"), "li")
    run_job(project, ledger, number)
    found = settled(ledger, number)
    assert found.state is JobState.FAILED
    assert "not read yet" in found.message


def test_a_process_that_cannot_be_started_is_said(work, monkeypatch):
    project, ledger = work
    monkeypatch.setattr(stage.sys, "executable", "/nowhere/python")
    with pytest.raises(EnvironmentFault) as caught:
        start_prefill(project, ledger, CALL, "li")
    assert str(caught.value) == "cannot start a process: No such file or directory"
    with ledger.read() as connection:
        assert jobs.list_jobs(connection, active=True) == []


def test_an_unknown_job_is_refused(work, desk):
    _, ledger = work
    with pytest.raises(UsageError, match=r"^there is no job 'x'$"):
        cancel(ledger, "x")
    assert settled(ledger, "x") is None
