"""Addresses that open something without an account, with the token that they are for: the same for everybody, and no more than
that one thing. With another token each of them is missing (tests/security/test_routes.py).
"""

from dataclasses import dataclass

import pytest
from flask import Flask

from annotate.web.limits import limiter
from tests.security.rights import (
    ACTORS,
    ALL_WORDS,
    FEED_OF_SEARCH,
    FEED_OF_TRIAL,
    SOUGHT,
    VOLUNTEER,
    WAITING,
    State,
    readable,
)
from tests.security.world import World, routes

CONFIRMATION, VOLUNTEERS, REFUSAL, UNSUBSCRIPTION = (
    "participation.confirm_volunteer",
    "participation.volunteer",
    "participation.refusal",
    "notifications.unsubscription",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address answers to everybody who has it."""

    by: str
    """The endpoint whose token it takes."""
    status: int
    shows: frozenset[str] = frozenset()
    """Words that others have stored and it shows."""
    changes: frozenset[str] = frozenset()
    """Tables with private rows that it changes."""


def opened(by: str, status: int = 200, *, shows: str = "", changes: str = "") -> Opened:
    """Name what an address shows, and changes."""
    return Opened(by, status, frozenset(filter(None, [shows])), frozenset(changes.split()))


OPENED = {
    "GET following.feed": Opened("following.feed", 200, frozenset({SOUGHT, FEED_OF_SEARCH})),
    "GET participation.confirm_volunteer": opened(CONFIRMATION, shows=WAITING),
    "POST participation.confirm_volunteer": opened(CONFIRMATION, 303, changes="volunteers"),
    "GET participation.volunteer": opened(VOLUNTEERS, shows=VOLUNTEER),
    "POST participation.volunteer": opened(VOLUNTEERS, 303),
    "GET participation.volunteer_unsubscription": opened(VOLUNTEERS),
    "POST participation.unsubscribe_volunteer": opened(VOLUNTEERS, changes="volunteers volunteer_conditions"),
    "GET participation.refusal": opened(REFUSAL),
    "POST participation.refuse_mail": opened(REFUSAL),
    "POST participation.accept_mail": opened(REFUSAL, 303),
    "GET notifications.unsubscription": opened(UNSUBSCRIPTION),
    "POST notifications.unsubscribe": opened(UNSUBSCRIPTION, changes="notification_preferences"),
}

ELSEWHERE = ("accounts.", "shares.")
"""Tokens that make or change an account (tests/web/accounts), and those of links (tests/security/test_routes.py)."""


def test_every_such_address_is_in_the_table(app: Flask) -> None:
    assert set(OPENED) == {
        f"{method} {rule.endpoint}"
        for rule, method in routes(app)
        if "token" in rule.arguments and not rule.endpoint.startswith(ELSEWHERE)
    }


@pytest.mark.parametrize(
    ("state", "route", "actor"), [(State.LIVE, route, actor) for route in OPENED for actor in ACTORS]
)
def test_it_opens_one_thing_for_everybody(state: State, route: str, actor: str, world: World) -> None:
    method, endpoint = route.split()
    expected = OPENED[route]
    path = world.path(endpoint, method, token=world.opens[expected.by])
    world.written.clear()
    answer = world.clients[actor].open(path, method=method, data=world.forms.get(endpoint))
    world.changed = bool(world.written)
    assert answer.status_code == expected.status
    told = {words for words in ALL_WORDS - readable(actor, state) if words in answer.text}
    assert told == expected.shows - readable(actor, state)
    assert method != "GET" or not world.written
    before, after = world.private_before(), world.private()
    assert {name for name in before if before[name] != after[name]} == expected.changes


@pytest.mark.parametrize("state", [State.LIVE, State.DESERTED])
def test_a_feed_is_the_same_for_everybody_and_ends_with_its_owner_s_account(state: State, world: World) -> None:
    for key, shows in ((FEED_OF_TRIAL, {FEED_OF_TRIAL}), (FEED_OF_SEARCH, {FEED_OF_SEARCH, SOUGHT})):
        path = world.path("following.feed", "GET", token=key)
        limiter.reset()
        answers = [world.clients[actor].get(path) for actor in ACTORS]
        if state is State.DESERTED:
            assert {answer.status_code for answer in answers} == {404}
            continue
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1
        assert {words for words in ALL_WORDS if words in answers[0].text} == shows
