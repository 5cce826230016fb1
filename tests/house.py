"""A desk with people in two languages, for those who try to break in."""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PASSWORD = "correct horse battery"
PEOPLE = {
    "tina": [("translator", "fr")],
    "rita": [("reviewer", "fr")],
    "ed": [("editor", "fr")],
    "zoe": [("reviewer", "es")],
    "eve": [("editor", None)],
    "ada": [("admin", None)],
    "nemo": [],
}
STATEMENT = """\
<!doctype html><html lang="en"><head><title>Water agreement</title></head><body><main>
<h1>Water agreement</h1>
<p>The parties met in <a href="https://example.org/geneva">Geneva</a>. They agreed.</p>
<p>Water is scarce. It will be shared.</p>
</main></body></html>
"""


@dataclass
class House:
    """A project and its desk."""

    root: Path
    app: object
    secrets: dict = field(default_factory=dict)

    @property
    def desk(self):
        return self.app.extensions["desk"]

    @property
    def ledger(self):
        return self.desk.ledger

    def again(self, **options):
        """Return the same desk started anew, such as behind a proxy."""
        return make_house(self.root, **options)

    def set(self, text):
        """Add lines to readout.toml."""
        path = self.root / "readout.toml"
        path.write_text(path.read_text() + "\n" + text)

    def account(self, name):
        from workflow.ledger.accounts import find_account

        with self.ledger.read() as connection:
            return find_account(connection, name)

    def link(self, name, kind="signin"):
        from workflow.ledger.accounts import invite

        with self.ledger.write() as connection:
            return f"/welcome/{invite(connection, self.account(name).id, kind)}"

    def visitor(self):
        return Visitor(self.app.test_client())

    def enter(self, name):
        """Return the browser of a person who is signed in."""
        visitor = self.visitor()
        assert visitor.client.get(self.link(name)).status_code == 303
        return visitor

    def give_password(self, name, password=PASSWORD):
        from workflow.ledger.accounts import set_password

        with self.ledger.write() as connection:
            set_password(connection, self.account(name).id, password)

    def token(self, name, *scopes):
        from workflow.ledger.sessions import make_token
        from workflow.model.people import Scope

        wanted = [Scope(s) for s in scopes or list(Scope)]
        with self.ledger.write() as connection:
            return make_token(connection, self.account(name).id, wanted, days=1)

    def job(self, release, locale):
        """Let a job wait that nobody starts; return its number."""
        from sqlalchemy import insert

        from workflow.clock import clock
        from workflow.ledger import schema

        number = os.urandom(8).hex()
        with self.ledger.write() as connection:
            connection.execute(
                insert(schema.job).values(
                    id=number, kind="prefill", release=release, locale=locale,
                    person="ada", state="waiting", created=clock(), changed=clock(),
                )
            )  # fmt: skip
        return number

    def comment(self, words, locale="fr"):
        """Let somebody comment on a segment; return the number of the thread."""
        from workflow.ledger import comments

        place = comments.Place("statement", locale, self.entry(words, locale).key)
        with self.ledger.write() as connection:
            return comments.add_comment(connection, place, person="ed", text="Hm.")

    def open(self, locale="fr", release="statement"):
        return self.desk.open(release, locale)

    def entry(self, words, locale="fr", release="statement"):
        found = self.open(locale, release).by_key.values()
        return next(e for e in found if e.msgid.startswith(words))

    def state(self, words, locale="fr"):
        return self.open(locale).states[self.entry(words, locale).key].value

    def write(self, words, text, by, locale="fr"):
        from workflow.ledger.events import EventKind
        from workflow.stages.review import set_target

        key = self.entry(words, locale).key
        catalog = self.desk.catalog("statement", locale, person=by, kind=EventKind.EDIT)
        return set_target(catalog, key, text, by=by)

    def approve(self, words, by, locale="fr"):
        from workflow.ledger.events import EventKind
        from workflow.stages.review import approve

        key = self.entry(words, locale).key
        kind = EventKind.APPROVE
        catalog = self.desk.catalog("statement", locale, person=by, kind=kind)
        [verdict] = approve(catalog, by=by, keys=[key])
        return verdict


@dataclass
class Visitor:
    """A browser without JavaScript."""

    client: object

    def get(self, path, code=200, **more):
        answer = self.client.get(path, **more)
        answer.get_data()
        answer.close()
        assert code is None or answer.status_code == code, (
            path, answer.status_code, answer.text[-600:],
        )  # fmt: skip
        return answer

    def csrf(self):
        text = self.client.get("/keys").text
        return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]

    def post(self, path, data=None, code=303, **more):
        fields = {"csrf_token": self.csrf(), **(data or {})}
        answer = self.client.post(path, data=fields, **more)
        assert code is None or answer.status_code == code, (
            path, answer.status_code, answer.text[-600:],
        )  # fmt: skip
        return answer

    def sign_in(self, name, password=PASSWORD, code=303, **more):
        data = {"name": name, "password": password}
        return self.post("/sign-in", data, code, **more)

    def act(self, house, words, do, code=303, locale="fr", **fields):
        """Do something to a segment, by its form."""
        entry = house.entry(words, locale)
        data = {"do": do, "version": entry.version, "goal": "stay", **fields}
        return self.post(f"/s/{locale}/{entry.key}/statement", data, code)

    def is_in(self):
        return self.client.get("/account").status_code == 200


def make_project(root):
    from workflow.cli import run
    from workflow.ledger.accounts import add_account
    from workflow.model.people import Grant, Role
    from workflow.project import Project
    from workflow.stages.people import ledger_of

    assert run(["-q", "init", str(root), "--locales", "fr,es"]) == 0
    config = root / "readout.toml"
    config.write_text(config.read_text().replace('use = "auto"', 'use = "pseudo"'))
    (root / "sources" / "statement.html").write_text(STATEMENT)
    assert run(["-C", str(root), "-q", "extract"]) == 0
    assert run(["-C", str(root), "-q", "prefill"]) == 0
    ledger = ledger_of(Project(root))
    with ledger.write() as connection:
        for name, roles in PEOPLE.items():
            grants = [Grant(Role(role), locale) for role, locale in roles]
            add_account(connection, name, grants)
    ledger.dispose()


def make_house(root, **options):
    from web import create_app
    from web.config import DeskConfig

    return House(root, create_app(DeskConfig(root, testing=True, **options)))


@pytest.fixture(scope="session")
def house_template(tmp_path_factory):
    root = tmp_path_factory.mktemp("house") / "project"
    make_project(root)
    return root


@pytest.fixture
def house(house_template, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(house_template, root)
    return make_house(root)
