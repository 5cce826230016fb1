"""When the machine refuses: one clear line, exit code 4, and nothing half-written."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READOUT = [sys.executable, "-m", "workflow"]
TEXT = "A Title of Sorts\n\nThe ministers met. They spoke.\n"


def run(root, *arguments, drop=False, **options):
    command = [*READOUT, "-C", str(root), *map(str, arguments)]
    if drop:
        caps = "-dac_override,-dac_read_search,-fowner"
        command = ["setpriv", f"--bounding-set={caps}", "--inh-caps=-all", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, **options
    )


def one_line(done, code):
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def talks(desk):
    desk.source("talks.txt", TEXT)
    desk("extract")
    return desk


@pytest.fixture
def locked_out(talks):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("setpriv, which root needs to give up its rights, is missing")
    everything = [talks.root, *talks.root.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield talks
    for path in everything:
        path.chmod(0o755)


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("prefill", "--engine", "pseudo"),
        ("approve", "talks", "--locale", "fr", "--by", "li", "--all"),
        ("export", "--draft"),
    ],
    ids=lambda a: a[0],
)
def test_a_read_only_project(locked_out, arguments):
    done = run(locked_out.root, *arguments, drop=True)
    assert "cannot write: permission denied" in one_line(done, 4)


def test_a_read_only_project_can_be_checked(locked_out):
    done = run(locked_out.root, "check", drop=True)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    "name", ["sources/talks.txt", "locales/fr/LC_MESSAGES/talks.po"]
)
def test_a_file_that_may_not_be_read(talks, name):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("setpriv, which root needs to give up its rights, is missing")
    (talks.root / name).chmod(0)
    done = run(talks.root, "check", drop=True)
    assert one_line(done, 3) == f"error: {name}: cannot read: Permission denied\n"


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_catalog_whole(small):
    root = small / "project"
    assert run(small, "init", root, "--locales", "fr").returncode == 0
    (root / "sources" / "talks.txt").write_text(TEXT, encoding="utf-8")
    assert run(root, "extract").returncode == 0
    catalog = root / "locales/fr/LC_MESSAGES/talks.po"
    before = catalog.read_bytes()
    with (small / "fill").open("wb", buffering=0) as stream, pytest.raises(OSError):  # noqa: PT011, PT012
        while True:
            stream.write(b"\0" * 1024)
    for arguments in (("prefill", "--engine", "pseudo"), ("export", "--draft")):
        message = one_line(run(root, *arguments), 4)
        assert "no space left on the device; free some and run again" in message
    assert catalog.read_bytes() == before
    assert not list(root.rglob("*.tmp"))


def test_a_reader_that_goes_away_is_no_traceback(talks):
    talks.source("long.txt", "A Title\n\n" + "A line of text.\n\n" * 20000)
    command = [*READOUT, "-C", str(talks.root), "show", "long"]
    done = subprocess.run(
        ["bash", "-c", '"$@" | head -n 1; exit ${PIPESTATUS[0]}', "bash", *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (141, "")


def test_two_writers_at_once_lose_nothing(talks):
    """Forty `set` in two processes each, on one catalog, at the same time."""
    lines = [f"Sentence number {n} stands here." for n in range(20)]
    talks.source("many.txt", "A Title of Sorts\n\n" + "\n\n".join(lines) + "\n")
    talks("extract")
    entries = [e for e in talks.entries("many").values() if e.msgid in lines]
    writer = (
        "import sys; from pathlib import Path; from workflow.project import Project\n"
        "from workflow.stages.acts import CatalogId\n"
        "from workflow.stages.review import set_target\n"
        "catalog = CatalogId(Project(Path(sys.argv[1])), 'many', 'fr')\n"
        "for key in sys.argv[3:]: set_target(catalog, key, sys.argv[2], by=sys.argv[2])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    halves = {"ann": entries[::2], "bob": entries[1::2]}
    writers = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                writer,
                str(talks.root),
                name,
                *(e.key for e in half),
            ],
            env=environment,
        )
        for name, half in halves.items()
    ]
    assert [w.wait() for w in writers] == [0, 0]
    after = talks.entries("many")
    for name, half in halves.items():
        assert {after[e.msgid].msgstr for e in half} == {name}


def test_interrupting_prefill_keeps_what_was_finished(talks):
    lines = [f"Sentence number {n} stands here." for n in range(3000)]
    talks.source("many.txt", "A Title of Sorts\n\n" + "\n".join(lines) + "\n")
    talks("extract")
    process = subprocess.Popen(
        [*READOUT, "-C", str(talks.root), "prefill", "many", "--engine", "pseudo"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    path = talks.catalog("many")
    empty = path.stat().st_size
    while path.stat().st_size == empty and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.strip() == (
        "error: interrupted; what was finished is on disk, run again to go on"
    )
    states = list(talks.states("many").values())
    assert 0 < states.count("prefilled") < len(states)
    talks("prefill", "many", "--engine", "pseudo")
    assert set(talks.states("many").values()) == {"prefilled"}
