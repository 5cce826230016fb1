"""The desk's index: whatever happens to the files, it says what they say."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workflow.errors import EnvironmentFault
from workflow.ledger.events import EventKind
from workflow.model.board import BoardQuery, WaitingRow
from workflow.model.search import SearchQuery
from workflow.project import Project
from workflow.stages import background, refresh
from workflow.stages.desk import Desk
from workflow.stages.index import ProjectIndex
from workflow.stages.people import ledger_of
from workflow.stages.review import approve, return_entries, set_target

TEXT = """The Council met today

The Council agreed on <b>{0}</b> measures. It will meet again.

One person disagreed.
"""


@pytest.fixture
def project(desk):
    """Three releases, one in a folder, some of it translated and approved."""
    for name in ("2026-01-a.txt", "2026-02-b.txt", "sub/2026-03-c.txt"):
        desk.source(name, TEXT.format(name))
    config = desk.root / "readout.toml"
    config.write_text(config.read_text() + "\n[memory]\npropagate = false\n")
    desk("extract")
    desk("prefill", "--engine", "pseudo", "--locale", "fr")
    desk.translate("2026-01-a", "zh-Hans")
    return desk


@pytest.fixture
def held(project):
    """The desk's hold on the project, up to date."""
    settled(project.root)
    found = Desk(project.root, ledger_of(Project(project.root)))
    found.refresh()
    return found


def settled(root):
    """Let the clock go on, so that folders may be trusted."""
    del root
    time.sleep(0.12)


TABLES = {
    "source": "*",
    "catalog": "*",
    "waiting": "*",
    "memory_unit u JOIN memory_place p ON p.id = u.place": (
        "p.place, p.source_locale, p.section, u.key, u.locale, u.msgctxt, u.source, "
        "u.target, u.origin, u.author, u.at, u.position, u.before, u.after"
    ),
    "sums": "*",
    "entry JOIN place p ON p.id = entry.id >> 24": (
        "release, locale, entry.id & 16777215, key, msgctxt, msgid, target, state"
    ),
    "source_groups": "count(DISTINCT doc), count(DISTINCT term), count(*)",
    "target_groups": "count(DISTINCT doc), count(DISTINCT term), count(*)",
}


def dump(index):
    """Return all that an index says."""

    def read(connection):
        return {
            table: sorted(
                connection.execute(f"SELECT {what} FROM {table}").fetchall(), key=repr
            )
            for table, what in TABLES.items()
        }

    return index.file.ask(read)


def anew(root):
    """Return what an index made from nothing says."""
    other = ProjectIndex(root)
    other.file.path = root.parent / f"anew-{random.random()}.sqlite"
    other.refresh(Project(root))
    return dump(other)


def same(held):
    """Say whether the index, brought up to date, is as if made anew."""
    held.refresh()
    assert dump(held.index) == anew(held.root)
    return True


def replaced(path, change):
    """Write a file again as git and editors do: a new one takes its place."""
    other = path.with_name(f".{path.name}.new")
    other.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    other.replace(path)


def found(held, text, **how):
    page = held.index.search(SearchQuery(text, **how))
    return sorted({(hit.release, hit.locale) for hit in page.rows})


def test_a_cold_index_counts_every_release_and_catalog(held):
    rows, total = held.index.sources(BoardQuery())
    assert total == len(rows) == 3
    cell = held.index.catalogs(["2026-01-a"])["2026-01-a", "zh-Hans"]
    assert cell.approved == cell.total == 4
    assert held.index.totals()["fr"]["prefilled"] == 12
    assert held.index.totals()["zh-Hans"] == {
        "untranslated": 8, "prefilled": 0, "translated": 0, "returned": 0,
        "approved": 4,
    }  # fmt: skip
    assert same(held)


def test_nothing_is_read_when_nothing_changed(held, monkeypatch):
    settled(held.root)
    held.refresh()
    seen = []
    monkeypatch.setattr(os, "scandir", lambda *a: seen.append(a))
    done = held.refresh()
    assert (done.sources, done.catalogs) == ([], [])
    assert not seen


def remove_source(root):
    (root / "sources" / "2026-02-b.txt").unlink()


def rename_release(root):
    for path in sorted(root.glob("sources/2026-02-b.*")):
        path.rename(path.with_name(path.name.replace("-b", "-z")))
    for path in sorted(root.rglob("2026-02-b.po*")):
        path.rename(path.with_name(path.name.replace("-b", "-z")))


def move_away_and_back(root):
    path = root / "sources" / "2026-02-b.txt"
    path.rename(root / "b.txt")
    yield
    (root / "b.txt").rename(path)


def folder_away_and_back(root):
    path = root / "locales" / "fr" / "LC_MESSAGES"
    path.rename(root / "there")
    yield
    (root / "there").rename(path)


def subfolder_away_and_back(root):
    path = root / "locales" / "fr" / "LC_MESSAGES" / "sub"
    path.rename(root / "there")
    yield
    (root / "there").rename(path)


def remove_catalog(root):
    (root / "locales/fr/LC_MESSAGES/2026-01-a.po").unlink()


def remove_folder(root):
    shutil.rmtree(root / "locales/fr/LC_MESSAGES/sub")


def remove_deep_source(root):
    shutil.rmtree(root / "sources/sub")


def break_and_repair(root):
    path = root / "locales/fr/LC_MESSAGES/2026-01-a.po"
    whole = path.read_text(encoding="utf-8")
    replaced(path, lambda t: t.replace('msgid "One', '<<<<<<< HEAD\nmsgid "One'))
    yield
    replaced(path, lambda _: whole)


def change_a_target(root):
    path = root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    replaced(path, lambda t: t.replace('msgstr "[zh', 'msgstr "New [zh', 1))


def change_a_source(root):
    replaced(root / "sources/2026-01-a.txt", lambda t: t + "\nMore of it.\n")


def add_a_sidecar(root):
    (root / "sources/2026-01-a.toml").write_text('title = "Another"\n')


def drop_a_locale(root):
    replaced(root / "readout.toml", lambda t: t.replace('"fr", ', ""))


def drop_a_locale_and_take_it_back(root):
    whole = (root / "readout.toml").read_text()
    drop_a_locale(root)
    yield
    replaced(root / "readout.toml", lambda _: whole)


def change_policy(root, policy):
    def change(text):
        assert 'approval = "four-eyes"' in text
        return text.replace('"four-eyes"', f'"{policy}"')

    replaced(root / "readout.toml", change)


def loosen_the_policy(root):
    change_policy(root, "single")


def tighten_the_policy(root):
    change_policy(root, "two-persons")


@pytest.mark.parametrize(
    "happens",
    [
        remove_source, rename_release, move_away_and_back, folder_away_and_back,
        subfolder_away_and_back, remove_catalog, remove_folder, remove_deep_source,
        break_and_repair, change_a_target, change_a_source, add_a_sidecar,
        drop_a_locale, drop_a_locale_and_take_it_back, loosen_the_policy,
        tighten_the_policy,
    ],
    ids=lambda function: function.__name__,
)  # fmt: skip
def test_the_index_is_as_if_made_anew_after(happens, held):
    before = dump(held.index)
    settled(held.root)
    steps = happens(held.root)
    assert same(held)
    if steps is None:
        assert (dump(held.index) == before) == (happens is loosen_the_policy)
    else:
        next(steps)
        settled(held.root)
        assert same(held)
        assert next(steps, None) is None
        settled(held.root)
        assert same(held)


def test_a_broken_catalog_says_so_and_is_not_found_until_it_is_repaired(held):
    assert ("2026-01-a", "fr") in found(held, "disagreed")
    steps = break_and_repair(held.root)
    next(steps)
    held.refresh()
    cell = held.index.catalogs(["2026-01-a"])["2026-01-a", "fr"]
    assert cell.problem
    assert cell.total == 0
    assert ("2026-01-a", "fr") not in found(held, "disagreed")
    next(steps, None)
    held.refresh()
    cell = held.index.catalogs(["2026-01-a"])["2026-01-a", "fr"]
    assert cell.problem is None
    assert ("2026-01-a", "fr") in found(held, "disagreed")


def write_in_place(path, old, new):
    """Change a file as few programs do: its folder does not change."""
    settled(path)
    data = path.read_bytes()
    assert old in data
    with path.open("r+b") as stream:
        stream.write(data.replace(old, new))
        stream.truncate()


def test_a_file_written_in_place_is_seen_by_its_release_at_once(held):
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    write_in_place(path, b"[zh-Hans] One", b"In place: one")
    assert not held.refresh().catalogs
    held.refresh_release("2026-01-a")
    assert found(held, "In place") == [("2026-01-a", "zh-Hans")]
    assert dump(held.index) == anew(held.root)


def test_a_file_written_in_place_is_seen_by_a_full_look(held):
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    write_in_place(path, b"[zh-Hans] One", b"In place: one")
    assert held.refresh(full=True).catalogs == [("2026-01-a", "zh-Hans")]
    assert dump(held.index) == anew(held.root)


def test_a_full_look_is_taken_in_the_background_from_time_to_time(held, monkeypatch):
    started = []
    monkeypatch.setattr(
        "workflow.stages.desk.start_index",
        lambda root, **more: started.append((root, more)),
    )
    held.refresh(budget=1)
    assert not started
    monkeypatch.setattr("workflow.stages.desk.FULL_LOOK_SECONDS", -1)
    held.refresh(budget=1)
    assert started == [(held.root, {"full": True, "database_url": ""})]


def test_pages_do_not_look_again_at_once_when_a_look_is_slow(held, monkeypatch):
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    replaced(path, lambda t: t.replace("[zh-Hans] One", "First: one"))
    held.glance(budget=1)
    assert found(held, "First: one")
    monkeypatch.setattr("workflow.stages.index._SLOW_LOOK", 0)
    monkeypatch.setattr("workflow.stages.index._PACE", 10**9)
    held.refresh()
    replaced(path, lambda t: t.replace("First: one", "Second: one"))
    held.glance(budget=1)
    assert not found(held, "Second: one")
    monkeypatch.setattr("workflow.stages.index._PACE", 0)
    held.glance(budget=1)
    assert found(held, "Second: one")


def test_the_background_process_does_what_is_left(held, monkeypatch):
    monkeypatch.setattr(background, "_started", {})
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    write_in_place(path, b"[zh-Hans] One", b"In place: one")
    background.start_index(held.root, full=True)
    background.start_index(held.root, full=True)
    assert len(background._started) == 1
    for _ in range(200):
        if found(held, "In place"):
            break
        time.sleep(0.1)
    assert found(held, "In place") == [("2026-01-a", "zh-Hans")]


def test_only_one_process_indexes_in_the_background(held, project):
    with background.indexing(held.root) as alone:
        assert alone
        result = project("index")
    assert result.out == "another process brings the index up to date already\n"
    assert project("index").out == "read 0 releases and 0 catalogs\n"


@pytest.mark.parametrize("seed", range(6))
def test_acts_leave_the_index_as_if_made_anew(held, seed):
    dice = random.Random(seed)
    for _ in range(25):
        release = dice.choice(list(held.project.releases))
        locale = dice.choice(["fr", "zh-Hans"])
        opened = held.open(release, locale)
        key, entry = dice.choice(list(opened.by_key.items()))
        person = dice.choice(["maria", "li", "eva"])
        what = dice.choice(["edit", "empty", "approve", "return", "all", "outside"])
        act = held.catalog(release, locale, person=person, kind=EventKind.EDIT)
        if what == "edit":
            target = entry.msgid.replace("C", dice.choice("ABC"))
            set_target(act, key, target, by=person)
        elif what == "empty" and "<" not in entry.msgid:
            set_target(act, key, "", by=person)
        elif what == "approve":
            approve(act, keys=[key], by=person)
        elif what == "all":
            approve(act, by=person)
        elif what == "return" and entry.msgstr:
            return_entries(act, "style", keys=[key], by=person)
        elif what == "outside":
            replaced(opened.path, lambda t: t.replace("Council", "Kouncil", 1))
    assert same(held)


def test_an_act_on_a_catalog_that_git_changed_hides_nothing_of_that(held):
    release, locale = "2026-01-a", "zh-Hans"
    opened = held.open(release, locale)
    first, second, *_ = opened.by_key
    replaced(
        opened.path,
        lambda t: t.replace("[zh-Hans] One person disagreed.", "Someone, by git"),
    )
    act = held.catalog(release, locale, person="eva", kind=EventKind.EDIT)
    set_target(act, second, opened.by_key[second].msgid, by="eva")
    assert first != second
    assert same(held)
    assert found(held, "Someone, by git") == [(release, locale)]


def test_what_waits_is_never_hidden_by_other_locales_or_by_what_is_done(held):
    for release in held.project.releases:
        for locale in ("fr", "zh-Hans"):
            opened = held.open(release, locale)
            act = held.catalog(release, locale, person="maria", kind=EventKind.EDIT)
            for key, entry in opened.by_key.items():
                set_target(act, key, entry.msgid, by="maria")
    waiting = held.index.waiting("translated", without="li", locales=["fr"])
    assert [(row.release, row.many) for row in waiting] == [
        (release, 4) for release in sorted(held.project.releases)
    ]
    assert not held.index.waiting("translated", without="maria", locales=["fr"])
    assert not held.index.waiting("translated", without="li", locales=[])
    assert held.index.waiting("translated", of="maria")[0].many == 4
    left = list(held.open("2026-01-a", "fr").by_key)
    act = held.catalog("2026-01-a", "fr", person="li", kind=EventKind.APPROVE)
    for number, key in enumerate(left, 1):
        approve(act, keys=[key], by="li")
        rows = held.index.waiting("translated", without="li", locales=["fr"])
        counts = {row.release: row.many for row in rows}
        assert counts.get("2026-01-a", 0) == len(left) - number
        assert counts["2026-02-b"] == counts["sub/2026-03-c"] == 4


def test_the_queue_asks_for_the_oldest_first_and_no_further_than_it_must(held):
    rows = [
        WaitingRow(f"r{n:03}", locale, "translated", "maria", 1, f"{2000 + n % 28}")
        for n in range(300)
        for locale in ("fr", "zh-Hans")
    ]  # fmt: skip

    def fill(connection):
        connection.execute("DELETE FROM waiting")
        connection.executemany(
            "INSERT INTO waiting VALUES (?, ?, ?, ?, '', ?, ?)",
            [(r.release, r.locale, r.state, r.person, r.many, r.oldest) for r in rows]
            + [("never", "fr", "translated", "maria", 2, None)],
        )

    held.index.file.ask(fill)
    got = held.index.waiting("translated", without="li", locales=["zh-Hans"])
    expected = sorted(
        (r for r in rows if r.locale == "zh-Hans"), key=lambda r: (r.oldest, r.release)
    )
    assert [r.release for r in got] == [r.release for r in expected[:100]]


def test_under_two_persons_what_i_approved_waits_for_somebody_else(project):
    tighten_the_policy(project.root)
    settled(project.root)
    held = Desk(project.root, ledger_of(Project(project.root)))
    held.refresh()
    opened = held.open("2026-02-b", "fr")
    key = next(iter(opened.by_key))
    act = held.catalog("2026-02-b", "fr", person="li", kind=EventKind.APPROVE)
    approve(act, keys=[key], by="li")

    def many(person):
        rows = held.index.waiting("prefilled", without=person, locales=["fr"])
        return {row.release: row.many for row in rows}["2026-02-b"]

    assert many("li") == 3
    assert many("eva") == 4
    assert many("l") == 4
    assert same(held)


@pytest.mark.parametrize("harm", ["delete", "garbage", "truncate", "tables", "header"])
def test_an_index_that_is_harmed_while_in_use_is_made_anew(held, harm):
    path = held.index.file.path
    expected = dump(held.index)
    if harm == "delete":
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
    elif harm == "tables":
        with sqlite3.connect(path) as other:
            other.execute("DROP TABLE catalog")
        other.close()
    else:
        held.index.file.ask(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        held.index.file._local = threading.local()
        data = path.read_bytes()
        broken = {
            "garbage": b"not a database" * 1000,
            "truncate": data[: len(data) // 2],
            "header": data[:100] + os.urandom(4000) + data[4100:],
        }[harm]
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        path.write_bytes(broken)
    held.refresh()
    assert held.index.sources(BoardQuery())[1] == 3
    held.refresh()
    assert dump(held.index) == expected


def test_another_version_of_the_program_has_an_index_of_its_own(held, monkeypatch):
    cache = held.index.file.path.parent
    old = cache / "index-0-old.sqlite"
    old.write_bytes(b"of long ago")
    os.utime(old, (1, 1))
    recent = cache / "index-99-new.sqlite"
    recent.write_bytes(b"of now")
    monkeypatch.setattr(
        "workflow.stages.index_file.index_name", lambda: "index-3.sqlite"
    )
    newer = ProjectIndex(held.root)
    newer.refresh(Project(held.root))
    assert dump(newer) == dump(held.index)
    assert not old.exists()
    assert recent.exists()


def test_an_index_that_cannot_be_written_is_said(project):
    cache = project.root / ".readout" / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.write_text("a file where a folder is needed")
    index = ProjectIndex(project.root)
    with pytest.raises(EnvironmentFault) as raised:
        index.refresh(Project(project.root))
    assert str(raised.value) == (
        f"{index.file.path}: cannot use the index of the desk: [Errno 17] File exists: "
        f"'{cache}'; the folder must be writable and its disk not full"
    )


def test_an_act_succeeds_though_the_index_cannot_be_written(held):
    opened = held.open("2026-02-b", "zh-Hans")
    key = next(iter(opened.by_key))
    blocker = sqlite3.connect(held.index.file.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    held.index.file.connection.execute("PRAGMA busy_timeout = 10")
    act = held.catalog("2026-02-b", "zh-Hans", person="maria", kind=EventKind.EDIT)
    assert set_target(act, key, "Text", by="maria").state.value == "translated"
    blocker.execute("ROLLBACK")
    blocker.close()
    assert same(held)


def test_a_refresh_that_runs_out_of_time_goes_on_next_time(project, monkeypatch):
    monkeypatch.setattr(refresh, "_BATCH_SECONDS", 0)
    shutil.rmtree(project.root / ".readout" / "cache")
    index = ProjectIndex(project.root)
    rounds = 0
    while index.refresh(Project(project.root), budget=0).left:
        rounds += 1
    assert rounds == 8
    assert dump(index) == anew(project.root)


def test_a_file_that_changes_while_it_is_read_is_read_again(held, monkeypatch):
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    replaced(path, lambda t: t.replace("[zh-Hans] One", "First: one"))
    real = refresh.catalog_row

    def meanwhile(opened, signature):
        row = real(opened, signature)
        monkeypatch.setattr(refresh, "catalog_row", real)
        replaced(path, lambda t: t.replace("First: one", "Second: one"))
        return row

    monkeypatch.setattr(refresh, "catalog_row", meanwhile)
    assert not held.refresh().catalogs
    assert not found(held, "First: one")
    held.refresh()
    assert found(held, "Second: one")
    assert same(held)


CODE = """
import sys
from pathlib import Path
from workflow.project import Project
from workflow.stages import refresh
from workflow.stages.index import ProjectIndex
refresh._BATCH_SECONDS = 0
root = Path(sys.argv[1])
ProjectIndex(root).refresh(Project(root))
"""


def start(root):
    return subprocess.Popen(
        [sys.executable, "-c", CODE, str(root)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def test_processes_that_refresh_at_once_agree(project):
    running = [start(project.root) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    index = ProjectIndex(project.root)
    assert dump(index) == anew(project.root)


def test_a_refresh_that_is_killed_is_finished_by_the_next(project):
    dice = random.Random(5)
    for _ in range(4):
        process = start(project.root)
        time.sleep(dice.uniform(0.2, 0.7))
        process.kill()
        process.wait()
    index = ProjectIndex(project.root)
    index.refresh(Project(project.root))
    assert dump(index) == anew(project.root)


def test_an_unreadable_folder_loses_nothing_of_the_index(held, monkeypatch):
    folder = held.root / "locales/fr/LC_MESSAGES"
    before = dump(held.index)
    real = os.scandir

    def refuse(path):
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied")
        return real(path)

    (folder / "other.txt").write_text("the folder changes")
    monkeypatch.setattr(os, "scandir", refuse)
    held.refresh()
    assert dump(held.index) == before


def test_the_board_is_searched_over_case_and_accents_in_any_script(held):
    write_in_place(
        held.root / "sources/2026-02-b.txt",
        b"The Council met today",
        "СОВЕТ, Élysée_50%".encode(),
    )
    held.index.refresh(held.project, full=True)
    from workflow.stages.extract import extract

    extract(held.project, ["2026-02-b"])
    held.refresh()
    for text in ("совет", "ÉLYSÉE", "e\u0301lyse\u0301e совет", "_50%", "2026-02"):
        rows, total = held.index.sources(BoardQuery(text=text))
        assert [row.id for row in rows] == ["2026-02-b"], text
        assert total == 1
    assert not held.index.sources(BoardQuery(text="elysee"))[0]
    assert not held.index.sources(BoardQuery(text="Council совет"))[0]


@pytest.mark.parametrize("sort", ["date", "title", "open", "oldest", "unknown"])
def test_pages_of_the_board_hold_every_release_once(held, sort):
    seen = []
    for offset in range(4):
        rows, total = held.index.sources(
            BoardQuery(
                sort=sort, offset=offset, limit=1, state="prefilled", locale="fr"
            )
        )
        assert total == 3
        seen += [row.id for row in rows]
    assert sorted(seen) == sorted(held.project.releases)


@pytest.fixture
def browser(held):
    """A browser that is signed in at the desk of the project."""
    from web import create_app
    from web.config import DeskConfig
    from workflow.stages.people import local_link

    client = create_app(DeskConfig(held.root, testing=True)).test_client()
    assert client.get(f"/welcome/{local_link(held.project, None)}").status_code == 303
    return client


def test_the_search_page_marks_what_it_found_and_pages(held, browser):
    page = browser.get("/search", query_string={"q": "disagreed", "locale": "fr"})
    assert page.status_code == 200
    assert page.text.count("<mark>disagreed</mark>") == 3
    assert "3 found" in page.text


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"q": "(a", "kind": "regex"}, "not a regular expression: missing )"),
        (
            {"q": "a", "kind": "fuzzy"},
            "&#39;fuzzy&#39; is none of words, phrase, regex",
        ),
        (
            {"q": "a", "after": "x"},
            "there is no page &#39;x&#39;; begin anew",
        ),
    ],
)
def test_the_search_page_says_what_cannot_be_looked_for(browser, asked, message):
    page = browser.get("/search", query_string=asked)
    assert page.status_code == 422
    assert message in page.text


def test_the_next_request_shows_what_git_brought(held, browser):
    page = browser.get("/search?q=%22by+git%22&kind=phrase")
    assert "<mark>" not in page.text
    path = held.root / "locales/zh_Hans/LC_MESSAGES/2026-01-a.po"
    replaced(path, lambda t: t.replace("[zh-Hans] One", "“By git” One"))
    page = browser.get("/search?q=%22by+git%22&kind=phrase")
    assert "<mark>“By git”</mark>" in page.text
