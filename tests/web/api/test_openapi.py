"""GET /api/openapi.json and /programs: every address, field and refusal is described, for everybody alike."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from annotate.api.description import REFUSALS, SCOPES
from annotate.api.views.blueprint import OPERATIONS
from annotate.core.scopes import Scope
from annotate.web.api_paths import ROOT, W3C_ROOT
from tests.cast import Cast
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("GET api.openapi", "GET programs.reference")

DOCUMENT, PAGE = "/api/openapi.json", "/programs"


def test_works__it_names_every_address(app: Flask, client: FlaskClient) -> None:
    described = client.get(DOCUMENT).get_json()
    assert described["openapi"] == "3.1.1"
    named = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert named == {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith((f"{ROOT}/", f"{W3C_ROOT}/"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len({said["operationId"] for methods in described["paths"].values() for said in methods.values()}) == len(
        named
    )
    assert all(said["summary"] for methods in described["paths"].values() for said in methods.values())


def test_works__it_is_made_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers ask for it."""
    before = client.get(DOCUMENT).data
    monkeypatch.delattr("annotate.api.views.description.describe")
    assert client.get(DOCUMENT, headers={"Host": "evil.example"}).data == before
    assert b"evil.example" not in before
    assert client.get(PAGE).status_code == 200


def test_works__it_is_a_document_of_its_format(client: FlaskClient) -> None:
    """Read by a program that is not ours."""
    validate(client.get(DOCUMENT).get_json(), cls=OpenAPIV31SpecValidator)


def test_works__every_field_says_what_it_is(client: FlaskClient) -> None:
    described = client.get(DOCUMENT).get_json()
    schemas = described["components"]["schemas"]
    for name, schema in schemas.items():
        assert schema.get("description"), name
        for field, said in schema["properties"].items():
            assert said.get("description"), f"{name}.{field}"
    text = client.get(DOCUMENT).text
    for name in re.findall(r'"#/components/(\w+/\w+)"', text):
        part, _, key = name.partition("/")
        assert key in described["components"][part]
    used = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert used <= set(schemas)


def test_works__every_refusal_and_scope_is_explained(app: Flask) -> None:
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    refused = {status for endpoint, said in OPERATIONS.items() for status in said.refusals(rules[endpoint])}
    assert refused == set(REFUSALS)
    assert set(SCOPES) == set(Scope)


def test_works__the_page_has_all_that_the_document_has(client: FlaskClient) -> None:
    described, page = client.get(DOCUMENT).get_json(), client.get(PAGE)
    assert page.status_code == 200
    for path, methods in described["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page.text
    for target in re.findall(r'href="#([^"]+)"', page.text):
        assert f'id="{target}"' in page.text, target
    for name, schema in described["components"]["schemas"].items():
        assert f'id="shape-{name}"' in page.text
        for field in schema["properties"]:
            assert f"<code>{field}</code>" in page.text


def test_whose__it_is_the_same_for_everybody(client: FlaskClient, cast: Cast, programs: Programs) -> None:
    told = [client.get(DOCUMENT), cast.client("alice").get(DOCUMENT), programs.of("bob").get(DOCUMENT)]
    assert len({answer.data for answer in told}) == 1
    assert {answer.headers["Cache-Control"] for answer in told} == {"public, max-age=300"}
    assert all("Set-Cookie" not in answer.headers for answer in told)


def test_whose__strangers_are_counted(app: Flask) -> None:
    assert [Program(app).get(DOCUMENT).status_code for _ in range(61)] == [200] * 60 + [429]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
