"""Who is let in below /hypothesis/api/, which types are answered, and what pages of other sites may do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.core.scopes import Scope
from annotate.database import Database
from tests.cast import Cast
from tests.hypothesis_clients import API, HypothesisClient, refused, sent
from tests.programs import Program, token_of

V1 = "application/vnd.hypothesis.v1+json"


@pytest.fixture
def reader(app: Flask, database: Database, cast: Cast) -> Program:
    """Alice's program, which may read only."""
    return Program(app, token_of(database, cast.viewer("alice"), scopes=frozenset({Scope.READ})))


def test_who_reads_only_changes_nothing(hypothesis_client: HypothesisClient, reader: Program) -> None:
    made = hypothesis_client.made()
    path = f"{API}annotations/{made['id']}"
    for method, at in (("POST", f"{API}annotations"), ("PATCH", path), ("PUT", path), ("DELETE", path)):
        answer = reader.ask(method, at, sent() if method != "DELETE" else None)
        assert refused(answer)[0] == 403
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'
    assert reader.get(path).get_json() == made
    assert reader.ask("HEAD", path).status_code == 200


def test_a_cookie_is_not_believed(cast: Cast, hypothesis_client: HypothesisClient) -> None:
    path = f"{API}annotations/{hypothesis_client.made()['id']}"
    browser = cast.client("alice")
    assert browser.get("/notes").status_code == 200
    for method in ("GET", "PATCH", "DELETE"):
        answer = browser.open(path, method=method, json={"text": "x"})
        assert refused(answer)[0] == 401
        assert "Set-Cookie" not in answer.headers


def test_strangers_are_counted(app: Flask) -> None:
    stranger = Program(app, "annotate_nothing")
    answers = [stranger.get(f"{API}search") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [401] * 60 + [429]
    assert refused(answers[-1])[0] == 429
    assert answers[-1].headers["Retry-After"]


@pytest.mark.parametrize("accepted", [V1, "application/json", "*/*", f"text/html, {V1};q=0.5", "application/*", ""])
def test_these_types_are_answered(alice: Program, accepted: str) -> None:
    answer = alice.get(f"{API}profile", Accept=accepted)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.headers["Hypothesis-Media-Type"] == V1
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "accepted", ["text/html", "application/vnd.hypothesis.v2+json", f"{V1};q=0", "application/ld+json"]
)
def test_no_other_is(alice: Program, accepted: str) -> None:
    assert refused(alice.get(f"{API}profile", Accept=accepted))[0] == 406


@pytest.mark.parametrize("path", ["annotations", "annotations/x", "search", "token", "", "profile"])
def test_pages_of_other_sites_may_ask_first(client: FlaskClient, path: str) -> None:
    answer = client.options(
        f"{API}{path}",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Sec-Fetch-Site": "cross-site",
        },
    )
    said = answer.headers
    assert (answer.status_code, said["Access-Control-Allow-Origin"], said["Access-Control-Max-Age"]) == (
        204,
        "*",
        "86400",
    )
    allowed = set(said["Access-Control-Allow-Headers"].split(", "))
    assert allowed == {"Authorization", "Content-Type", "Hypothesis-Client-Version", "X-Client-Id"}
    assert {"GET", "POST", "PATCH", "PUT", "DELETE"} <= set(said["Access-Control-Allow-Methods"].split(", "))
    assert "Access-Control-Allow-Credentials" not in said


def test_pages_of_other_sites_ask_with_a_token_alone(
    hypothesis_client: HypothesisClient, cast: Cast, client: FlaskClient
) -> None:
    there = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = hypothesis_client.post(sent(), **{name.replace("-", "_"): value for name, value in there.items()})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert refused(cast.client("alice").post(f"{API}annotations", json=sent(), headers=there))[0] == 401
    # Nowhere else: neither our own interface nor a page.
    for path in ("/api/labels", "/w3c/annotations/", "/notes/preview"):
        other = client.post(path, json={}, headers=there)
        assert other.status_code == 403
        assert not [name for name, _ in other.headers if name.startswith("Access-Control")]


def test_refusals_of_the_shell_have_the_shape_too(alice: Program) -> None:
    assert refused(alice.get(f"{API}nowhere"))[0] == 404
    assert refused(alice.ask("PUT", f"{API}search"))[0] == 405
    assert refused(alice.send(f"{API}annotations", data=b"{" + b" " * 3_000_000))[0] == 413
