"""What a visitor sees after unlocking opens nothing for anybody else, and tells nobody the passcode."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.sharing import Shared, address, answer, reply, share, thread_ids, unlock

SECRETS = ("Is this dose right?", "My own words", "Alice to me")


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


def addresses_on(page: str) -> set[str]:
    found = {path.replace("&amp;", "&") for path in re.findall(r'(?:href|src|action)="(/[^"]*)"', page)}
    return {path for path in found if not path.startswith("/static/")}


def test_no_address_of_the_shared_page_works_for_another(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    reply(unlock(client, app, shared), shared, "My own words", name="A guest")
    answer(cast.client("alice"), thread_ids(database)[0], "Alice to me")
    page = client.get(f"/shared/{shared.id}").text
    assert all(secret in page for secret in SECRETS)
    for found in {f"/shared/{shared.id}", *addresses_on(page)}:
        for stranger in (app.test_client(), cast.client("charlie")):
            for answered in (stranger.get(found), stranger.post(found, data={"passcode": "wrong"})):
                assert answered.status_code < 500
                assert not any(secret in answered.text for secret in SECRETS), found


def test_passcode_and_token_are_on_no_page(
    client: FlaskClient, app: Flask, cast: Cast, shared: Shared, capfd: pytest.CaptureFixture[str]
) -> None:
    landing = address(app, shared.id)
    token = landing.removeprefix("/s/")
    client.post(landing, data={"passcode": shared.passcode})
    for path in (f"/shared/{shared.id}", landing, "/"):
        page = client.get(path)
        assert token not in page.text
        assert shared.passcode not in page.text
        assert token not in str(page.headers)
    for path in ("/shares", f"/shares/{shared.id}", f"/shares/{shared.id}/notes"):
        assert shared.passcode not in cast.client("alice").get(path).text
    logged = capfd.readouterr()
    assert token not in logged.err + logged.out
    assert shared.passcode not in logged.err + logged.out


def test_a_locked_link_gives_nothing_on_any_route(app: Flask, client: FlaskClient, shared: Shared) -> None:
    values = {
        "token": address(app, shared.id).removeprefix("/s/"),
        "share_id": shared.id,
        "note_id": shared.note_ids[0],
        "thread_id": shared.id,
        "registry_id": shared.registry_id,
        "number": "1",
    }
    tried = 0
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments and rule.arguments <= set(values):
            tried += 1
            page = client.get(re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found.group(1)], rule.rule))
            assert page.status_code < 500
            for secret in ("Is this dose right?", shared.note_ids[0], "A colleague"):
                if secret not in page.request.path:
                    assert secret not in page.text, rule
    assert tried >= 8
