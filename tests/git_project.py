"""What the tests of git share: git itself, and acts in a small project."""

import os
import subprocess

from workflow.project import Project
from workflow.stages.addresses import Addresses
from workflow.stages.pending import commit_pending

TEXT = "A title\n\nOne.\n\nTwo.\n\nThree.\n"
NOBODY = Addresses(None)


def git(folder, *arguments, code=0, **env):
    named = {
        "GIT_AUTHOR_NAME": "Owner", "GIT_AUTHOR_EMAIL": "owner@example.org",
        "GIT_COMMITTER_NAME": "Owner", "GIT_COMMITTER_EMAIL": "owner@example.org",
    }  # fmt: skip
    done = subprocess.run(
        ["git", *map(str, arguments)], cwd=folder, capture_output=True, text=True,
        env={**os.environ, **named, **env},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def configure(desk, text):
    path = desk.root / "readout.toml"
    path.write_text(path.read_text() + f"\n[git]\n{text}\n")


def key(desk, msgid="One."):
    return desk.entries("call")[msgid].key


def save(desk, text, by, msgid="One."):
    desk("set", "call", text, "--locale", "fr", "--entry", key(desk, msgid), "--by", by)


def approve(desk, by, msgid="One."):
    desk("approve", "call", "--locale", "fr", "--entry", key(desk, msgid), "--by", by)


def commits(desk, form="%an: %s"):
    return git(desk.root, "log", "--reverse", f"--format={form}").splitlines()


def dirty(desk):
    return git(desk.root, "status", "--porcelain").splitlines()


def pending(desk, **options):
    return commit_pending(Project(desk.root), NOBODY, **options)
