"""Who may do what, on every address of the desk and of the API."""

import pytest
from house import PEOPLE, house, house_template  # noqa: F401 (fixtures)

from workflow.model.people import Action, Grant, Person, Role, Scope

READ, EDIT, APPROVE = Action.READ, Action.EDIT, Action.APPROVE
OPEN, SELF, ANY, HERE, ALL = "open", "self", "any", "here", "all"
# open: nobody needs to be signed in. self: whoever is signed in, to their own account.
# any: the action in some locale. here: in the locale of the address. all: in every one.
RULES = {
    "account.end": (SELF, None),
    "account.make_token": (SELF, None),
    "account.mine": (SELF, None),
    "account.password": (SELF, None),
    "account.revoke": (SELF, None),
    "admin.add": (ALL, Action.ADMIN),
    "admin.disable": (ALL, Action.ADMIN),
    "admin.link": (ALL, Action.ADMIN),
    "admin.log": (ALL, Action.ADMIN),
    "admin.people": (ALL, Action.ADMIN),
    "admin.roles": (ALL, Action.ADMIN),
    "api.add_release": (ALL, Action.SOURCES),
    "api.approve": (HERE, APPROVE),
    "api.catalog": (HERE, READ),
    "api.description": (OPEN, None),
    "api.entry": (HERE, READ),
    "api.find": (ANY, READ),
    "api.job": (HERE, READ),
    "api.prefill": (HERE, EDIT),
    "api.put_entry": (HERE, EDIT),
    "api.releases": (ANY, READ),
    "api.return_entry": (HERE, Action.RETURN),
    "api.status": (ANY, READ),
    "auth.health": (OPEN, None),
    "auth.set_language": (OPEN, None),
    "auth.sign_in": (OPEN, None),
    "auth.sign_in_post": (OPEN, None),
    "auth.sign_out": (SELF, None),
    "auth.welcome": (OPEN, None),
    "auth.welcome_post": (OPEN, None),
    "board.home": (ANY, READ),
    "board.see": (SELF, None),
    "bulk.choose": (HERE, Action.BULK),
    "bulk.done": (HERE, Action.BULK),
    "bulk.run": (HERE, Action.BULK),
    "bulk.undo": (HERE, Action.BULK),
    "comments.add": (HERE, EDIT),
    "comments.settle": (HERE, EDIT),
    "editor.change": (HERE, EDIT),
    "editor.document": (HERE, READ),
    "editor.segment": (HERE, READ),
    "facts.ledger": (ANY, READ),
    "glossary.accept": (HERE, Action.TERMS),
    "glossary.edit": (ALL, Action.TERMS),
    "glossary.new": (ALL, Action.TERMS),
    "glossary.save": (ALL, Action.TERMS),
    "glossary.terms": (ANY, READ),
    "history.charts": (ANY, READ),
    "history.log": (ANY, READ),
    "live.check": (HERE, READ),
    "live.draft": (HERE, EDIT),
    "live.earlier": (HERE, READ),
    "live.keys": (OPEN, None),
    "live.others": (HERE, READ),
    "live.presence": (HERE, READ),
    "live.token": (SELF, None),
    "postedit.report": (ANY, READ),
    "preview.page": (ANY, READ),
    "releases.assign": (HERE, Action.ASSIGN),
    "releases.job": (ANY, READ),
    "releases.prefill": (HERE, EDIT),
    "releases.release": (ANY, READ),
    "releases.segments": (ALL, Action.SOURCES),
    "releases.stop": (HERE, EDIT),
    "releases.update": (ALL, Action.SOURCES),
    "replacing.replace": (HERE, Action.BULK),
    "replacing.run": (HERE, Action.BULK),
    "search.find": (ANY, READ),
    "static": (OPEN, None),
    "transfer.add": (ALL, Action.SOURCES),
    "transfer.download": (HERE, READ),
    "transfer.editions": (ANY, READ),
    "transfer.read": (ALL, Action.SOURCES),
    "transfer.save": (ALL, Action.SOURCES),
    "transfer.take": (HERE, EDIT),
    "transfer.upload": (HERE, EDIT),
}
FORMS = {
    "editor.change": {"do": "save", "target": "Rien."},
    "comments.add": {"text": "Hm."},
    "account.password": {"old": "", "new": "x", "again": "y"},
}
NEW_RELEASE = {"name": "x.txt", "text": "Hello there."}
BODIES = {
    "api.put_entry": {"target": "Rien."},
    "api.return_entry": {"reason": "no"},
    "api.add_release": NEW_RELEASE,
}


def person(name, scopes=None):
    grants = tuple(Grant(Role(role), locale) for role, locale in PEOPLE[name])
    return Person(name, grants, scopes)


def may(who, rule, locale):
    place, action = rule
    if place in (OPEN, SELF):
        return True
    if place == ALL:
        return who.may_everywhere(action)
    return who.may(action, locale if place == HERE else None)


def calls(house, api):
    """Yield (endpoint, method, address) of every route, in French."""
    key = house.entry("They agreed").key
    values = {
        "locale": "fr", "release": "statement", "key": key, "number": 999, "token": 999,
        "comment": 999, "mention": 999, "batch": "none", "path": "statement/index.html",
        "secret": "none", "version": "0123456789", "name": "desk.css",
    }  # fmt: skip
    there = {"job": house.job("other", "fr"), "settle": house.comment("They agreed")}
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") is not api:
            continue
        known = {name: values[name] for name in rule.arguments}
        if (part := rule.endpoint.partition(".")[2].replace("stop", "job")) in there:
            known["number"] = there[part]
        path = adapter.build(rule.endpoint, known, method=sorted(rule.methods)[0])
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


@pytest.fixture(autouse=True)
def _no_more_jobs(house):
    """Let as many jobs wait as there may be, so that none is started here."""
    from workflow.stages.jobs import MAX_ACTIVE

    for _ in range(MAX_ACTIVE):
        house.job("other", "fr")


def test_t23_every_route_has_a_rule(house):
    known = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert known == set(RULES), known ^ set(RULES)


@pytest.mark.parametrize("name", PEOPLE)
def test_t23_each_role_gets_exactly_what_its_rules_allow(house, name):
    for endpoint, method, path in calls(house, api=False):
        visitor = house.enter(name)
        if method == "GET":
            status = visitor.get(path, code=None).status_code
        else:
            data = FORMS.get(endpoint)
            status = visitor.post(path, data, code=None).status_code
        assert status < 500, (endpoint, status)
        allowed = may(person(name), RULES[endpoint], "fr")
        assert (status != 403) is allowed, f"{name} {method} {path}: {status}"


def test_t23_nobody_who_is_not_signed_in_gets_anything(house):
    for endpoint, method, path in calls(house, api=False):
        if RULES[endpoint][0] == OPEN:
            continue
        visitor = house.visitor()
        if method == "GET":
            answer = visitor.get(path, code=302)
        else:
            answer = visitor.post(path, FORMS.get(endpoint), code=302)
        assert answer.headers["Location"].startswith("/sign-in"), endpoint


@pytest.mark.parametrize("name", PEOPLE)
def test_t24_a_token_may_what_role_and_scope_both_allow(house, name):
    for scopes in [*((scope,) for scope in Scope), tuple(Scope)]:
        check_token(house, name, scopes)


def check_token(house, name, scopes):
    headers = {"Authorization": f"Bearer {house.token(name, *scopes)}"}
    for endpoint, method, path in calls(house, api=True):
        version = house.entry("They agreed").version
        status = house.visitor().client.open(
            path, method=method, json=BODIES.get(endpoint),
            headers={**headers, "If-Match": f'"{version}"'},
            query_string={"q": "water"} if endpoint == "api.find" else None,
        )  # fmt: skip
        who = person(name, frozenset(scopes))
        allowed = may(who, RULES[endpoint], "fr")
        assert status.status_code < 500
        is_refused = status.status_code == 403 and "do not allow" in status.text
        assert is_refused is not allowed, f"{name} {method} {path}: {status.text}"


def test_t24_a_release_that_is_not_there_tells_no_more_than_one_that_is(house):
    headers = {"Authorization": f"Bearer {house.token('zoe')}"}
    visitor = house.visitor()
    assert visitor.get("/api/v1/releases/none/fr", 404, headers=headers)
    assert visitor.get("/api/v1/releases/statement/fr", 403, headers=headers)


def test_t23_a_locale_in_the_address_does_not_lend_rights_to_another(house):
    zoe, tina = house.enter("zoe"), house.enter("tina")
    key = house.entry("They agreed", "es").key
    zoe.post(f"/comment/es/{key}/statement", {"text": "¿Quién?"})
    answer = {"text": "Moi.", "thread": "1"}
    tina.post(f"/comment/fr/{key}/statement", answer, code=403)
    tina.post(f"/settle/1/fr/{key}/statement", code=403)
    tina.post("/settle/1/-/-/statement", code=403)


def test_t23_a_batch_is_undone_only_where_it_was_done(house):
    from workflow.ledger.accounts import set_grants

    eve = house.enter("eve")
    entry = house.entry("They agreed", "es")
    ticked = {"entry": f"{entry.key}:{entry.version}"}
    done = eve.post("/bulk/es/statement", ticked).headers["Location"]
    batch = done.split("/")[2]
    assert house.state("They agreed", "es") == "approved"
    with house.ledger.write() as connection:
        set_grants(connection, house.account("eve").id, [Grant(Role.EDITOR, "fr")])
    eve.post(f"/bulk-undo/{batch}/fr/statement", code=403)
    eve.post(f"/bulk-undo/{batch}/es/statement", code=403)
    assert house.state("They agreed", "es") == "approved"


def test_t23_a_job_is_stopped_only_by_those_of_its_locale(house):
    number = house.job("statement", "es")
    house.enter("tina").post(f"/job/{number}", code=403)
    house.enter("zoe").post(f"/job/{number}")
