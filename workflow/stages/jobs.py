"""Background work: a process for each job, its progress in the ledger."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from workflow.errors import UsageError, WorkflowError
from workflow.ledger import jobs
from workflow.ledger.database import Ledger
from workflow.ledger.jobs import Job, JobState
from workflow.model.entry import State
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.prefill import PrefillOptions, prefill
from workflow.stages.workspace import frozen_reading, open_catalog

MAX_ACTIVE = 4
_EVERY = 0.3
_children: list[subprocess.Popen[bytes]] = []
"""Those that this process started: kept until they are over, and then let go."""


def start_prefill(
    project: Project, ledger: Ledger, catalog: tuple[str, str], person: str
) -> Job:
    """Start to prefill a catalog in a process of its own; return the job.

    One that runs for the same catalog is returned instead. Raises UsageError when too
    many run already.
    """
    with ledger.write() as connection:
        active = [j for j in jobs.list_jobs(connection, active=True) if _lives(j)]
        for job in active:
            if (job.release, job.locale) == catalog:
                return job
        if len(active) >= MAX_ACTIVE:
            raise UsageError(say("jobs-many", many=len(active)))
        number = jobs.add_job(connection, "prefill", catalog, person)
    command = [sys.executable, "-m", "workflow", "-C", str(project.root), "-q", "job"]
    process = subprocess.Popen(
        [*command, number],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "READOUT_DATABASE_URL": _url(ledger)},
    )
    _children[:] = [child for child in _children if child.poll() is None]
    _children.append(process)
    with ledger.write() as connection:
        jobs.change_job(connection, number, pid=process.pid)
        job_now = jobs.find_job(connection, number)
    if job_now is None:
        raise UsageError(f"there is no job {number!r}")
    return job_now


def _url(ledger: Ledger) -> str:
    return "" if ledger.is_local else ledger.url.render_as_string(hide_password=False)


def cancel(ledger: Ledger, number: str) -> None:
    """Stop a job; what it has written stays."""
    with ledger.write() as connection:
        job = jobs.find_job(connection, number)
        if job is None:
            raise UsageError(f"there is no job {number!r}")
        if not job.is_active:
            return
        jobs.change_job(connection, number, state=JobState.CANCELLED.value)
    if job.pid and _lives(job):
        with suppress(ProcessLookupError):
            os.kill(job.pid, signal.SIGTERM)


def _lives(job: Job) -> bool:
    """Whether the process of a job is still there, and is ours."""
    if not job.pid:
        return True  # it is being started
    with suppress(ChildProcessError):
        os.waitpid(job.pid, os.WNOHANG)  # ours and over: let the system forget it
    process = Path("/proc") / str(job.pid)
    try:
        command = (process / "cmdline").read_bytes()
        if command:
            return job.id.encode() in command
        # Empty: over and not yet forgotten, or not yet told what to run.
        return b") Z " not in (process / "stat").read_bytes()
    except OSError:
        return False


def settled(ledger: Ledger, number: str) -> Job | None:
    """Return a job; one whose process died without a word has failed."""
    with ledger.read() as connection:
        job = jobs.find_job(connection, number)
    if job is None or not job.is_active or _lives(job):
        return job
    with ledger.write() as connection:
        again = jobs.find_job(connection, number)
        if again is not None and again.is_active:
            jobs.change_job(
                connection,
                number,
                state=JobState.FAILED.value,
                message="its process was ended; start it again to go on",
            )
        return jobs.find_job(connection, number)


def run_job(project: Project, ledger: Ledger, number: str) -> None:
    """Do a job in this process, telling the ledger how far it is."""
    with ledger.write() as connection:
        job = jobs.find_job(connection, number)
        if job is None:
            raise UsageError(f"there is no job {number!r}")
        if not job.is_active:
            return
        values = {"state": JobState.RUNNING.value, "pid": os.getpid()}
        jobs.change_job(connection, number, total=_total(project, job), **values)
    try:
        state, message = _prefill(project, ledger, job)
    except WorkflowError as error:
        state, message = JobState.FAILED, str(error)
    with ledger.write() as connection:
        found = jobs.find_job(connection, number)
        if found is not None and found.is_active:
            jobs.change_job(connection, number, state=state.value, message=message)


def _total(project: Project, job: Job) -> int:
    release = frozen_reading(project, job.release).release
    opened = open_catalog(project, release, job.locale)
    return sum(state is State.UNTRANSLATED for state in opened.states.values())


def _prefill(project: Project, ledger: Ledger, job: Job) -> tuple[JobState, str]:
    last = 0.0

    def progress(_release: str, _locale: str, done: int) -> None:
        nonlocal last
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            with ledger.write() as connection:
                jobs.change_job(connection, job.id, done=done)

    options = PrefillOptions(locales=(job.locale,))
    report = prefill(project, [job.release], options=options, progress=progress)
    done = sum(c.from_memory + c.from_engine for c in report.catalogs)
    left = sum(len(c.left_empty) + c.untouched for c in report.catalogs)
    with ledger.write() as connection:
        jobs.change_job(connection, job.id, done=done)
    if report.failures.found:
        return JobState.FAILED, report.failures.found[0].message
    return JobState.DONE, f"{done} filled, {left} left empty"
