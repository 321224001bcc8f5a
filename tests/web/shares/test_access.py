"""Who has access to a link: its owner sees it and can end it, and the same rule holds on every page."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.shares.models import Unlock
from annotate.shares.unlocks.actions import LONGEST_UNLOCK
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock

VIEWS = ("GET shares.visitors", "GET shares.visitor", "POST shares.end_visitor")


def visitors(alice: FlaskClient, shared: Shared) -> tuple[str, list[str]]:
    """Give what the link's page says of who has access, and the addresses that end it."""
    page = alice.get(f"/shares/{shared.id}").text
    section = page[page.index('id="access-name"') :].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section)), re.findall(
        r'href="(/shares/[^"]+/visitors/[^"]+)"', section
    )


def test_works__everybody_who_has_access_is_listed_page_by_page(
    app: Flask, cast: Cast, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.access.PAGE_SIZE", 2)
    for _ in range(5):
        unlock(app.test_client(), app, shared)
    alice, seen, path = cast.client("alice"), list[str](), f"/shares/{shared.id}"
    while path:
        page = html.unescape(alice.get(path).text)
        seen += re.findall(r'href="/shares/[^"]+/visitors/([^"?]+)"', page)
        following = re.search(r'href="(/shares/[^"]+/visitors\?after=[^"]+)"', page)
        path = following[1] if following else ""
    assert len(seen) == len(set(seen)) == 5


def test_works__one_visitor_s_access_is_ended_and_the_others_go_on(
    app: Flask, cast: Cast, database: Database, client: FlaskClient, shared: Shared
) -> None:
    other, alice = app.test_client(), cast.client("alice")
    for guest, name in ((client, "Dana"), (other, "Erin")):
        reply(unlock(guest, app, shared), shared, "Words", name=name)
    said, paths = visitors(alice, shared)
    assert "Dana (guest)" in said
    assert "Open now" in said
    with database.reader() as session:
        first = session.scalars(select(Unlock).order_by(Unlock.created_at)).first()
    assert first
    path = f"/shares/{shared.id}/visitors/{first.id}"
    assert path in paths
    alice.post(path)
    assert client.get(f"/shared/{shared.id}").status_code == 404
    assert other.get(f"/shared/{shared.id}").status_code == 200
    assert alice.get(path).status_code == 404
    assert unlock(client, app, shared).get(f"/shared/{shared.id}").status_code == 200, "the passcode opens it again"


@pytest.mark.parametrize("after", ["x", "~", "2026-01-01~x", "\0"])
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, shared: Shared, after: str) -> None:
    page = cast.client("alice").get(f"/shares/{shared.id}/visitors", query_string={"after": after})
    assert page.status_code == 404


def test_whose__nobody_else_sees_or_ends_access(
    app: Flask, cast: Cast, database: Database, client: FlaskClient, shared: Shared
) -> None:
    guest = unlock(app.test_client(), app, shared)
    with database.reader() as session:
        path = f"/shares/{shared.id}/visitors/{session.scalars(select(Unlock.id)).one()}"
    for page in (path, f"/shares/{shared.id}/visitors"):
        assert cast.client("bob").get(page).status_code == 404
        assert client.get(page).status_code == 303
    assert cast.client("bob").post(path).status_code == 404
    assert client.post(path).status_code == 401
    assert guest.get(f"/shared/{shared.id}").status_code == 200


def test_whose__a_visitor_of_another_link_is_not_found(
    app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    second = share(database, cast.viewer("alice"), trial_id=shared.trial_id)
    unlock(app.test_client(), app, second)
    with database.reader() as session:
        unlock_id = session.scalars(select(Unlock.id)).one()
    path = f"/shares/{shared.id}/visitors/{unlock_id}"
    assert cast.client("alice").get(path).status_code == cast.client("alice").post(path).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_an_account_that_answered_keeps_its_own_threads_and_nothing_else(
    app: Flask, cast: Cast, database: Database
) -> None:
    shared = share(
        database, cast.viewer("alice"), bodies=("Is this dose right?", "Another note"), words=("160 mg", "240 mg")
    )
    bob, alice = cast.client("bob"), cast.client("alice")
    reply(unlock(bob, app, shared), shared, "Quite right")
    (thread,) = thread_ids(database)
    answer(alice, thread, "Thank you")
    with time_machine.travel(clock.now() + LONGEST_UNLOCK + timedelta(hours=1)):
        assert bob.get(f"/shared/{shared.id}").status_code == 404
        page = bob.get(f"/replies/{thread}").text
        assert "Is this dose right?" in page
        assert "Thank you" in page
        assert "You can come back to this conversation" in page
        assert "Another note" not in page + bob.get("/replies").text
        said, (path,) = visitors(alice, shared)
        assert "Bob" in said
        assert "Own conversations" in said
        assert "End access" in said
        asked = alice.get(path)
        assert "Bob" in asked.text
        assert alice.post(path).location == f"/shares/{shared.id}"
        page = bob.get(f"/replies/{thread}").text
        assert "Is this dose right?" not in page
        assert "Thank you" not in page
        assert "Quite right" in page
        assert answer(bob, thread, "One more").status_code == 403
        assert visitors(alice, shared)[1] == []
        assert "ended a visitor’s access: <bdi>Bob</bdi>" in alice.get(f"/shares/{shared.id}").text


def test_leaving_gives_up_what_ran_out_before(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    reply(unlock(cast.client("bob"), app, shared), shared, "Quite right")
    (thread,) = thread_ids(database)
    with time_machine.travel(clock.now() + LONGEST_UNLOCK + timedelta(hours=1)):
        bob = cast.client("bob")
        unlock(bob, app, shared).post(f"/shared/{shared.id}/leaving")
        assert "Is this dose right?" not in bob.get(f"/replies/{thread}").text
