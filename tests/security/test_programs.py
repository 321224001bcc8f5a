"""Every address for programs, for every access token: the same answers as the pages give to the same people.

As in tests/security/test_routes.py all objects in the addresses are Alice's, Bob has her link open, and Erin came by
another one. A guest has no account, and so no token.
"""

import json

import pytest
from werkzeug.test import TestResponse

from tests.programs import FOR_PROGRAMS
from tests.security.rights import ALL_WORDS, State, readable
from tests.security.test_routes import ALONE
from tests.security.test_routes import TABLE as PAGES
from tests.security.world import World

Row = tuple[int, int, int]

ACTORS = {
    "stranger": "anonymous",
    "revoked": "anonymous",
    "charlie": "charlie",
    "erin": "erin",
    "bob": "bob",
    "alice": "alice",
}
"""Who asks, and as whom they may read: a token that nobody made, one that was revoked, and those of the cast."""

EVERYBODY = (200, 200, 200)
OWNER = (404, 404, 200)
PARTIES = (404, 200, 200)
NOT_A_RESPONDENT_S = (404, 404, 404)
"""Alice's own reply: what a note's author answers cannot be withdrawn."""

TABLE: dict[str, Row] = {
    "PATCH api.change_note": OWNER,
    "PATCH api.change_reply": OWNER,
    "DELETE api.bring_back_reply": NOT_A_RESPONDENT_S,
    "POST api.create_note": (201, 201, 201),
    "POST api.create_reply": (404, 201, 201),
    "DELETE api.delete_note": (404, 404, 204),
    "GET api.export": EVERYBODY,
    "GET api.labels": EVERYBODY,
    "GET api.tags": EVERYBODY,
    "GET api.saved_searches": EVERYBODY,
    "GET api.note": OWNER,
    "GET api.notes": EVERYBODY,
    "GET api.replies": PARTIES,
    "GET api.reply": OWNER,
    "GET api.revisions": OWNER,
    "GET api.thread": PARTIES,
    "GET api.threads": EVERYBODY,
    "GET api.trial": EVERYBODY,
    "GET api.frozen_table": OWNER,
    "GET api.frozen_tables": EVERYBODY,
    "POST api.make_new_table": (201, 201, 201),
    "GET api.table": OWNER,
    "GET api.tables": EVERYBODY,
    "POST api.create_label": (201, 201, 201),
    "PATCH api.change_label": OWNER,
    "DELETE api.delete_label": (404, 404, 204),
    "PATCH api.rename_tag": OWNER,
    "DELETE api.delete_tag": (404, 404, 204),
    "GET api.links": EVERYBODY,
    "GET api.link": OWNER,
    "POST api.create_link": (422, 422, 201),
    "PATCH api.change_link": OWNER,
    "POST api.new_passcode": OWNER,
    "POST api.new_address": OWNER,
    "POST api.revoke_link": OWNER,
    "GET api.version": EVERYBODY,
    "POST api.withdraw_reply": NOT_A_RESPONDENT_S,
    "POST hypothesis.create": EVERYBODY,
    "GET hypothesis.annotation": OWNER,
    "PATCH hypothesis.change": OWNER,
    "PUT hypothesis.change": OWNER,
    "DELETE hypothesis.delete": OWNER,
    "GET hypothesis.group": EVERYBODY,
    "GET hypothesis.groups": EVERYBODY,
    "GET hypothesis.members": EVERYBODY,
    "GET hypothesis.profile": EVERYBODY,
    "GET hypothesis.profile_groups": EVERYBODY,
    "GET hypothesis.search": EVERYBODY,
    "GET hypothesis.web_annotation": OWNER,
    "DELETE w3c.delete": (404, 404, 204),
    "GET w3c.annotation": OWNER,
    "GET w3c.container": EVERYBODY,
    "POST w3c.create": (201, 201, 201),
    "PUT w3c.replace": OWNER,
}
"""Method and endpoint → status for Charlie, Bob and Alice. Erin has the rights of Charlie, and others have none: 401."""

WITHOUT_TOKENS = {"GET api.openapi", "GET hypothesis.index", "GET hypothesis.links", "POST hypothesis.token"}
"""Addresses that are open to everybody, and say the same to all: tests/web/api/test_openapi.py, tests/web/hypothesis."""

KNOW_LINKS = (
    "api.thread",
    "api.create_reply",
    "api.replies",
    "api.reply",
    "api.change_reply",
    "api.withdraw",
    "api.bring",
)
STATES = (State.LIVE, State.REVOKED, State.RELOCKED, State.DESERTED)
"""One of each kind: the pages are asked in every state, of the same rules."""

QUESTIONS = [
    (state, route)
    for state in STATES
    for route in sorted(TABLE)
    if state in {State.LIVE, State.DESERTED} or route.split()[1].startswith(KNOW_LINKS)
]


def test_every_address_for_programs_is_in_the_table() -> None:
    assert {route for route in PAGES if route.split()[1].startswith(FOR_PROGRAMS)} == {*TABLE, *WITHOUT_TOKENS}


def expected(route: str, state: State) -> tuple[int, ...]:
    """Give the status for every actor, in their order."""
    charlie, bob, alice = TABLE[route]
    if route == "POST api.create_reply" and state is not State.LIVE:
        bob = 403
    return (401, 401, charlie, charlie, bob, 401 if state is State.DESERTED else alice)


@pytest.mark.parametrize(("state", "route"), QUESTIONS)
def test_who_may(state: State, route: str, world: World) -> None:
    statuses = tuple(_ask(world, actor, route, state).status_code for actor in ACTORS)
    assert statuses == expected(route, state)


def _ask(world: World, actor: str, route: str, state: State) -> TestResponse:
    """Ask once, and check that a look or a refusal changed nothing, and that nothing was read that was not the actor's."""
    method, endpoint = route.split()
    world.written.clear()
    response = _send(world, actor, method, world.path(endpoint, method))
    said = response.text
    response.close()
    if method == "GET" or response.status_code >= 400:
        written = [each for each in world.written if endpoint not in ALONE or "counters" not in each]
        assert written == [], f"{actor} changed something"
    world.changed = world.changed or bool(world.written)
    for words in ALL_WORDS - readable(ACTORS[actor], state):
        assert words not in said, f"{actor} read: {words}"
        assert json.dumps(words) not in said
    return response


def _send(world: World, actor: str, method: str, path: str) -> TestResponse:
    endpoint, _ = world.app.url_map.bind("localhost").match(path, method)
    return world.app.test_client(use_cookies=False).open(
        path,
        method=method,
        json=world.bodies.get(endpoint) if method != "GET" else None,
        headers={"Authorization": f"Bearer {world.tokens.get(actor, 'x')}", **world.headers.get(endpoint, {})},
    )


@pytest.mark.parametrize("state", [State.LIVE])
def test_somebody_else_s_thing_looks_like_none(state: State, world: World) -> None:
    for route in sorted(route for route, row in TABLE.items() if 404 in row):
        method, endpoint = route.split()
        path = none = world.path(endpoint, method)
        for name in ("note_id", "thread_id", "reply_id"):
            none = none.replace(str(world.variables[name]), "A" * 22)
        for actor, status in (("charlie", TABLE[route][0]), ("erin", TABLE[route][0]), ("bob", TABLE[route][1])):
            if status == 404:
                told = [_told(_send(world, actor, method, at)) for at in (path, none)]
                assert told[0] == told[1], (route, actor)


def _told(answer: TestResponse) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
    problem = {name: value for name, value in answer.get_json().items() if name != "instance"}
    return answer.status_code, problem, [pair for pair in answer.headers if pair[0] not in {"X-Request-Id", "Date"}]
