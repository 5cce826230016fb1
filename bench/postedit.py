"""The post-edit report on many catalogs and a long event log: time and peak memory.

    python bench/postedit.py --releases 1000 --events 1000000 NEWS.txt

NEWS.txt has one sentence a line. Twenty of them make a release in five locales; each
second target was edited from a draft that only the log has. The first run reads every
catalog and every event; the second finds nothing changed; before the third, one entry
of one catalog was approved anew. One hundredth of the log is a single entry's.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from scale import READOUT, generate, readout, row

LOCALES = ("fr", "es", "ar", "ru", "zh-Hans")
AT_ONCE = 20_000


def fill(root: Path) -> list[tuple[str, str, str, str, str, str]]:
    """Approve a target for every entry; return what was edited, with its draft."""
    from workflow.model.approval import approval_digest
    from workflow.model.digest import text_digest
    from workflow.model.entry import Record
    from workflow.project import Project
    from workflow.stages.workspace import frozen_reading, open_catalog

    edited = []
    project = Project(root)
    for release_id in project.releases:
        release = frozen_reading(project, release_id).release
        for locale in LOCALES:
            opened = open_catalog(project, release, locale)
            made = []
            for number, entry in enumerate(opened.catalog.entries):
                draft = " ".join(reversed(entry.msgid.split()))
                target = draft if number % 2 else f"{draft} again"
                by, origin, extra = None, "mt:argos/en_xx-1.0@0a1b2c3d", ()
                if target != draft:
                    extra = (("draft", origin), ("dtext", text_digest(draft)))
                    by, origin = "ann", "human"
                    place = (release_id, locale, entry.key)
                    edited.append((*place, entry.msgid, draft, target))
                record = Record(
                    origin=origin, by=by, at="2026-01-01T00:00:00Z" if by else None,
                    text=text_digest(target), approvers=("bob",), extra=extra,
                    approved_at=f"2026-{number % 12 + 1:02}-02T00:00:00Z",
                    policy="four-eyes",
                )  # fmt: skip
                done = replace(entry, msgstr=target)
                digest = approval_digest(done, locale, (), record)
                made.append(replace(done, record=replace(record, digest=digest)))
            opened.save(tuple(made))
    return edited


def log(
    edited: Sequence[tuple[str, str, str, str, str, str]], many: int
) -> Iterator[object]:
    """Yield events: the first edit of every text, and others around it."""
    from workflow.ledger.events import Event

    chance = random.Random(7)
    for number in range(many):
        place = edited[number] if number < len(edited) else chance.choice(edited)
        if number >= len(edited) and number % 100 == 0:
            place = edited[0]
        release, locale, key, msgid, draft, target = place
        before = draft if number < len(edited) else f"{target} {number}"
        yield Event(
            "2026-01-01T00:00:00Z", "ann", "edit", release, locale, key, msgid,
            before, f"{target} {number + 1}", "translated", "v",
        )  # fmt: skip


def fill_log(root: Path, edited: list, many: int) -> None:
    from dataclasses import asdict

    from sqlalchemy import insert

    from workflow.ledger.schema import event as table
    from workflow.project import Project
    from workflow.stages.people import ledger_of

    ledger = ledger_of(Project(root))
    rows = (
        {name: value for name, value in asdict(made).items() if name != "id"}
        for made in log(edited, many)
    )
    while batch := list(islice(rows, AT_ONCE)):
        with ledger.write() as connection:
            connection.execute(insert(table), batch)
    ledger.dispose()


def processor() -> float:
    """Return the seconds of the processor that finished programs took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def approve_one(root: Path) -> None:
    path = next(root.glob("locales/fr/LC_MESSAGES/*.po"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("okat=2026-01-02", "okat=2026-01-03", 1), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    news = options.news.read_text("utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        init = [*READOUT, "-q", "init", str(root), "--locales", ",".join(LOCALES)]
        subprocess.run(init, check=True)
        generate(root, news, options.releases)
        readout(root, "extract")
        edited = fill(root)
        fill_log(root, edited, options.events)
        size = (root / ".readout" / "desk.sqlite").stat().st_size / 1024**2
        catalogs = options.releases * len(LOCALES)
        print(
            f"{catalogs} catalogs, {2 * len(edited)} entries, "
            f"{options.events} events ({size:.0f} MiB)"
        )
        for name in ("all anew", "nothing changed", "one catalog changed"):
            if name.startswith("one"):
                approve_one(root)
            before = processor()
            seconds, memory = readout(root, "report", "post-edit", "--json")
            row(name, seconds, catalogs, memory)
            print(f"{'   of the processor':44} {processor() - before:9.2f} s")


if __name__ == "__main__":
    main()
