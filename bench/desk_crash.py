"""Kill the desk at random moments under load: nothing acknowledged may be lost.

    python bench/desk_crash.py --kills 50

The load of desk_load.py runs while workers get SIGKILL, and now and then the first
process, alone or with all its workers, after which the desk is started anew. After each
kill every catalog must be whole. At the end the desk is started once more, and the
files, the event log and the answers must agree as after desk_load.py: an answer that
never came may have been given or not, but what was acknowledged must be there.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk_load import (
    Load,
    Plan,
    gather,
    prove,
    start_clients,
    versions_in,
)
from desk_server import (
    PEOPLE,
    Corpus,
    Server,
    children,
    make_project,
    tokens_for,
    wait_until_healthy,
)

from workflow.catalogs.store import read_catalog
from workflow.errors import CatalogError
from workflow.project import Project
from workflow.stages.desk import Desk
from workflow.stages.people import ledger_of


def whole(root: Path) -> list[str]:
    """Return the catalogs that cannot be read."""
    found = []
    for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
        try:
            read_catalog(path)
        except CatalogError as error:
            found.append(f"after a kill: {error}")
    return found


@dataclass
class Killer:
    """Kills parts of a server, again and again."""

    server: Server
    chance: random.Random
    kinds: Counter[str]

    def strike(self) -> None:
        """Kill one worker, or more; start the desk again if its first process died."""
        draw = self.chance.random()
        if draw < 0.84:
            self.kinds["worker"] += 1
            workers = [p for p in children(self.server.process.pid) if is_worker(p)]
            if workers:
                kill(self.chance.choice(workers))
        elif draw < 0.92:
            self.kinds["all processes"] += 1
            self.server.kill()
            self.start()
        else:
            self.kinds["first process alone"] += 1
            kill(self.server.process.pid)
            self.server.process.wait(20)
            self.start()

    def start(self) -> None:
        """Start the desk when the port is free: orphans need a moment to leave."""
        until = time.monotonic() + 30
        while True:
            try:
                self.server.start()
            except SystemExit:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)
                continue
            return


def is_worker(pid: int) -> bool:
    """Say whether a child is a worker, not the indexing that a start begins with."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"\0index\0" not in command


def kill(pid: int) -> None:
    """Send SIGKILL; the process may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def settle(server: Server, token: str) -> None:
    """Ask for the status until the desk has read all that changed."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request(
            "GET", "/api/v1/status", headers={"Authorization": f"Bearer {token}"}
        )
        answer = json.loads(connection.getresponse().read())
        connection.close()
        if answer.get("being_read") == 0:
            return
    raise SystemExit("the desk does not finish to read what changed")


@dataclass(frozen=True)
class Options:
    """How often to kill, and under which load."""

    kills: int
    clients: int = 16
    workers: int = 4
    pause: tuple[float, float] = (0.2, 1.2)
    seed: int = 1


def run_crash(
    project: Project,
    catalogs: Sequence[tuple[str, str]],
    tokens: dict[str, str],
    options: Options,
) -> tuple[Load, list[str], Counter[str]]:
    """Load a desk, kill it `kills` times, and prove that nothing was lost."""
    chance = random.Random(options.seed)
    locales = project.settings.locales
    first = versions_in(project, locales)
    problems: list[str] = []
    kinds: Counter[str] = Counter()
    with Server(project.root, workers=options.workers) as server:
        wait_until_healthy(server.port)
        limit = time.monotonic() + 60 + 30 * options.kills
        plan = Plan(server.port, catalogs, limit, options.seed, patient=True)
        clients, started = start_clients(plan, tokens, options.clients)
        killer = Killer(server, chance, kinds)
        for _ in range(options.kills):
            time.sleep(chance.uniform(*options.pause))
            killer.strike()
            problems += whole(project.root)
        time.sleep(1)
        for client in clients:
            client.plan = replace(plan, until=time.monotonic())
        load = gather(clients, started)
        server.kill()
        kinds["left over"] = Desk(project.root, ledger_of(project)).tidy(older_than=0)
        killer.start()
        settle(server, next(iter(tokens.values())))
    problems += prove(project, first, load, locales)
    return load, problems, kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--releases", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to leave the project")
    given = parser.parse_args()
    options = Options(given.kills, given.clients, given.workers, seed=given.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = (given.keep or Path(folder)) / "project"
        corpus = Corpus(("fr", "es"))
        sizes = {f"r{n:03}": 30 for n in range(1, given.releases + 1)}
        project = make_project(root, corpus, sizes)
        catalogs = [(r, x) for r in sizes for x in corpus.locales]
        tokens = tokens_for(project, PEOPLE)
        load, problems, kinds = run_crash(project, catalogs, tokens, options)
    load.show(f"{options.kills} kills")
    unknown = sum(w.after is None for w in load.writes)
    killed = ", ".join(f"{name} {many}" for name, many in sorted(kinds.items()))
    print(f"  killed: {killed}; {unknown} writes without an answer")
    print(f"  {len(problems)} problems")
    for problem in problems[:200]:
        print(problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
