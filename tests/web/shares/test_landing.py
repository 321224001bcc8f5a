"""GET /s/<token>: the passcode form, alike for every live link, and nothing of what it opens."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.shares.models import Share
from annotate.shares.tokens import Link, TokenPurpose, Tokens
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.security.watching import watched
from tests.sharing import Shared, address, change_share, deactivate, share

VIEWS = ("GET shares.landing",)


def test_works__it_asks_for_the_passcode(client: FlaskClient, app: Flask, shared: Shared) -> None:
    page = client.get(address(app, shared.id))
    assert page.status_code == 200
    assert 'name="passcode"' in page.text
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Cookie" in page.headers["Vary"]


def test_validates__mangled_tokens_are_nothing(client: FlaskClient, app: Flask, shared: Shared) -> None:
    path = address(app, shared.id)
    token = path.removeprefix("/s/")
    # The base64 of the signature ends in bits that mean nothing: such a tail decodes to the same token.
    mangled = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token) - 1)
    ]
    mangled += [
        token[:-5],
        token.upper(),
        token[::-1],
        f"{token}.x",
        "x",
        "a.b.c",
        "%00",
        "é",
        "x" * 5000,
        token.split(".")[0],
    ]
    for number, wrong in enumerate(mangled):
        # The fence counts tries of one client: each one here is a stranger's first.
        answer = client.get(f"/s/{wrong}", environ_overrides={"REMOTE_ADDR": f"2001:db8:{number:x}::1"})
        assert answer.status_code == 404, wrong


def test_method__looking_counts_as_nothing(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    written: list[str] = []
    with watched(database.engine, written):
        for name in ("Slackbot", "Twitterbot/1.0", "SkypeUriPreview", "Outlook", "curl/8", "") * 2:
            assert client.get(address(app, shared.id), headers={"User-Agent": name}).status_code == 200
            assert client.head(address(app, shared.id), headers={"User-Agent": name}).status_code == 200
    assert written == []


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_every_live_link_looks_the_same(app: Flask, database: Database, cast: Cast, shared: Shared) -> None:
    other = share(
        database,
        cast.viewer("bob"),
        bodies=("Something else", "And more"),
        words=("240 mg", ""),
        trial_id=shared.trial_id,
        can_reply=False,
        lives=timedelta(hours=1),
        passcode="otters juggle quietly at five",
    )
    pages = [app.test_client().get(address(app, each.id)) for each in (shared, other)]
    bodies = {re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]+', r"\1", page.text) for page in pages}
    assert len(bodies) == 1
    names = [{name for name, _ in page.headers} for page in pages]
    assert names[0] == names[1]


def test_nothing_tells_what_it_opens(client: FlaskClient, app: Flask, shared: Shared) -> None:
    page = client.get(address(app, shared.id)).text
    for secret in ("og:", "Alice", shared.registry_id, shared.id, "telitacicept", shared.note_ids[0], "A colleague"):
        assert secret not in page


@pytest.mark.parametrize("state", ["revoked_at", "suspended_at", "paused_at", "expires_at"])
def test_links_that_have_ended_say_the_same(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, state: str
) -> None:
    with database.reader() as session:
        made = session.get_one(Share, shared.id).created_at
    change_share(database, shared.id, **{state: made + timedelta(microseconds=1)})
    page = client.get(address(app, shared.id))
    assert page.status_code == 410
    assert "This link has ended. If you still need what was shared" in page.text
    assert "Alice" not in page.text


def test_an_owner_who_left_ends_the_link(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    deactivate(database, cast.viewer("alice").id)
    assert client.get(address(app, shared.id)).status_code == 410


def test_a_replaced_address_is_gone(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    change_share(database, shared.id, epoch=2)
    assert client.get(address(app, shared.id)).status_code == 410
    assert client.get(address(app, shared.id, epoch=2)).status_code == 200


def test_a_share_that_never_was_is_nothing(client: FlaskClient, app: Flask) -> None:
    assert client.get(address(app, "A" * 22)).status_code == 404


def test_a_token_for_another_purpose_or_of_another_key_is_nothing(
    client: FlaskClient, app: Flask, shared: Shared
) -> None:
    ours: Tokens = app.extensions["annotate.share_tokens"]
    strangers = Tokens(["another key that is long enough to be one"])
    for token in (ours.name(TokenPurpose.UNLOCK, shared.id), strangers.link(Link(shared.id, 1))):
        assert client.get(f"/s/{token}").status_code == 404


def test_trying_many_forged_addresses_is_stopped(client: FlaskClient, app: Flask, shared: Shared) -> None:
    for number in range(60):
        assert client.get(f"/s/forged{number}").status_code == 404
    for path in (address(app, shared.id), "/s/forged"):
        answer = client.get(path)
        assert answer.status_code == 429
        assert 595 <= int(answer.headers["Retry-After"]) <= 600
    other = client.get(address(app, shared.id), environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert other.status_code == 200


def test_the_four_ways_to_write_one_token_count_as_one(client: FlaskClient, app: Flask, shared: Shared) -> None:
    path = address(app, shared.id)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = alphabet.index(path[-1]) // 4 * 4
    ways = [path[:-1] + alphabet[place + bits] for bits in range(4)]
    assert len({*ways, path}) == 4
    statuses = [client.post(ways[number % 4], data={"passcode": "wrong"}).status_code for number in range(6)]
    assert statuses == [422] * 5 + [429]
    assert {client.get(way).status_code for way in ways} == {429}


def test_clicking_an_ended_link_locks_nobody_out(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    live = share(database, cast.viewer("alice"), trial_id=shared.trial_id)
    change_share(database, shared.id, epoch=2)
    for _ in range(70):
        assert client.get(address(app, shared.id)).status_code == 410
    assert client.get(address(app, live.id)).status_code == 200
