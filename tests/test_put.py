"""A catalog with some entries changed is what a fresh look at its file gives."""

import pickle
import random
from dataclasses import replace

from workflow.model.entry import Record, State
from workflow.model.said import say
from workflow.stages.index_rows import catalog_row
from workflow.stages.workspace import frozen_reading, open_catalog

TEXT = "Title\n\n" + "\n\n".join(
    f"Sentence {n} of many. And {n} more." for n in range(9)
)


def look(project, locale="fr"):
    return open_catalog(project, frozen_reading(project, "long").release, locale)


def changed(entry, dice):
    text = dice.choice(["", "un", "deux <1>", "trois"])
    record = Record(state=State.TRANSLATED, origin="human", text="x",
                    by=dice.choice(["ana", "li", None]),
                    at=f"2026-01-{dice.randrange(10, 28)}T00:00:00Z")  # fmt: skip
    return replace(entry, msgstr=text, fuzzy=bool(text), record=record)


def test_changing_some_entries_writes_what_changing_all_writes(desk):
    from workflow.project import Project

    desk.source("long.txt", TEXT)
    desk("extract")
    project = Project(desk.root)
    path = desk.catalog("long")
    held = look(project)
    dice = random.Random(7)
    for _ in range(40):
        keys = dice.sample(list(held.by_key), dice.randrange(1, 5))
        some = {key: changed(held.by_key[key], dice) for key in keys}
        before = path.read_bytes()
        whole = tuple(some.get(e.key, e) for e in held.catalog.entries)
        look(project).save(whole)
        expected = path.read_bytes()
        path.write_bytes(before)
        held = held.put(some)
        assert path.read_bytes() == expected
        fresh = look(project)
        assert list(held.by_key.items()) == list(fresh.by_key.items())
        assert held.states == fresh.states
        assert held.tally == fresh.tally
        assert catalog_row(held, "s") == catalog_row(fresh, "s")


def test_changing_nothing_writes_nothing(desk):
    from workflow.project import Project

    desk.source("long.txt", TEXT)
    desk("extract")
    held = look(Project(desk.root))
    before = desk.catalog("long").stat()
    assert held.put({}) is held
    assert held.put(dict(list(held.by_key.items())[:3])) is held
    after = desk.catalog("long").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_is_said_survives_the_way_to_another_process():
    said = pickle.loads(
        pickle.dumps(say("placeholder", problem=say("tag-missing", tag="<1/>")))
    )
    assert said == "placeholder <1/> is missing"
    assert (said.code, said.values["problem"].code) == ("placeholder", "tag-missing")
