"""Locks: two writers exclude each other, on one machine and, by PostgreSQL, on many."""

import ast
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from workflow.errors import EnvironmentFault
from workflow.ledger.locks import close_connections, lock_number
from workflow.project import Project
from workflow.stages.locks import locked

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _closed():
    yield
    close_connections()


def machine(tmp_path, name, url=""):
    """Return a project as one machine sees it: with a lock folder of its own."""
    root = tmp_path / name
    root.mkdir()
    config = f'locales = ["fr"]\n[desk]\ndatabase_url = "{url}"\n' if url else ""
    (root / "readout.toml").write_text(config)
    return Project(root)


def test_two_writers_on_one_machine_exclude_each_other(tmp_path):
    project = machine(tmp_path, "one")
    assert overlap(project, Project(project.root), ["a"], ["a"]) == 1
    assert overlap(project, Project(project.root), ["a"], ["b"]) == 2


def overlap(one, other, names, others):
    """Return how many of two holders were inside at the same time."""
    inside, most = [], []

    def hold(project, wanted):
        with locked(project, *wanted):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.3)
            inside.pop()

    threads = [
        threading.Thread(target=hold, args=a) for a in ((one, names), (other, others))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(most)


def test_machines_with_one_postgresql_exclude_each_other(tmp_path, postgres):
    url = postgres.make()
    one, other = (machine(tmp_path, name, url) for name in ("one", "other"))
    assert overlap(one, other, ["a"], ["a"]) == 1
    assert overlap(one, other, ["a"], ["b"]) == 2


def test_machines_without_postgresql_do_not(tmp_path):
    """The test above would fail without the lock in the database."""
    one, other = (machine(tmp_path, name) for name in ("one", "other"))
    assert overlap(one, other, ["a"], ["a"]) == 2


def test_the_environment_names_the_database_too(tmp_path, postgres, monkeypatch):
    monkeypatch.setenv("READOUT_DATABASE_URL", postgres.make())
    one, other = (machine(tmp_path, name) for name in ("one", "other"))
    assert overlap(one, other, ["a"], ["a"]) == 1


def test_processes_that_lock_many_in_any_order_all_finish(tmp_path, postgres):
    url = postgres.make()
    script = """
        import sys
        from pathlib import Path
        from workflow.project import Project
        from workflow.stages.locks import locked

        project, path = Project(Path(sys.argv[1])), Path(sys.argv[2])
        for _ in range(30):
            with locked(project, *sys.argv[3:]):
                count = int(path.read_text())
                path.write_text(str(count + 1))
    """
    shared = tmp_path / "count"
    shared.write_text("0")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script),
             machine(tmp_path, f"m{n}", url).root, shared, *names],
            cwd=ROOT,
        )
        for n, names in enumerate(("abc", "cba", "bca"))
    ]  # fmt: skip
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert shared.read_text() == "90"


def test_a_lock_ends_with_its_process(tmp_path, postgres):
    url = postgres.make()
    one, other = (machine(tmp_path, name, url) for name in ("one", "other"))
    script = """
        import sys, time
        from pathlib import Path
        from workflow.project import Project
        from workflow.stages.locks import locked

        with locked(Project(Path(sys.argv[1])), "a"):
            print("in", flush=True)
            time.sleep(60)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), one.root],
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        process.stdout.readline()
        process.kill()
    started = time.monotonic()
    with locked(other, "a"):
        assert time.monotonic() - started < 10


def test_a_lost_lock_is_an_error_before_anything_is_written(desk, postgres, tmp_path):
    url = postgres.make()
    desk.source("call.txt", "The call\n\nThey spoke of the climate.\n")
    desk("extract")
    config = desk.root / "readout.toml"
    config.write_text(f'{config.read_text()}\n[desk]\ndatabase_url = "{url}"\n')
    project = Project(desk.root)
    before = desk.catalog("call").read_bytes()

    from workflow.stages.acts import CatalogId, change_entries
    from workflow.stages.workspace import lock_name

    number = lock_number(lock_name("call", "fr"))

    def act(opened, entry):
        from dataclasses import replace

        kill_holder(postgres, url, number)
        return replace(entry, msgstr="Perdu"), None, None

    key = next(iter(desk.entries("call").values())).key
    with pytest.raises(
        EnvironmentFault, match=r"^database: the lock was lost, nothing is written: "
    ):
        change_entries(CatalogId(project, "call", "fr"), [key], act)
    assert desk.catalog("call").read_bytes() == before
    assert not [p for p in desk.catalog("call").parent.iterdir() if p.suffix == ".tmp"]
    with locked(project, "call"):  # the next one gets a new connection
        pass


def kill_holder(postgres, url, number):
    from sqlalchemy import create_engine

    from workflow.ledger.database import parse_url

    engine = create_engine(parse_url(url))
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
        "AND (classid::bigint << 32 | objid::bigint) = :number"
    )
    with engine.begin() as connection:
        killed = connection.execute(text(query), {"number": number}).scalars().all()
    engine.dispose()
    assert killed == [True]


def test_a_database_that_is_away_is_an_error_before_anything_is_written(desk):
    desk.source("call.txt", "The call\n\nThey spoke of the climate.\n")
    desk("extract")
    config = desk.root / "readout.toml"
    url = f"postgresql://desk@/nothing?host={desk.root}"
    config.write_text(f'{config.read_text()}\n[desk]\ndatabase_url = "{url}"\n')
    here = ("--locale", "fr", "--entry", next(iter(desk.entries("call").values())).key)
    result = desk("set", "call", "Perdu", *here, "--by", "li", code=4)
    assert result.err.startswith("error: database: cannot lock: connection")
    assert "Perdu" not in desk.catalog("call").read_text()


def test_every_stage_locks_through_the_one_that_holds_everywhere():
    """Only what is of one machine (the index, its secrets) may lock just there."""
    allowed = {"locks.py", "index_file.py", "database.py", "config.py", "webhooks.py"}
    wrong = []
    for path in [*ROOT.glob("workflow/**/*.py"), *ROOT.glob("web/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "workflow.files":
                names = {alias.name for alias in node.names}
                if "locked" in names and path.name not in allowed:
                    wrong.append(path.relative_to(ROOT))
    assert wrong == [], "use workflow.stages.locks"
