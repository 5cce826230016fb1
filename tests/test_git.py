"""Work reaches git in the names of those who did it, and nothing else does."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from git_project import (
    NOBODY,
    TEXT,
    approve,
    commits,
    configure,
    dirty,
    git,
    key,
    pending,
    save,
)

from workflow.catalogs.store import read_catalog
from workflow.project import Project
from workflow.stages.commits import act_commit
from workflow.stages.earlier import earlier_texts
from workflow.stages.git_state import git_state, note_success
from workflow.stages.pending import waiting_files

ROOT = Path(__file__).parents[1]


# A commit for each act.


def test_off_means_that_nothing_is_committed(repo):
    save(repo, "Un.", "maria")
    assert commits(repo) == ["Owner: Start"]
    assert dirty(repo) == [" M locales/fr/LC_MESSAGES/call.po"]


def test_every_act_is_a_commit_of_its_person(repo):
    configure(repo, 'commit = "each"')
    git(repo.root, "commit", "-qam", "Settings")
    save(repo, "Un.", "maria")
    approve(repo, "Li Wei")
    repo("return", "call", "--locale", "fr", "--entry", key(repo), "--by", "bo",
         "--reason", "typo")  # fmt: skip
    assert commits(repo)[2:] == [
        "maria: call (fr): 1 edited",
        "Li Wei: call (fr): 1 approved",
        "bo: call (fr): 1 returned",
    ]
    said = git(repo.root, "log", "-1", "--skip=1", "--format=%ae|%cn|%ce|%B").strip()
    assert said == (
        "li-wei@noreply.readout.invalid|Readout|desk@readout.invalid|"
        "call (fr): 1 approved\n\nApproved-by: Li Wei <li-wei@noreply.readout.invalid>"
    )
    assert dirty(repo) == []


def test_what_a_person_staged_or_changed_by_hand_is_left_alone(repo):
    configure(repo, 'commit = "each"')
    (repo.root / "notes.txt").write_text("mine")
    git(repo.root, "add", "notes.txt")
    save(repo, "Un.", "maria")
    approve(repo, "li")
    assert sorted(dirty(repo)) == [" M readout.toml", "A  notes.txt"]
    changed = git(repo.root, "show", "--format=", "--name-only", "HEAD").split()
    assert changed == ["locales/fr/LC_MESSAGES/call.po"]


def test_a_catalog_that_git_does_not_know_yet_is_added(repo):
    configure(repo, 'commit = "each"')
    repo.source("new.txt", "Title\n\nOne.\n")
    repo("extract")
    known = repo.entries("new")["One."].key
    repo("set", "new", "Un.", "--locale", "fr", "--entry", known, "--by", "maria")
    assert git(repo.root, "log", "-1", "--format=%an: %s").strip() == (
        "maria: new (fr): 1 edited"
    )


def test_work_that_waited_goes_out_in_its_own_names_with_the_next_act(repo):
    save(repo, "Un.", "maria")
    configure(repo, 'commit = "each"')
    save(repo, "Deux.", "bo", "Two.")
    assert commits(repo)[1:] == [
        "maria: call (fr): 1 edited",
        "bo: call (fr): 1 edited",
    ]


def test_a_name_cannot_forge_a_commit(repo):
    configure(repo, 'commit = "each"')
    save(repo, "Un.", "Eve <boss@e.org> --amend")
    assert git(repo.root, "log", "-1", "--format=%an|%ae").strip() == (
        "Eve  boss@e.org  --amend|eve-boss-e.org---amend@noreply.readout.invalid"
    )


def test_the_address_of_an_account_is_the_author_s(repo):
    from workflow.stages.people import add_person

    configure(repo, 'commit = "each"')
    add_person(Project(repo.root), "maria", "translator", (), email="m@example.org")
    save(repo, "Un.", "maria")
    assert git(repo.root, "log", "-1", "--format=%ae").strip() == "m@example.org"


# Acts that wait, and are committed together.


def test_a_batch_is_a_commit_for_each_person_and_ends_with_the_file(repo):
    save(repo, "Un.", "maria")
    save(repo, "Deux.", "maria", "Two.")
    save(repo, "Trois.", "bo", "Three.")
    approve(repo, "li", "Two.")
    done = pending(repo)
    assert (done.commits, done.waiting, done.problem) == (2, [], "")
    assert sorted(commits(repo)[1:]) == [
        "bo: call (fr): 1 edited",
        "maria: call (fr): 2 edited, 1 approved",
    ]
    assert "Approved-by: li <li@" in git(repo.root, "log", "--format=%B")
    assert dirty(repo) == []


def test_every_commit_of_a_batch_is_a_catalog_of_its_own(repo, tmp_path):
    save(repo, "Un.", "maria")
    time.sleep(1.1)
    save(repo, "Deux.", "bo", "Two.")
    pending(repo)
    found = []
    for commit in git(repo.root, "log", "--reverse", "--format=%H").split():
        path = tmp_path / "then.po"
        data = git(repo.root, "show", f"{commit}:locales/fr/LC_MESSAGES/call.po")
        path.write_text(data)
        subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], check=True)
        catalog = read_catalog(path)
        found.append([e.msgstr for e in catalog.entries if e.msgstr])
    assert found == [[], ["Un."], ["Un.", "Deux."]]


def test_somebody_who_goes_on_is_left_in_peace_but_not_for_ever(repo):
    save(repo, "Un.", "maria")
    assert pending(repo, quiet_minutes=5).commits == 0
    assert pending(repo, quiet_minutes=5).waiting == ["locales/fr/LC_MESSAGES/call.po"]
    time.sleep(1.1)
    assert pending(repo, quiet_minutes=1 / 60).commits == 1


def test_a_release_that_was_added_is_committed_when_its_reading_fits(repo):
    path = repo.source("new.txt", "Title\n\nOne.\n")
    repo("extract")
    path.write_text("Title\n\nOne, changed by hand.\n")
    assert sorted(pending(repo).waiting) == [
        "locales/new.pot", "sources/new.reading.json", "sources/new.txt",
    ]  # fmt: skip
    repo("extract")
    done = pending(repo)
    assert done.waiting == []
    assert "Readout: new: read" in commits(repo)
    assert dirty(repo) == []


def test_files_that_are_not_readout_s_are_never_committed(repo):
    (repo.root / "sources" / "draft.docx").write_text("x")
    (repo.root / "locales" / "fr" / "LC_MESSAGES" / "other.po").write_text("x")
    (repo.root / "locales" / "de").mkdir()
    (repo.root / "locales" / "de" / "notes.md").write_text("x")
    assert pending(repo).commits == 0
    assert len(dirty(repo)) == 3


def test_a_broken_catalog_waits_and_keeps_nothing_else_from_git(repo):
    save(repo, "Un.", "maria")
    broken = repo.catalog("call", "zh-Hans")
    broken.write_text("<<<<<<< HEAD\n")
    done = pending(repo)
    assert (done.commits, done.waiting) == (1, [repo_path(repo, broken)])


def repo_path(desk, path):
    return path.relative_to(desk.root).as_posix()


def test_the_shell_commits_what_waits(repo):
    save(repo, "Un.", "maria")
    assert repo("commit").out == "1 commits\n"
    assert repo("commit").out == "0 commits\n"


def test_a_project_may_be_a_folder_of_a_repository(desk):
    top = desk.root.parent
    git(top, "init", "-q", "-b", "main")
    (top / "other.txt").write_text("x")
    desk.source("call.txt", TEXT)
    desk("extract")
    assert pending(desk).commits == 3
    save(desk, "Un.", "maria")
    save(desk, "Deux.", "bo", "Two.")
    assert pending(desk).commits == 2
    assert "?? other.txt" in git(top, "status", "--porcelain").splitlines()


# git says no: the save stands, the problem is told, and the next try succeeds.


def hook(desk, text):
    path = desk.root / ".git" / "hooks" / "pre-commit"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path.unlink


def detach(desk):
    git(desk.root, "checkout", "-q", "--detach")
    return lambda: git(desk.root, "checkout", "-q", "main")


def in_rebase(desk):
    (desk.root / ".git" / "rebase-merge").mkdir()
    return (desk.root / ".git" / "rebase-merge").rmdir


def index_lock(desk):
    path = desk.root / ".git" / "index.lock"
    path.touch()
    return path.unlink


PROBLEMS = [
    pytest.param(
        detach, "HEAD is detached; check out a branch with 'git switch'", id="detached"
    ),
    pytest.param(
        in_rebase,
        "a 'git rebase' is under way; finish it, or give it up with '--abort'",
        id="rebase",
    ),
    pytest.param(
        index_lock,
        "git commit: another git is at work in this repository; if there is none, "
        "remove .git/index.lock",
        id="lock",
    ),
    pytest.param(
        lambda desk: hook(desk, "echo 'no tabs here' >&2; exit 1"),
        "git commit: no tabs here",
        id="hook",
    ),
]


@pytest.mark.parametrize(("trouble", "message"), PROBLEMS)
def test_a_save_stands_when_git_refuses_and_is_committed_later(repo, trouble, message):
    configure(repo, 'commit = "each"')
    mend = trouble(repo)
    save(repo, "Un.", "maria")
    assert repo.entries("call")["One."].msgstr == "Un."
    assert git_state(repo.root).problem == message
    assert pending(repo).problem == message
    mend()
    assert pending(repo).commits == 1
    assert git_state(repo.root).problem == ""
    assert commits(repo)[-1] == "maria: call (fr): 1 edited"


def test_without_a_repository_the_save_stands(desk):
    desk.source("call.txt", TEXT)
    desk("extract")
    configure(desk, 'commit = "each"')
    save(desk, "Un.", "maria")
    assert git_state(desk.root).problem == (
        "git rev-parse: the project is not in a git repository; run 'git init' there"
    )
    assert desk("commit", code=4).err == (
        "error: git rev-parse: the project is not in a git repository; "
        "run 'git init' there\n"
    )


def test_a_hook_that_hangs_delays_one_save_and_no_more(repo, monkeypatch):
    monkeypatch.setattr("workflow.git.run.COMMIT_SECONDS", 1.0)
    configure(repo, 'commit = "each"')
    mend = hook(repo, "sleep 60")
    start = time.monotonic()
    save(repo, "Un.", "maria")
    assert time.monotonic() - start < 5
    assert git_state(repo.root).problem == (
        "'git commit' took more than 1 seconds; is a hook or the network hanging?"
    )
    start = time.monotonic()
    save(repo, "Une.", "maria")
    assert time.monotonic() - start < 0.8
    mend()
    assert pending(repo).commits == 1
    assert not (repo.root / ".git" / "index.lock").exists()


def test_a_process_killed_between_the_save_and_the_commit_loses_nothing(repo):
    configure(repo, 'commit = "each"')
    hook(repo, "kill -9 $(ps -o ppid= -p $PPID)")
    command = [
        sys.executable, "-m", "workflow", "-C", repo.root, "set", "call", "Un.",
        "--locale", "fr", "--entry", key(repo), "--by", "maria",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -9
    (repo.root / ".git" / "hooks" / "pre-commit").unlink()
    wait_for(lambda: not (repo.root / ".git" / "index.lock").exists())
    pending(repo)
    assert commits(repo)[-1] == "maria: call (fr): 1 edited"
    assert len(commits(repo)) == 2


def wait_for(what, seconds=10):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_many_processes_commit_at_once_and_no_act_is_lost(repo):
    configure(repo, 'commit = "each"')
    lines = "\n\n".join(f"Sentence number {n} stands here." for n in range(24))
    repo.source("many.txt", f"Title\n\n{lines}\n")
    repo("extract")
    pending(repo)
    keys = [e.key for e in repo.entries("many").values()]
    script = (
        "import sys; from workflow.cli import run\n"
        "root, name, *keys = sys.argv[1:]\n"
        "for k in keys:\n"
        "    assert run(['-q', '-C', root, 'set', 'many', 'T ' + k, '--locale', 'fr',"
        " '--entry', k, '--by', name]) == 0\n"
    )

    def work(number):
        command = [sys.executable, "-c", script, repo.root, f"p{number}"]
        return subprocess.run([*command, *keys[number::4]], cwd=ROOT, check=False)

    with ThreadPoolExecutor(4) as pool:
        assert [done.returncode for done in pool.map(work, range(4))] == [0] * 4
    assert pending(repo).waiting == []
    entries = repo.entries("many").values()
    assert {e.msgstr for e in entries} == {f"T {k}" for k in keys}
    log = commits(repo)
    for number in range(4):
        done = [x for x in log if x.startswith(f"p{number}: many (fr)")]
        edited = sum(int(x.split("): ")[1].split()[0]) for x in done)
        assert edited == len(keys[number::4])
    assert [x for x in dirty(repo) if "many" in x] == []


def test_the_desk_can_say_what_waits(repo):
    save(repo, "Un.", "maria")
    found, files = waiting_files(Project(repo.root))
    assert (found.branch, files) == ("main", ["locales/fr/LC_MESSAGES/call.po"])


def test_nothing_is_made_for_git_where_it_is_off(repo):
    assert act_commit(Project(repo.root), NOBODY, "maria", "edit") is None
    note_success(repo.root)
    assert not (repo.root / ".readout" / "git.json").exists()


# History without a database.


def test_earlier_texts_come_from_git_where_there_is_no_event_log(repo):
    for text, by in (("Un.", "maria"), ("Une.", "bo"), ("Un seul.", "maria")):
        save(repo, text, by)
        pending(repo)
    save(repo, "Deux.", "li", "Two.")
    pending(repo)
    entry = repo.entries("call")["One."]
    found = earlier_texts(Project(repo.root), "call", "fr", entry)
    assert [(e.text, e.person) for e in found] == [("Une.", "bo"), ("Un.", "maria")]
    assert all(e.at.startswith("20") and len(e.commit) == 40 for e in found)


def test_without_git_there_are_no_earlier_texts(desk):
    desk.source("call.txt", TEXT)
    desk("extract")
    entry = desk.entries("call")["One."]
    assert earlier_texts(Project(desk.root), "call", "fr", entry) == []
