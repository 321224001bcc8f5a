"""Who asks, the one group, the addresses of all this, and the token that the browser client asks for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.core.scopes import Scope
from annotate.database import Database
from tests.cast import Cast
from tests.hypothesis_clients import API, SITE, refused
from tests.programs import Program, token_of
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET hypothesis.index",
    "GET hypothesis.links",
    "GET hypothesis.profile",
    "GET hypothesis.profile_groups",
    "GET hypothesis.groups",
    "GET hypothesis.group",
    "GET hypothesis.members",
    "POST hypothesis.token",
)
WORLD = {"id": "__world__", "name": "Only you", "public": False}
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def test_works__the_index_names_what_is_there(app: Flask, client: FlaskClient) -> None:
    answer = client.get(API)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    found: list[tuple[str, str]] = []

    def walk(value: dict[str, object]) -> None:
        if isinstance(value.get("url"), str):
            found.append((str(value["method"]), str(value["url"])))
        else:
            for each in value.values():
                assert isinstance(each, dict)
                walk(each)

    walk(answer.get_json()["links"])
    assert len(found) == 11
    rules = app.url_map.bind("localhost")
    for method, url in found:
        assert url.startswith(f"{SITE}{API}")
        endpoint, _ = rules.match(url.removeprefix(SITE).replace(":id", "x"), method)
        assert endpoint.startswith("hypothesis.")
    moved = client.get(API.removesuffix("/"))
    assert (moved.status_code, moved.location) == (308, f"{SITE}{API}")


def test_works__links_lead_to_pages(client: FlaskClient) -> None:
    said = client.get(f"{API}links").get_json()
    assert {"account.settings", "forgot-password", "groups.new", "help", "search.tag", "signup", "user"} == set(said)
    for url in said.values():
        assert client.get(url.removeprefix(SITE)).status_code in {200, 303}


def test_works__i_am_told_who_i_am(alice: Program) -> None:
    said = alice.get(f"{API}profile").get_json()
    assert said == {
        "userid": said["userid"],
        "authority": "localhost",
        "groups": [WORLD],
        "features": {"client_display_names": True},
        "preferences": {"show_sidebar_tutorial": False},
        "user_info": {"display_name": "Alice"},
    }
    assert "alice" not in said["userid"], "what is passed on with notes says nothing of their author"


def test_works__there_is_one_group_and_i_am_alone_in_it(alice: Program) -> None:
    (group,) = alice.get(f"{API}groups?document_uri=x&expand=organization").get_json()
    assert group.items() >= {**WORLD, "type": "private"}.items()
    assert alice.get(f"{API}profile/groups").get_json() == [group]
    assert alice.get(f"{API}groups/__world__").get_json() == group
    (member,) = alice.get(f"{API}groups/__world__/members").get_json()
    assert member["userid"] == alice.get(f"{API}profile").get_json()["userid"] == f"acct:{member['username']}@localhost"


@pytest.mark.parametrize(("kind", "field"), [(JWT, "assertion"), ("refresh_token", "refresh_token")])
def test_works__an_access_token_is_the_grant(app: Flask, database: Database, cast: Cast, kind: str, field: str) -> None:
    token = token_of(database, cast.viewer("alice"), days=1, scopes=frozenset({Scope.READ}))
    answer = Program(app).send(f"{API}token", data={"grant_type": kind, field: token})
    said = answer.get_json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")
    assert 86_300 < said.pop("expires_in") <= 86_400
    assert said == {"access_token": token, "refresh_token": token, "token_type": "Bearer", "scope": "read"}


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"grant_type": JWT, "assertion": "annotate_nothing"}, "invalid_grant"),
        ({"grant_type": JWT}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "x"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_validates__nothing_else_is_one(app: Flask, sent: dict[str, str], error: str) -> None:
    answer = Program(app).send(f"{API}token", data=sent)
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)


@pytest.mark.parametrize("path", ["groups/abcdef12", "groups/abcdef12/members"])
def test_validates__there_is_no_other_group(alice: Program, path: str) -> None:
    assert refused(alice.get(f"{API}{path}"))[0] == 404


@pytest.mark.parametrize(
    "path", ["profile", "profile/groups", "groups", "groups/__world__", "groups/__world__/members"]
)
def test_whose__strangers_are_told_nothing(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{API}{path}")
    assert (refused(answer)[0], answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
