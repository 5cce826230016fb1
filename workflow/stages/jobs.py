"""Background work: a process for each job, its progress in the ledger."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from workflow.clock import clock, seconds_between
from workflow.errors import EnvironmentFault, UsageError, WorkflowError
from workflow.ledger import jobs
from workflow.ledger.database import Ledger
from workflow.ledger.jobs import Job, JobState
from workflow.ledger.locks import hold
from workflow.model.entry import State
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.prefill import Pace, PrefillOptions, prefill
from workflow.stages.workspace import frozen_reading, open_catalog

MAX_ACTIVE = 4
_EVERY = 0.3
_STARTING = 60.0
"""Seconds within which a job must have a process."""
_SILENT = 3600.0
"""Seconds after which nothing is expected of a job on another machine."""
_children: dict[int, subprocess.Popen[bytes]] = {}
_ENDED = "its process was ended; start it again to go on"


class _StoppedError(WorkflowError):
    """Somebody cancelled the job that this process does."""


def start_prefill(
    project: Project, ledger: Ledger, catalog: tuple[str, str], person: str
) -> Job:
    """Start to prefill a catalog in a process of its own; return the job.

    One that runs for the same catalog is returned instead. Raises UsageError when too
    many run already.
    """
    with ledger.write() as connection:
        hold(connection, "jobs")
        active = []
        for job in jobs.list_jobs(connection, active=True):
            if _lives(job):
                active.append(job)
            else:
                jobs.fail_job(connection, job.id, _ENDED)
        for job in active:
            if (job.release, job.locale) == catalog:
                return job
        if len(active) >= MAX_ACTIVE:
            raise UsageError(say("jobs-many", many=len(active)))
        number = jobs.add_job(connection, "prefill", catalog, person)
    return _start(project, ledger, number)


def _start(project: Project, ledger: Ledger, number: str) -> Job:
    command = [sys.executable, "-m", "workflow", "-C", str(project.root), "-q", "job"]
    try:
        process = subprocess.Popen(
            [*command, number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "READOUT_DATABASE_URL": _url(ledger)},
        )
    except OSError as error:
        with ledger.write() as connection:
            jobs.fail_job(connection, number, _ENDED)
        raise EnvironmentFault(
            f"cannot start a process: {error.strerror or error}"
        ) from error
    _children[process.pid] = process
    with ledger.write() as connection:
        jobs.change_job(connection, number, pid=process.pid)
        job = jobs.find_job(connection, number)
    if job is None:
        raise UsageError(f"there is no job {number!r}")
    return job


def _url(ledger: Ledger) -> str:
    return "" if ledger.is_local else ledger.url.render_as_string(hide_password=False)


def cancel(ledger: Ledger, number: str) -> None:
    """Stop a job; what it has written stays."""
    with ledger.write() as connection:
        job = jobs.find_job(connection, number)
        if job is None:
            raise UsageError(f"there is no job {number!r}")
        jobs.change_job(connection, number, state=JobState.CANCELLED.value)
    if job.is_active and job.pid and _runs_here(job):
        with suppress(ProcessLookupError):
            os.kill(job.pid, signal.SIGTERM)


def _lives(job: Job) -> bool:
    """Whether the process of a job is still there, as far as one can know."""
    if not job.pid:
        return seconds_between(job.created, clock()) < _STARTING
    if job.host != socket.gethostname():
        return seconds_between(job.changed, clock()) < _SILENT
    return _runs_here(job)


def _runs_here(job: Job) -> bool:
    if job.pid is None or job.host != socket.gethostname():
        return False
    child = _children.get(job.pid)
    if child is not None:
        if child.poll() is None:
            return True
        _children.pop(job.pid, None)
        return False
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
        jobs.fail_job(connection, number, _ENDED)  # unless its last word came meanwhile
        return jobs.find_job(connection, number)


def run_job(project: Project, ledger: Ledger, number: str) -> None:
    """Do a job in this process, telling the ledger how far it is."""
    with ledger.write() as connection:
        job = jobs.find_job(connection, number)
        if job is None:
            raise UsageError(f"there is no job {number!r}")
        values = {"state": JobState.RUNNING.value, "pid": os.getpid()}
        if not jobs.change_job(connection, number, **values):
            return
    try:
        total = _total(project, job)
        with ledger.write() as connection:
            jobs.change_job(connection, number, total=total)
        state, message = _prefill(project, ledger, job)
    except WorkflowError as error:
        state, message = JobState.FAILED, str(error)
    with ledger.write() as connection:
        jobs.change_job(connection, number, state=state.value, message=message)


def _total(project: Project, job: Job) -> int:
    release = frozen_reading(project, job.release).release
    opened = open_catalog(project, release, job.locale)
    return sum(state is State.UNTRANSLATED for state in opened.states.values())


def _prefill(project: Project, ledger: Ledger, job: Job) -> tuple[JobState, str]:
    last = 0.0

    def progress(pace: Pace) -> None:
        nonlocal last
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            with ledger.write() as connection:
                if not jobs.change_job(connection, job.id, done=pace.done):
                    raise _StoppedError("cancelled")

    options = PrefillOptions(locales=(job.locale,))
    report = prefill(project, [job.release], options=options, progress=progress)
    done = sum(c.from_memory + c.from_engine + c.converted for c in report.catalogs)
    left = sum(len(c.left_empty) + c.untouched for c in report.catalogs)
    with ledger.write() as connection:
        jobs.change_job(connection, job.id, done=done)
    if report.failures.found:
        return JobState.FAILED, report.failures.found[0].message
    return JobState.DONE, f"{done} filled, {left} left empty"
