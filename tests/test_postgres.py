"""The desk with its ledger in PostgreSQL: every screen that asks it, and its acts."""

import re

import pytest

from web import create_app
from web.config import DeskConfig
from workflow.ledger import accounts
from workflow.ledger.locks import close_connections
from workflow.model.people import Grant, Role
from workflow.project import Project
from workflow.stages.people import local_link

TEXT = "The call\n\nThey spoke of the climate.\n"
PAGES = [
    "/", "/release/call", "/e/fr/call", "/history", "/charts", "/people",
    "/people/audit", "/account", "/search?q=climate", "/healthz", "/bulk/fr/call",
]  # fmt: skip


@pytest.fixture
def app(desk, postgres, tables, monkeypatch):
    desk.source("call.txt", TEXT)
    desk("extract")
    monkeypatch.setenv("READOUT_DATABASE_URL", postgres.make(tables))
    made = create_app(DeskConfig(desk.root, testing=True))
    yield made
    made.extensions["desk"].ledger.dispose()
    close_connections()


@pytest.fixture
def browser(app, desk):
    client = app.test_client()
    secret = local_link(Project(desk.root), "Li Wei")
    assert client.get(f"/welcome/{secret}").status_code == 303
    return client


def send(browser, page, path, **fields):
    """Send a form of `page`, with its token; return where it leads."""
    text = browser.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)[1]
    answer = browser.post(path, data={"csrf_token": token, **fields})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_asks_the_ledger_is_shown(browser, page):
    assert browser.get(page).status_code == 200


def test_a_segment_is_saved_talked_about_and_told(app, browser, desk):
    key = desk.entries("call")["They spoke of the climate."].key
    ledger = app.extensions["desk"].ledger
    with ledger.write() as connection:
        accounts.add_account(connection, "maria", [Grant(Role.REVIEWER)])
    page = f"/s/fr/{key}/call"
    text = browser.get(page).get_data(as_text=True)
    version = re.search(r'name="version" value="([^"]+)"', text)[1]
    send(browser, page, page, do="save", version=version, target="Climat.")
    assert desk.entries("call")["They spoke of the climate."].record.by == "Li Wei"
    send(browser, page, f"/comment/fr/{key}/call", text="@Maria: is it?")
    shown = browser.get(page).get_data(as_text=True)
    assert '<b class="at">@Maria</b>: is it?' in shown
    history = browser.get("/history").get_data(as_text=True)
    assert "Climat." in history


def test_the_shell_and_the_desk_share_accounts(app, browser, desk):
    desk("-q", "user", "add", "李伟", "--role", "translator")
    assert "李伟" in browser.get("/people").get_data(as_text=True)
    assert not list(desk.root.glob(".readout/desk.sqlite*"))
