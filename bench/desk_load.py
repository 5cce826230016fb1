"""Many people at once on the desk: nothing that was acknowledged may be lost.

    python bench/desk_load.py --seconds 60

Starts `readout serve --workers 4` on a made project and lets 16 clients save, approve,
return and read through the API for a minute on one catalog, then on many. Afterwards
the answers are compared with the files and with the event log: for every entry the
acknowledged writes must form one unbroken line from its first version to that in the
file, each on the version that its If-Match named. Exits with 1 and a list otherwise.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk_server import (
    PEOPLE,
    Corpus,
    Server,
    catalogs_of,
    make_project,
    msgfmt_problems,
    percentile,
    tokens_for,
    wait_until_healthy,
)

from workflow.ledger.events import Event, EventFilter, list_events
from workflow.project import Project
from workflow.stages.check import check
from workflow.stages.people import ledger_of

Where = tuple[str, str, str]
"""Release, locale and key."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write that a client sent; `after` is None when no answer came."""

    where: Where
    kind: str
    person: str
    before: str
    after: str | None
    state: str | None
    text: str | None
    at: float


@dataclass
class Tally:
    """What one client saw."""

    writes: list[Write] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    broken: int = 0
    """Connections that broke before an answer came."""


@dataclass(frozen=True)
class Plan:
    """Which catalogs the clients work on, and for how long."""

    port: int
    catalogs: Sequence[tuple[str, str]]
    until: float
    seed: int = 1
    patient: bool = False
    """Whether a broken connection is expected: the server gets killed."""


class Client(threading.Thread):
    """One script with a token, as hasty as it can be."""

    def __init__(self, number: int, plan: Plan, person: str, token: str) -> None:
        super().__init__(name=f"client {number}")
        self.number = number
        self.plan = plan
        self.person = person
        self.headers = {"Authorization": f"Bearer {token}"}
        self.chance = random.Random(plan.seed * 1000 + number)
        self.tally = Tally()
        self.known: dict[Where, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.count = 0

    def run(self) -> None:
        while time.monotonic() < self.plan.until:
            release, locale = self.chance.choice(self.plan.catalogs)
            keys = [k for k in self.known if k[:2] == (release, locale)]
            if not keys or self.chance.random() < 0.02:
                self.list(release, locale)
                continue
            self.act(self.chance.choice(keys))
        if self.connection is not None:
            self.connection.close()

    def list(self, release: str, locale: str) -> None:
        path = f"/api/v1/releases/{release}/{locale}"
        status, answer = self.ask("list", "GET", path)
        if status == 200:
            for entry in answer["entries"]:
                self.known[release, locale, entry["key"]] = entry["digest"]

    def act(self, where: Where) -> None:
        release, locale, key = where
        path = f"/api/v1/releases/{release}/{locale}/entries/{key}"
        if self.chance.random() < 0.4:
            status, answer = self.ask("read", "GET", path)
            if status == 200:
                self.known[where] = answer["digest"]
        self.count += 1
        mark = f"{self.person} {self.number}.{self.count}"
        kind = self.chance.choices(("save", "approve", "return"), (45, 40, 15))[0]
        body: dict[str, str] | None = None
        if kind == "save":
            body = {"target": f"{mark}: {'le texte ' * self.chance.randint(1, 12)}"}
            body["target"] = body["target"].strip()
        elif kind == "return":
            body = {"reason": f"style: {mark}"}
        before = self.known[where]
        method = "PUT" if kind == "save" else "POST"
        target = path if kind == "save" else f"{path}/{kind}"
        status, answer = self.ask(kind, method, target, body, before)
        self.learn(where, kind, status, answer, (before, body))

    def learn(
        self,
        where: Where,
        kind: str,
        status: int,
        answer: Any,
        sent: tuple[str, dict[str, str] | None],
    ) -> None:
        before, body = sent
        text = (body or {}).get("target") or (body or {}).get("reason")
        if status == 200 or status == 0 or status >= 500:
            after = answer["digest"] if status == 200 else None
            state = answer["state"] if status == 200 else None
            at = time.time()
            made = Write(where, kind, self.person, before, after, state, text, at)
            self.tally.writes.append(made)
        if status == 200:
            self.known[where] = answer["digest"]
        elif status == 412:
            self.known[where] = answer["digest"]
            if kind == "save" and answer.get("mine") != text:
                self.tally.problems.append(f"412 without my text: {answer}")
            if "theirs" not in answer:
                self.tally.problems.append(f"412 without their text: {answer}")

    def ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: dict[str, str] | None = None,
        version: str | None = None,
    ) -> tuple[int, Any]:
        """Return status and answer; status 0 when no answer came."""
        headers = dict(self.headers)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        started = time.perf_counter()
        try:
            status, answer, etag = self._send(method, path, data, headers)
        except (OSError, http.client.HTTPException) as error:
            self.tally.broken += 1
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            if not self.plan.patient:
                self.tally.problems.append(f"{kind}: no answer: {error!r}")
            time.sleep(0.05)
            return 0, None
        self.tally.seconds.setdefault(kind, []).append(time.perf_counter() - started)
        self.tally.statuses[kind, status] += 1
        if status >= 500 or status in (400, 401, 404, 428, 429):
            self.tally.problems.append(f"{method} {path}: {status} {answer}")
        if status == 200 and "digest" in answer and etag != f'"{answer["digest"]}"':
            self.tally.problems.append(f"{path}: ETag {etag} beside {answer['digest']}")
        return status, answer

    def _send(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Any, str | None]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.plan.port, timeout=60
            )
        self.connection.request(method, path, data, headers)
        found = self.connection.getresponse()
        content = found.read()
        try:
            answer = json.loads(content)
        except ValueError:
            answer = {"detail": content[:200].decode("utf-8", "replace")}
        return found.status, answer, found.getheader("ETag")


@dataclass
class Load:
    """What all clients saw together."""

    writes: list[Write]
    statuses: Counter[tuple[str, int]]
    seconds: dict[str, list[float]]
    problems: list[str]
    broken: int
    duration: float

    def show(self, title: str) -> None:
        """Print throughput, statuses and percentiles."""
        asked = sum(self.statuses.values())
        noted = sum(w.after is not None for w in self.writes)
        refused = sum(n for (_, s), n in self.statuses.items() if s == 412)
        print(f"\n{title}: {asked} requests in {self.duration:.1f} s,", end=" ")
        print(f"{asked / self.duration:.0f}/s; {noted} writes acknowledged,", end=" ")
        print(f"{noted / self.duration:.0f}/s; {refused} refused with 412; ", end="")
        print(f"{self.broken} connections broken")
        for kind, found in sorted(self.seconds.items()):
            shown = [1000 * percentile(found, p) for p in (50, 95, 99)]
            codes = {s: n for (k, s), n in sorted(self.statuses.items()) if k == kind}
            print(
                f"  {kind:8} p50 {shown[0]:7.1f}  p95 {shown[1]:7.1f}  p99 "
                f"{shown[2]:7.1f}  max {1000 * max(found):7.1f} ms  {codes}"
            )


def start_clients(
    plan: Plan, tokens: dict[str, str], clients: int
) -> tuple[list[Client], float]:
    """Let clients work, each as one of the people."""
    people = list(tokens)
    made = [
        Client(n, plan, people[n % len(people)], tokens[people[n % len(people)]])
        for n in range(clients)
    ]
    for client in made:
        client.start()
    return made, time.monotonic()


def gather(clients: Sequence[Client], started: float) -> Load:
    """Wait for the clients; return what they saw."""
    for client in clients:
        client.join(180)
        if client.is_alive():
            raise SystemExit(f"{client.name} hangs")
    load = Load([], Counter(), {}, [], 0, time.monotonic() - started)
    for client in clients:
        tally = client.tally
        load.writes += tally.writes
        load.statuses += tally.statuses
        load.problems += tally.problems
        load.broken += tally.broken
        for kind, found in tally.seconds.items():
            load.seconds.setdefault(kind, []).extend(found)
    return load


def versions_in(project: Project, locales: Sequence[str]) -> dict[Where, str]:
    """Return the version of every entry, from the files alone."""
    return {
        (opened.release.id, opened.locale, key): entry.version
        for opened in catalogs_of(project, locales)
        for key, entry in opened.by_key.items()
    }


def events_in(project: Project) -> dict[Where, list[Event]]:
    """Return the events of every entry, the oldest first."""
    found: dict[Where, list[Event]] = {}
    with ledger_of(project).read() as connection:
        events = list_events(connection, EventFilter(), limit=10_000_000)
    for event in reversed(events):
        place = (event.release, event.locale, event.key)
        found.setdefault(place, []).append(event)
    return found


@dataclass
class Proof:
    """The files before and after, the log, and what clients were told."""

    project: Project
    first: dict[Where, str]
    last: dict[Where, str]
    log: dict[Where, list[Event]]
    writes: Sequence[Write]

    @property
    def by_entry(self) -> dict[Where, list[Write]]:
        """The writes that changed something, by entry."""
        found: dict[Where, list[Write]] = {}
        for write in self.writes:
            if write.after != write.before:
                found.setdefault(write.where, []).append(write)
        return found

    def problems(self) -> list[str]:
        """Return what is wrong with the history of any entry."""
        found = []
        for where in sorted(self.first.keys() | self.log.keys()):
            if where not in self.last:
                found.append(f"{where}: the entry is gone")
                continue
            mine = self.by_entry_cached.get(where, [])
            found += [f"{where}: {problem}" for problem in self._entry(where, mine)]
        return found

    def __post_init__(self) -> None:
        """Sort the writes once."""
        self.by_entry_cached = self.by_entry

    def _entry(self, where: Where, writes: list[Write]) -> list[str]:
        first, last = self.first[where], self.last[where]
        events = self.log.get(where, [])
        found = []
        if not events and first != last:
            found.append("the file changed and the log is empty")
        if events and events[-1].version != last:
            found.append(f"the log ends at {events[-1].version}, the file has {last}")
        line = [first, *(event.version for event in events)]
        steps = Counter(itertools.pairwise(line))
        steps[first, first] -= steps[first, first]
        noted = Counter((w.before, w.after) for w in writes if w.after is not None)
        for (before, after), many in (noted - steps).items():
            lost = next(w for w in writes if (w.before, w.after) == (before, after))
            found.append(f"lost {many} x: {lost}")
        unknown = Counter(w.before for w in writes if w.after is None)
        extra = Counter(before for before, _ in (steps - noted).elements())
        for before, many in (extra - unknown).items():
            found.append(f"{many} events after {before} that nobody asked for")
        if not unknown:
            found += _unbalanced(writes, first, last)
        return found


def _unbalanced(writes: Sequence[Write], first: str, last: str) -> list[str]:
    """Say where the line of acknowledged writes is broken, without the log.

    Who walks from `first` to `last` leaves every other version as often as they come.
    """
    balance: Counter[str] = Counter({first: 1})
    balance[last] -= 1
    for write in writes:
        balance[write.before] -= 1
        balance[str(write.after)] += 1
    return [f"the line is broken at version {v}" for v, n in balance.items() if n]


def prove(
    project: Project, first: dict[Where, str], load: Load, locales: Sequence[str]
) -> list[str]:
    """Return what is wrong after a load; nothing when all is well."""
    again = Project(project.root)
    proof = Proof(
        again, first, versions_in(again, locales), events_in(again), load.writes
    )
    return [
        *load.problems,
        *proof.problems(),
        *msgfmt_problems(project.root),
        *_approvals(again, proof),
        *left_over(project.root),
    ]


def _approvals(project: Project, proof: Proof) -> list[str]:
    """Return the approvals that `readout check` calls void, and those not in a file."""
    found = [
        f"check: {issue.message}"
        for item in check(project).catalogs
        for issue in item.problems
        if issue.blocking
    ]
    approved = {
        (opened.release.id, opened.locale, key)
        for opened in catalogs_of(project, project.settings.locales)
        for key, state in opened.states.items()
        if state.value == "approved"
    }
    for where, writes in proof.by_entry_cached.items():
        done = [w for w in writes if w.after == proof.last[where] and w.state]
        if any(w.state == "approved" for w in done) and where not in approved:
            found.append(f"{where}: its approval is not in the file")
    return found


def left_over(root: Path) -> list[str]:
    """Return temporary files that stayed."""
    return [f"left over: {p.name}" for p in sorted(root.rglob("*.tmp"))]


@dataclass(frozen=True)
class Options:
    """How hard to load."""

    seconds: float
    clients: int
    workers: int
    seed: int = 1


def run_load(
    project: Project,
    catalogs: Sequence[tuple[str, str]],
    tokens: dict[str, str],
    options: Options,
) -> tuple[Load, list[str]]:
    """Serve a project, load it, and prove that nothing was lost."""
    locales = project.settings.locales
    first = versions_in(project, locales)
    with Server(project.root, workers=options.workers) as server:
        wait_until_healthy(server.port)
        until = time.monotonic() + options.seconds
        plan = Plan(server.port, catalogs, until, options.seed)
        clients, started = start_clients(plan, tokens, options.clients)
        load = gather(clients, started)
    return load, prove(project, first, load, locales)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--releases", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to leave the project")
    given = parser.parse_args()
    options = Options(given.seconds, given.clients, given.workers, given.seed)
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        base = given.keep or Path(folder)
        for title, many in (("one catalog", 1), ("many catalogs", given.releases)):
            corpus = Corpus(("fr", "es", "ar"))
            sizes = {f"r{n:03}": 30 for n in range(1, many + 1)}
            root = base / title.replace(" ", "-")
            project = make_project(root, corpus, sizes)
            catalogs = [(r, x) for r in sizes for x in corpus.locales]
            tokens = tokens_for(project, PEOPLE)
            load, problems = run_load(
                project, catalogs[: 1 if many == 1 else None], tokens, options
            )
            load.show(title)
            print(f"  {len(problems)} problems")
            found += [f"{title}: {problem}" for problem in problems]
    for problem in found[:200]:
        print(problem)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
