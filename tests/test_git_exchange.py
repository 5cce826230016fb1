"""Two copies of a project exchange their work, and no catalog ever has a marker."""

import socket
import subprocess
import sys

import pytest
from conftest import Desk
from git_project import (
    NOBODY,
    approve,
    commits,
    configure,
    dirty,
    git,
    key,
    pending,
    save,
)

from workflow.catalogs.alternatives import alternatives
from workflow.project import Project
from workflow.stages.exchange import sync
from workflow.stages.git_state import git_state

PO = "locales/fr/LC_MESSAGES/call.po"


@pytest.fixture
def other(repo, tmp_path):
    """A second copy, and a remote between the two."""
    remote = tmp_path / "remote.git"
    git(tmp_path, "clone", "-q", "--bare", repo.root, remote)
    git(repo.root, "remote", "add", "origin", remote)
    git(repo.root, "fetch", "-q")
    git(tmp_path, "clone", "-q", remote, tmp_path / "other")
    return Desk(tmp_path / "other", repo.capsys)


def both(repo, other, text):
    for desk in (repo, other):
        configure(desk, text)
        (desk.root / ".git" / "info" / "exclude").write_text(".gitignore\n")
        git(desk.root, "update-index", "--skip-worktree", "readout.toml")


def exchange(desk):
    return sync(Project(desk.root), NOBODY)


def test_two_desks_exchange_their_work_without_a_marker(repo, other):
    both(repo, other, 'commit = "each"\npull = "rebase"\npush = true')
    save(repo, "Un.", "maria")
    save(other, "Deux.", "bo", "Two.")
    approve(other, "li", "Two.")
    assert exchange(repo).pushed
    done = exchange(other)
    assert (done.problem, done.pushed, done.conflicts) == ("", True, 0)
    assert exchange(repo).files == [PO]
    for desk in (repo, other):
        states = desk.states("call")
        assert (states["One."], states["Two."]) == ("translated", "approved")
        assert dirty(desk) == []
    assert commits(repo) == commits(other)
    assert commits(repo)[1:] == [
        "maria: call (fr): 1 edited",
        "bo: call (fr): 1 edited",
        "li: call (fr): 1 approved",
    ]


@pytest.mark.parametrize("mode", ["rebase", "merge"])
def test_two_texts_for_one_sentence_wait_with_both(repo, other, mode):
    both(repo, other, f'commit = "each"\npull = "{mode}"\npush = true')
    save(repo, "Un.", "maria")
    save(other, "Une.", "bo")
    exchange(repo)
    done = exchange(other)
    assert (done.problem, done.conflicts) == ("", 1)
    exchange(repo)
    for desk in (repo, other):
        entry = desk.entries("call")["One."]
        texts = {entry.msgstr, *(text for text, _ in alternatives(entry))}
        assert texts == {"Un.", "Une."}
        assert desk.states("call")["One."] == "translated"
        assert dirty(desk) == []


def test_what_waits_for_a_batch_is_merged_into_what_comes(repo, other):
    both(repo, other, 'commit = "off"\npull = "rebase"\npush = true')
    save(other, "Deux.", "bo", "Two.")
    pending(other)
    assert exchange(other).pushed
    save(repo, "Un.", "maria")
    assert exchange(repo).problem == ""
    entries = repo.entries("call")
    assert (entries["One."].msgstr, entries["Two."].msgstr) == ("Un.", "Deux.")
    assert dirty(repo) == [f" M {PO}"]
    pending(repo)
    assert commits(repo)[-1] == "maria: call (fr): 1 edited"


def test_a_push_that_comes_too_late_pulls_first_and_never_forces(repo, other):
    both(repo, other, 'commit = "each"\npush = true')
    save(repo, "Un.", "maria")
    save(other, "Deux.", "bo", "Two.")
    exchange(repo)
    assert "rejected" in exchange(other).problem
    assert "rejected" in git_state(other.root).problem
    assert git(repo.root, "rev-parse", "HEAD") == git(
        other.root, "ls-remote", "origin", "main"
    ).replace("\trefs/heads/main", "")


def test_new_releases_and_removed_files_arrive(repo, other):
    both(repo, other, 'commit = "batch"\npull = "rebase"\npush = true')
    other.source("new.txt", "Title\n\nNew.\n")
    other("extract")
    pending(other)
    git(other.root, "rm", "-q", "locales/zh_Hans/LC_MESSAGES/call.po")
    git(other.root, "commit", "-qm", "Gone")
    exchange(other)
    exchange(repo)
    assert repo.states("new")["New."] == "untranslated"
    assert not repo.catalog("call", "zh-Hans").exists()
    assert dirty(repo) == []


def test_a_source_changed_on_both_sides_is_left_to_a_person(repo, other):
    both(repo, other, 'commit = "batch"\npull = "rebase"\npush = true')
    for desk, word in ((repo, "Uno."), (other, "Eins.")):
        desk.source("call.txt", f"A title\n\n{word}\n\nTwo.\n\nThree.\n")
        desk("extract")
    save(repo, "Deux.", "maria", "Two.")
    exchange(other)
    before = git(repo.root, "ls-files", "-s")
    done = exchange(repo)
    assert done.problem == (
        "sources/call.reading.json, sources/call.txt changed on both sides in ways "
        "that only a person can merge; run 'git pull' by hand"
    )
    assert git_state(repo.root).problem == done.problem
    assert before != git(repo.root, "ls-files", "-s")  # the batch was committed
    assert repo.entries("call")["Two."].msgstr == "Deux."
    assert dirty(repo) == []


def test_a_person_s_own_change_is_never_overwritten(repo, other):
    (repo.root / "notes.txt").write_text("one\n")
    git(repo.root, "add", "notes.txt")
    git(repo.root, "commit", "-qm", "Notes")
    both(repo, other, 'commit = "each"\npull = "rebase"\npush = true')
    exchange(repo)
    exchange(other)
    (other.root / "notes.txt").write_text("two\n")
    git(other.root, "commit", "-qam", "More")
    save(other, "Un.", "bo")
    exchange(other)
    (repo.root / "notes.txt").write_text("mine\n")
    done = exchange(repo)
    assert "notes.txt" in done.problem
    assert (repo.root / "notes.txt").read_text() == "mine\n"
    assert repo.entries("call")["One."].msgstr == ""
    assert dirty(repo) == [" M notes.txt"]
    git(repo.root, "checkout", "-q", "notes.txt")
    assert exchange(repo).problem == ""
    assert repo.entries("call")["One."].msgstr == "Un."


def test_a_staged_change_elsewhere_stays_staged(repo, other):
    both(repo, other, 'commit = "each"\npull = "rebase"\npush = true')
    (repo.root / "notes.txt").write_text("mine")
    git(repo.root, "add", "notes.txt")
    save(other, "Un.", "bo")
    exchange(other)
    assert exchange(repo).problem == ""
    assert dirty(repo) == ["A  notes.txt"]


def test_a_remote_that_is_away_is_told_and_the_work_is_committed(repo):
    configure(repo, 'commit = "each"\npull = "rebase"')
    git(repo.root, "remote", "add", "origin", "/nowhere/at-all.git")
    save(repo, "Un.", "maria")
    assert "/nowhere/at-all.git" in exchange(repo).problem
    assert commits(repo)[-1] == "maria: call (fr): 1 edited"
    assert repo("sync", code=4).err.startswith("error: git fetch: ")


def test_the_first_push_makes_the_branch(repo, tmp_path):
    git(tmp_path, "init", "-q", "--bare", "empty.git")
    git(repo.root, "remote", "add", "origin", tmp_path / "empty.git")
    configure(repo, 'pull = "rebase"\npush = true')
    assert repo("sync").out == "0 commits, 0 files pulled\npushed\n"
    assert commits(repo) == ["Owner: Start"]


def test_sync_without_settings_says_so(repo):
    assert repo("sync", code=2).err == (
        "error: nothing to do: set commit, pull or push under [git]\n"
    )


def in_another_process(desk, *arguments):
    command = [sys.executable, "-m", "workflow", "-q", "-C", desk.root, *arguments]
    return subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)


def test_saves_go_on_while_the_desk_exchanges_and_none_is_lost(repo, other):
    both(repo, other, 'commit = "batch"\npull = "rebase"\npush = true')
    lines = "\n\n".join(f"Sentence number {n} stands here." for n in range(16))
    repo.source("many.txt", f"Title\n\n{lines}\n")
    repo("extract")
    pending(repo)
    exchange(repo)
    exchange(other)
    keys = [e.key for e in repo.entries("many").values()]
    mine, theirs = keys[:8], keys[8:16]
    for desk, name, chosen in ((repo, "maria", mine), (other, "bo", theirs)):
        for known in chosen:
            saving = in_another_process(
                desk, "set", "many", f"{name} {known}", "--locale", "fr",
                "--entry", known, "--by", name,
            )  # fmt: skip
            while saving.poll() is None:
                assert exchange(desk).problem in ("", None)
            assert saving.returncode == 0
        for each in (desk, repo, other):
            assert exchange(each).problem == ""
    for desk in (repo, other):
        texts = {e.key: e.msgstr for e in desk.entries("many").values()}
        assert all(texts[k] == f"maria {k}" for k in mine)
        assert all(texts[k] == f"bo {k}" for k in theirs)
        assert dirty(desk) == []


def test_killed_in_the_middle_of_a_pull_nothing_of_the_others_is_reverted(repo, other):
    both(repo, other, 'commit = "batch"\npull = "rebase"\npush = true')
    save(other, "Deux.", "bo", "Two.")
    exchange(other)
    save(repo, "Un.", "maria")
    hook = repo.root / ".git" / "hooks" / "reference-transaction"
    hook.write_text(
        "#!/bin/sh\n"
        'pull=$(ps -o args= -p $PPID | grep -c "update-ref -m readout")\n'
        '[ "$1$pull" = prepared1 ] || exit 0\n'
        "kill -9 $(ps -o ppid= -p $PPID)\nexit 1\n"
    )
    hook.chmod(0o755)
    killed = in_another_process(repo, "sync")
    assert killed.wait() == -9
    hook.unlink()
    assert repo.entries("call")["Two."].msgstr == "Deux."
    assert exchange(repo).problem == ""
    assert exchange(other).problem == ""
    for desk in (repo, other):
        entries = desk.entries("call")
        assert (entries["One."].msgstr, entries["Two."].msgstr) == ("Un.", "Deux.")
        assert dirty(desk) == []


# The merge driver, with git as people use it.


def branches(repo):
    """Make two branches that work on different entries and on the same one."""
    repo("merge-po", "--install")
    git(repo.root, "add", "-A")
    git(repo.root, "commit", "-qm", "Driver")
    git(repo.root, "branch", "theirs")
    save(repo, "Un.", "maria")
    save(repo, "Trois.", "maria", "Three.")
    approve(repo, "li", "Three.")
    git(repo.root, "commit", "-qam", "Ours")
    git(repo.root, "checkout", "-q", "theirs")
    save(repo, "Une.", "bo")
    save(repo, "Deux.", "bo", "Two.")
    approve(repo, "li", "Two.")
    git(repo.root, "commit", "-qam", "Theirs")


@pytest.mark.parametrize("how", [("merge", "-q", "--no-edit"), ("rebase", "-q")])
def test_git_itself_merges_by_the_driver(repo, how):
    branches(repo)
    git(repo.root, *how, "main")
    assert dirty(repo) == []
    states = repo.states("call")
    assert [states[x] for x in ("One.", "Two.", "Three.")] == [
        "translated", "approved", "approved",
    ]  # fmt: skip
    entry = repo.entries("call")["One."]
    assert {entry.msgstr, alternatives(entry)[0][0]} == {"Un.", "Une."}
    assert entry.record.why == "merge-conflict"
    git(repo.root, "-c", "core.whitespace=cr-at-eol", "diff", "--check", "HEAD~1")


def test_installing_twice_changes_nothing_and_keeps_what_is_there(repo):
    path = repo.root / ".gitattributes"
    path.write_text("*.txt text")
    repo("merge-po", "--install")
    repo("merge-po", "--install")
    assert path.read_text() == (
        "*.txt text\n/locales/**/*.po merge=readout\n/locales/**/*.pot merge=readout\n"
        "/locales/glossary.jsonl merge=union\n"
    )
    driver = git(repo.root, "config", "merge.readout.driver")
    assert driver.endswith(" merge-po %O %A %B --path %P\n")


def test_a_broken_side_is_left_to_git_without_a_marker(repo):
    branches(repo)
    repo.catalog("call").write_text('msgid "One.\nmsgstr ""\n')
    git(repo.root, "commit", "-qam", "Broken")
    git(repo.root, "checkout", "-q", "main")
    before = repo.catalog("call").read_bytes()
    git(repo.root, "merge", "-q", "theirs", code=1)
    assert repo.catalog("call").read_bytes() == before
    assert dirty(repo) == [f"UU {PO}"]


def test_merge_po_by_hand(repo, tmp_path):
    paths = [tmp_path / f"{name}.po" for name in ("base", "ours", "theirs")]
    paths[0].write_bytes(repo.catalog("call").read_bytes())
    for path, text in zip(paths[1:], ("Un.", "Une."), strict=True):
        repo.catalog("call").write_bytes(paths[0].read_bytes())
        save(repo, text, "maria")
        path.write_bytes(repo.catalog("call").read_bytes())
    out = tmp_path / "out.po"
    done = repo("merge-po", *paths, "--out", out, "--path", "fr/call.po")
    assert done.err == "note: fr/call.po: two texts for 'One.'; somebody must decide\n"
    assert b"merge-conflict" in out.read_bytes()
    paths[2].write_bytes(b"<<<<<<< HEAD\n")
    done = repo("merge-po", *paths, code=3)
    assert done.err == (
        f"error: {paths[1]}:1: theirs: merge conflict left in the catalog; "
        "resolve it and run again\n"
    )
    assert repo("merge-po", code=2).err == (
        "error: say which: readout merge-po BASE OURS THEIRS\n"
    )


# git pull under a running desk.


@pytest.fixture
def web(repo):
    """The desk in this process, signed in as li."""
    from web import create_app
    from web.config import DeskConfig
    from workflow.stages.people import local_link

    app = create_app(DeskConfig(repo.root, testing=True))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    secret = local_link(Project(repo.root), "li")
    page = client.get(f"/welcome/{secret}", follow_redirects=True)
    assert page.status_code == 200
    return client


def version(desk, msgid="One."):
    return desk.entries("call")[msgid].version


def test_the_next_request_after_a_git_pull_shows_it_and_an_old_save_is_refused(
    repo, other, web
):
    known = key(repo)
    seen = version(repo)
    page = f"/e/fr/call?open={known}"
    assert "Le texte tiré" not in web.get(page).text
    save(other, "Le texte tiré.", "bo")
    git(other.root, "commit", "-qam", "Theirs")
    git(other.root, "push", "-q")
    git(repo.root, "pull", "-q", "--ff-only", "origin", "main")
    assert "Le texte tiré." in web.get(page).text
    form = {"do": "save", "target": "Mon texte.", "version": seen}
    answer = web.post(f"/s/fr/{known}/call", data=form)
    assert answer.status_code == 409
    assert "Mon texte." in answer.text
    assert "Le texte tiré." in answer.text
    assert repo.entries("call")["One."].msgstr == "Le texte tiré."
    board = web.get("/").text
    assert "call" in board
    form["version"] = version(repo)
    assert web.post(f"/s/fr/{known}/call", data=form).status_code == 303
    assert repo.entries("call")["One."].msgstr == "Mon texte."


def test_the_desk_commits_each_act_in_the_name_of_who_is_signed_in(repo, web):
    configure(repo, 'commit = "each"')
    known = key(repo)
    form = {"do": "save", "target": "Un.", "version": version(repo)}
    assert web.post(f"/s/fr/{known}/call", data=form).status_code == 303
    form = {"do": "return", "category": "typo", "version": version(repo)}
    assert web.post(f"/s/fr/{known}/call", data=form).status_code == 303
    assert commits(repo)[1:] == [
        "li: call (fr): 1 edited",
        "li: call (fr): 1 returned",
    ]


def test_an_earlier_text_is_brought_back_from_git_alone(repo, web):
    for text in ("Un.", "Une."):
        save(repo, text, "maria")
        pending(repo)
    known = key(repo)
    page = web.get(f"/earlier/fr/{known}/call").text
    assert "Un." in page
    commit = commits(repo, "%H")[1]
    assert f'name="commit" value="{commit}"' in page
    form = {"do": "restore", "commit": commit, "version": version(repo)}
    assert web.post(f"/s/fr/{known}/call", data=form).status_code == 303
    entry = repo.entries("call")["One."]
    assert (entry.msgstr, entry.record.by) == ("Un.", "li")
    form = {"do": "restore", "commit": "HEAD", "version": version(repo)}
    assert web.post(f"/s/fr/{known}/call", data=form).status_code in (400, 404, 422)
    assert repo.entries("call")["One."].msgstr == "Un."


def test_the_keeper_of_the_server_commits_and_exchanges(repo, other):
    from workflow.stages.desk import Desk as OpenDesk
    from workflow.stages.keeper import Keeper
    from workflow.stages.people import ledger_of

    text = 'commit = "batch"\npull = "rebase"\npush = true\nquiet_minutes = 60'
    both(repo, other, text)
    save(repo, "Un.", "maria")
    keeper = Keeper(OpenDesk(repo.root, ledger_of(Project(repo.root))), tick=0.1)
    keeper.start()
    keeper.stop()
    assert commits(repo)[-1] == "maria: call (fr): 1 edited"
    keeper.keep()
    there = git(other.root, "ls-remote", "origin", "main").split()[0]
    assert there == git(repo.root, "rev-parse", "HEAD").strip()


def test_a_server_that_is_stopped_commits_what_waited(repo):
    configure(repo, 'commit = "batch"\nquiet_minutes = 60')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "workflow",
        "-C",
        repo.root,
        "serve",
        "--port",
        port,
    ]
    server = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, text=True
    )
    with server:
        assert "Sign in" in server.stdout.readline()
        save(repo, "Un.", "maria")
        assert len(commits(repo)) == 1
        server.terminate()
        server.communicate(timeout=30)
    assert commits(repo)[1:] == ["maria: call (fr): 1 edited"]
