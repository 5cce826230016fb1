"""A desk behind its API, and tokens to call it with."""

from dataclasses import dataclass, field
from urllib.parse import quote

from web import create_app
from web.config import DeskConfig

CLIMATE = """\
President Speaks to Secretary-General
20 November 2026

The President spoke to the Secretary-General. They discussed the climate.

Both agreed to meet in <b>Geneva</b>.
"""
LINK = """\
<html lang="en"><head><title>Visit</title></head><body><article>
<h1>Visit</h1><p>Read <a href="https://example.org/a">the full text</a> today.</p>
</article></body></html>
"""


@dataclass
class Api:
    """The application, and calls to it as somebody."""

    app: object
    token: str = ""
    headers: dict = field(default_factory=dict)

    @property
    def root(self):
        return self.app.extensions["desk"].root

    def as_(self, token):
        return Api(self.app, token, self.headers)

    def call(self, method, path, **more):
        headers = {**self.headers, **more.pop("headers", {})}
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if (tag := more.pop("tag", None)) is not None:
            headers["If-Match"] = tag
        client = self.app.test_client(use_cookies=False)
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, **more):
        return self.call("POST", path, **more)

    def put(self, path, **more):
        return self.call("PUT", path, **more)

    def entries(self, release="call", locale="fr"):
        """Return the entries by msgid."""
        found = self.get(f"/releases/{quote(release, safe='')}/{locale}")
        assert found.status_code == 200, found.text
        return {e["msgid"]: e for e in found.json["entries"]}

    def save(self, entry, target, *, release="call", locale="fr", tag=None):
        """Save a target on the version in `entry`."""
        path = entry_path(entry, release, locale)
        tag = f'"{entry["digest"]}"' if tag is None else tag
        return self.put(path, json={"target": target}, tag=tag)

    def act(self, entry, act, *, release="call", locale="fr", **body):
        """Approve or return the version in `entry`."""
        path = f"{entry_path(entry, release, locale)}/{act}"
        more = {"json": body} if body else {}
        return self.post(path, tag=f'"{entry["digest"]}"', **more)


def entry_path(entry, release="call", locale="fr"):
    return f"/releases/{quote(release, safe='')}/{locale}/entries/{entry['key']}"


def serve_desk(desk, **config):
    """Return the API of a project; its releases were extracted."""
    return Api(create_app(DeskConfig(desk.root, testing=True, **config)))


def token_of(desk, name, role, *scopes, locales=()):
    """Make an account with a role, and return a token of it."""
    for_locales = [x for tag in locales for x in ("--locale", tag)]
    desk("user", "add", name, "--role", role, *for_locales)
    made = desk("user", "token", name, "--scopes", ",".join(scopes), "--days", 1)
    return made.out.strip()
