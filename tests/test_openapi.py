"""The OpenAPI document is true: routes, answers, and what hostile input leads to."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis
from api_calls import CLIMATE, LINK, Api
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from web import create_app
from web.config import DeskConfig
from workflow.cli import run
from workflow.project import Project
from workflow.stages.extract import extract
from workflow.stages.people import add_person, make_token

FILE = Path(__file__).parents[1] / "web" / "api" / "openapi.json"
DOCUMENT = json.loads(FILE.read_text(encoding="utf-8"))
METHODS = ("get", "put", "post", "delete", "patch")


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """One desk for all: what one case leaves behind, the next one meets."""
    root = tmp_path_factory.mktemp("desk") / "project"
    assert run(["-q", "init", str(root), "--locales", "fr,zh-Hans"]) == 0
    (root / "sources" / "call.txt").write_text(CLIMATE)
    (root / "sources" / "calls").mkdir()
    (root / "sources" / "calls" / "visit.html").write_text(LINK)
    project = Project(root)
    extract(project)
    add_person(project, "ada", "admin", ())
    token = make_token(project, "ada", ["read", "write", "approve"], days=1)
    return Api(create_app(DeskConfig(root, testing=True)), token)


def test_every_route_is_documented_and_every_documented_one_exists(api):
    routes = set()
    for rule in api.app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            path = path.removeprefix("/api/v1").replace("{release}", "{id}")
            routes |= {(path, m) for m in rule.methods - {"HEAD", "OPTIONS"}}
    assert routes == {(path, method.upper()) for path, method, _ in operations()}


def test_the_document_is_served_without_a_token(api):
    answer = api.as_("").get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == DOCUMENT


@pytest.mark.parametrize(("path", "method", "operation"), list(operations()))
def test_an_operation_says_what_it_is_and_which_problems_it_has(
    path, method, operation
):
    assert operation["operationId"]
    assert operation["summary"]
    if operation.get("security") == []:
        return
    codes = set(operation["responses"])
    assert {"401", "403", "503"} <= codes
    for code in codes - {"200", "201", "202", "304"}:
        found = operation["responses"][code]
        name = found.get("$ref", "").rsplit("/", 1)[-1]
        found = DOCUMENT["components"]["responses"].get(name, found)
        assert list(found["content"]) == ["application/problem+json"]


def test_every_example_is_of_its_schema():
    checked = 0
    todo = [DOCUMENT]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        if not isinstance(node, dict):
            continue
        todo += node.values()
        if "example" in node and "schema" in node:
            schema = {**node["schema"], "components": DOCUMENT["components"]}
            jsonschema_rs.validate(schema, node["example"])
            checked += 1
    assert checked > 25


def cases_of(api, path, method, mode):
    """Return what schemathesis would send to one operation of the running desk."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.app)
    operation = schema[path][method.upper()]
    return operation.as_strategy(generation_mode=mode)


def aim(case, api, entry):
    """Let a case hit something that is there, with the version that it has."""
    real = {"id": "calls/visit", "locale": "fr", "key": entry["key"]}
    for name in case.path_parameters or {}:
        if name in real:
            case.path_parameters[name] = real[name]
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = f'"{entry["digest"]}"'


def ways():
    """Yield (path, method, mode, aimed): all that makes sense."""
    for path, method, operation in operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if operation.get("security") == [] and mode is GenerationMode.NEGATIVE:
                continue  # nothing is asked for that could be wrong
            for aimed in (False, True) if "{key}" in path else (False,):
                name = f"{operation['operationId']}-{mode.value}"
                yield pytest.param(
                    path, method, mode, aimed, id=name + "-aimed" * aimed
                )


@pytest.mark.parametrize(("path", "method", "mode", "aimed"), list(ways()))
def test_answers_are_as_documented_whatever_is_sent(api, path, method, mode, aimed):
    costly = path.endswith("/prefill") or (path, method) == ("/releases", "post")
    strategy = cases_of(api, path, method, mode)
    left_out = [positive_data_acceptance]
    if aimed:  # what was wrong in the address is put right
        left_out.append(negative_data_rejection)

    @seed(1)
    @settings(
        max_examples=4 if costly else 20,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case):
        if aimed:
            [first, *_] = api.entries("calls/visit").values()
            aim(case, api, first)
        case.call_and_validate(
            headers={
                "Authorization": f"Bearer {api.token}",
                "Accept-Encoding": "identity",  # its WSGI client decodes none
            },
            excluded_checks=left_out,
        )

    send()
