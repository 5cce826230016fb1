"""A review desk with people of every role, and browsers without JavaScript."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

STATEMENT = """\
<!doctype html><html lang="en"><head><title>Water agreement</title></head><body><main>
<h1>Water agreement</h1>
<p>The parties met in <a href="https://example.org/geneva">Geneva</a>. They agreed.</p>
<p>Water is scarce. They agreed.</p>
<ul><li>First point</li><li>Second point</li></ul>
</main></body></html>
"""
BRIEFING = """\
Secretariat briefing

The spokesperson took questions. Water is scarce.

There will be another briefing on Friday.
"""
PEOPLE = {
    "tina": [("translator", None)],
    "fred": [("translator", "fr")],
    "rui": [("reviewer", None)],
    "rita": [("reviewer", "fr")],
    "ed": [("editor", None)],
    "bea": [("editor", "fr")],
    "ada": [("admin", None)],
}
LOCALES = "fr,ar,zh-Hans"


@dataclass
class Form:
    """A form of a page, as a browser would send it."""

    action: str
    method: str
    fields: list[tuple[str, str]]
    buttons: list[tuple[str, str, str]]
    """Name, value and words of each."""
    node: html.HtmlElement

    @property
    def values(self):
        return dict(self.fields)


@dataclass
class Page:
    """What came back."""

    status: int
    headers: dict
    text: str
    path: str
    data: bytes = b""

    @property
    def tree(self):
        return html.fromstring(self.text)

    @property
    def words(self):
        """The text that is to be seen, spaces made one."""
        return " ".join(self.tree.text_content().split())

    @property
    def alerts(self):
        """What the page says first: messages, errors."""
        found = self.tree.find_class("flash") + self.tree.find_class("problem")
        return [" ".join(node.text_content().split()) for node in found]

    def all(self, css):
        return self.tree.cssselect(css)

    def one(self, css):
        [node] = self.tree.cssselect(css)
        return node

    def texts(self, css):
        return [" ".join(n.text_content().split()) for n in self.tree.cssselect(css)]

    @property
    def forms(self):
        return [_form(node, self.path) for node in self.tree.iter("form")]

    def form(self, part, button=None):
        """Return the form whose action holds `part`, with such a button."""
        fits = [
            f
            for f in self.forms
            if part in f.action
            and (button is None or any(button in b for b in f.buttons))
        ]
        assert fits, f"no form {part!r} {button!r} in {[f.action for f in self.forms]}"
        return fits[0]


def _controls(node):
    """Yield the controls of a form: inside of it, and those that name it."""
    for control in node.getroottree().iter("input", "select", "textarea", "button"):
        named = control.get("form")
        inside = any(parent is node for parent in control.iterancestors("form"))
        if named == node.get("id") if named else inside:
            yield control


def _form(node, path):
    fields = []
    buttons = []
    for control in _controls(node):
        name, kind = control.get("name"), control.get("type", "")
        if control.tag == "button":
            if kind != "button":
                words = " ".join(control.text_content().split())
                buttons.append((name, control.get("value", ""), words))
        elif control.get("disabled") is not None or not name or kind == "file":
            continue
        elif control.tag == "textarea":
            # A browser drops the first line break, and sends CRLF.
            text = (control.text or "").removeprefix("\n")
            fields.append((name, text.replace("\n", "\r\n")))
        elif control.tag == "select":
            fields += [(name, value) for value in _chosen(control)]
        elif kind not in ("checkbox", "radio") or control.get("checked") is not None:
            fields.append((name, control.get("value", "")))
    action = node.get("action") or path
    return Form(action, (node.get("method") or "get").lower(), fields, buttons, node)


def _chosen(select):
    options = list(select.iter("option"))
    chosen = [o for o in options if o.get("selected") is not None] or options[:1]
    return [o.get("value", " ".join(o.text_content().split())) for o in chosen]


class Browser:
    """One person's browser, without JavaScript."""

    def __init__(self, client, name):
        self.client = client
        self.name = name

    def get(self, path, *, code=200, follow=False, headers=None):
        return self._page(self.client.get(path, headers=headers), path, code, follow)

    def token(self):
        page = self.get("/account", code=None)
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def post(self, path, data=None, *, code=303, follow=False, headers=None):
        """Send fields with the form token of a page of mine."""
        fields = {"csrf_token": self.token(), **(data or {})}
        found = self.client.post(path, data=fields, headers=headers)
        return self._page(found, path, code, follow)

    def send(self, form, press=None, *, code=303, follow=True, **changes):
        """Send a form with some fields changed, by a button (its value or words)."""
        fields = [(n, v) for n, v in form.fields if n not in changes]
        for name, value in changes.items():
            for one in value if isinstance(value, list) else [value]:
                fields.append((name, one))
        if press is not None:
            [button, *_] = [b for b in form.buttons if press in b[1:]]
            if button[0]:
                fields.append((button[0], button[1]))
        data = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        found = self.client.open(form.action, method=form.method.upper(), data=data)
        return self._page(found, form.action, code, follow)

    def script(self, path, data=None):
        """Ask as the desk's own script does: answers are JSON, or parts of pages."""
        headers = {"X-Requested-With": "desk"}
        if data is None:
            return self.client.get(path, headers=headers)
        headers["X-CSRFToken"] = self.token()
        return self.client.post(path, data=data, headers=headers)

    def _page(self, response, path, code, follow):
        if code is not None:
            assert response.status_code == code, (
                response.status_code,
                re.sub(r"\s+", " ", response.get_data(as_text=True))[:3000],
            )
        if follow and response.status_code in (302, 303):
            goal = response.headers["Location"]
            return self.get(goal.partition("#")[0])
        raw = response.get_data()
        text = raw.decode("utf-8", "replace")
        base = urlsplit(path)._replace(fragment="").geturl()
        return Page(response.status_code, response.headers, text, base, raw)


@dataclass
class Office:
    """A project, its desk, and those who work there."""

    root: Path
    app: object = None
    browsers: dict = field(default_factory=dict)

    @property
    def desk(self):
        return self.app.extensions["desk"]

    def browser(self, name):
        """Return the browser of a person, signed in by a link that works once."""
        from workflow.ledger import accounts

        if name not in self.browsers:
            client = self.app.test_client()
            with self.desk.ledger.write() as connection:
                account = accounts.find_account(connection, name)
                secret = accounts.invite(connection, account.id, "signin")
            answer = client.get(f"/welcome/{secret}")
            assert answer.status_code == 303
            self.browsers[name] = Browser(client, name)
        return self.browsers[name]

    def open(self, release="statement", locale="fr"):
        return self.desk.open(release, locale)

    def entry(self, words, release="statement", locale="fr"):
        """Return the one entry whose source begins with `words`."""
        found = self.open(release, locale).by_key.values()
        return next(e for e in found if e.msgid.startswith(words))

    def state(self, words, release="statement", locale="fr"):
        opened = self.open(release, locale)
        return opened.states[self.entry(words, release, locale).key].value

    def path(self, words, release="statement", locale="fr"):
        """Return the address of the document with one segment open."""
        key = self.entry(words, release, locale).key
        return f"/e/{locale}/{release}?open={key}"

    def catalog(self, release="statement", locale="fr"):
        folder = self.root / "locales" / locale.replace("-", "_") / "LC_MESSAGES"
        return folder / f"{release}.po"

    def write(self, words, text, by="tina", *, release="statement", locale="fr"):
        """Save a text as a person, without a browser."""
        from workflow.ledger.events import EventKind
        from workflow.stages.review import set_target

        key = self.entry(words, release, locale).key
        catalog = self.desk.catalog(release, locale, person=by, kind=EventKind.EDIT)
        return set_target(catalog, key, text, by=by)

    def approve(self, words, by="rui", *, release="statement", locale="fr"):
        from workflow.ledger.events import EventKind
        from workflow.stages.review import approve

        key = self.entry(words, release, locale).key
        catalog = self.desk.catalog(release, locale, person=by, kind=EventKind.APPROVE)
        [verdict] = approve(catalog, by=by, keys=[key])
        assert verdict.refused is None, verdict
        return verdict

    def run(self, *arguments, code=0):
        """Run `readout ARGUMENTS` in the project."""
        from workflow.cli import run

        assert run(["-C", str(self.root), "-q", *arguments]) == code

    def set(self, old, new):
        """Change readout.toml."""
        path = self.root / "readout.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


def make_project(root):
    """Make a project with two releases, drafts by the pseudo engine, and people."""
    from workflow.cli import run
    from workflow.project import Project
    from workflow.stages.people import add_person

    assert run(["-q", "init", str(root), "--locales", LOCALES]) == 0
    config = root / "readout.toml"
    config.write_text(config.read_text().replace('use = "auto"', 'use = "pseudo"'))
    (root / "sources" / "press").mkdir(parents=True)
    (root / "sources" / "statement.html").write_text(STATEMENT)
    (root / "sources" / "press" / "briefing.txt").write_text(BRIEFING)
    assert run(["-C", str(root), "-q", "extract"]) == 0
    assert run(["-C", str(root), "-q", "prefill", "statement"]) == 0
    for name, roles in PEOPLE.items():
        role, locale = roles[0]
        add_person(Project(root), name, role, (locale,) if locale else ())


def make_office(root):
    """Return the desk of the project at `root`."""
    from web import create_app
    from web.config import DeskConfig

    return Office(root, create_app(DeskConfig(root, testing=True)))


@pytest.fixture(scope="session")
def office_template(tmp_path_factory):
    root = tmp_path_factory.mktemp("office") / "project"
    make_project(root)
    return root


@pytest.fixture
def office(office_template, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(office_template, root)
    return make_office(root)


@pytest.fixture
def tina(office):
    """A translator of every locale."""
    return office.browser("tina")


@pytest.fixture
def rui(office):
    """A reviewer of every locale."""
    return office.browser("rui")


@pytest.fixture
def ed(office):
    """An editor of every locale."""
    return office.browser("ed")


def may_change_the_log(connection):
    """Take the triggers away that keep the event log append-only."""
    from sqlalchemy import text

    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for name in connection.execute(text(query)).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))
