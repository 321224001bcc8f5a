"""GET /shares and /shares/<id>: every link that I made, and what became of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.actions import Actor
from annotate.activity.kinds import ActivityKind
from annotate.database import Database
from annotate.notes.models import Note
from annotate.shares.models import Unlock
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, reply, share, try_passcode, unlock

VIEWS = ("GET shares.links", "GET shares.link")


def meta(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_works__it_tells_what_became_of_a_link(client: FlaskClient, app: Flask, cast: Cast, shared: Shared) -> None:
    try_passcode(client, app, shared, "wrong")
    unlock(client, app, shared)
    reply(client, shared, "Quite right", name="A guest")
    words = meta(cast.client("alice").get("/shares").text)
    assert "A colleague" in words
    assert "expires in 6 days 23 hours" in words
    assert "opened 1 time, last" in words
    assert "1 wrong passcode" in words
    assert "unread replies in 1 thread" in words
    own = meta(cast.client("alice").get(f"/shares/{shared.id}").text)
    for event in (
        "You made the link",
        "A wrong passcode was tried",
        "Opened with the passcode",
        "A private reply came in: A guest (guest)",
    ):
        assert event in own
    assert "127.0.0.0/24" in own
    assert "127.0.0.1" not in own, "addresses are masked"


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "~",
        "2026-01-01~",
        "2026-01-01T00:00:00~x",
        "0001-01-01T00:00:00+01:00~x",
        "9999-12-31T23:59:59-01:00~x",
        "\x00~x",
    ],
)
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, shared: Shared, after: str) -> None:
    assert cast.client("alice").get("/shares", query_string={"after": after}).status_code == 404


def test_whose__others_see_nothing_of_it(client: FlaskClient, cast: Cast, shared: Shared) -> None:
    assert "A colleague" not in cast.client("bob").get("/shares").text
    assert cast.client("bob").get(f"/shares/{shared.id}").status_code == 404
    assert cast.client("alice").get("/shares/" + "A" * 22).status_code == 404
    assert client.get("/shares").status_code == 303
    assert client.get(f"/shares/{shared.id}").status_code == 303


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize(("column", "words"), [("revoked_at", "Revoked"), ("suspended_at", "Suspended")])
def test_it_tells_how_a_link_ended(database: Database, cast: Cast, shared: Shared, column: str, words: str) -> None:
    change_share(database, shared.id, **{column: clock.now()})
    assert words in cast.client("alice").get("/shares").text
    page = cast.client("alice").get(f"/shares/{shared.id}")
    assert words in page.text


def test_it_tells_that_a_link_expired(cast: Cast, shared: Shared) -> None:
    alice = cast.client("alice")
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert "Expired" in alice.get("/shares").text
        assert "This link has expired" in alice.get(f"/shares/{shared.id}").text


def test_a_revoked_link_has_no_address_and_nothing_to_change(database: Database, cast: Cast, shared: Shared) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    page = cast.client("alice").get(f"/shares/{shared.id}").text
    assert "/s/" not in page
    assert f"/shares/{shared.id}/passcode" not in page


def test_no_link_yet(cast: Cast) -> None:
    assert "You have made no links yet" in cast.client("bob").get("/shares").text


def test_long_lists_come_in_pages_with_a_fixed_number_of_queries(
    cast: Cast, database: Database, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.queries.PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.shares.presenters.PAGE_SIZE", 3)
    trial_id = share(database, cast.viewer("alice")).trial_id
    ids = {share(database, cast.viewer("alice"), trial_id=trial_id).id for _ in range(7)}
    alice = cast.client("alice")
    seen: list[str] = []
    address, counts = "/shares", []
    while address:
        queries.clear()
        page = alice.get(address).text
        counts.append(len(queries))
        seen += dict.fromkeys(re.findall(r'class="item-title"><a href="/shares/([\w-]{22})"', page))
        older = re.search(r'href="(/shares\?after=[^"]+)" rel="next"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 8
    assert ids <= set(seen)
    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_a_page_after_the_last_link_says_so(cast: Cast, shared: Shared) -> None:
    page = cast.client("alice").get("/shares", query_string={"after": "2026-01-01T00:00:00+00:00~x"})
    assert page.status_code == 200
    assert "There are no older links." in page.text


def test_its_page_tells_who_opened_it_and_when(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    alice = cast.client("alice")
    assert "Nobody has opened it yet" in alice.get(f"/shares/{shared.id}").text
    unlock(cast.client("bob"), app, shared)
    unlock(client, app, shared)
    reply(client, shared, "Quite right", name="Bob")
    unlock(app.test_client(), app, shared)
    unlock(alice, app, shared)
    with database.transaction() as session:
        session.execute(update(Unlock).values(net="2001:db8::/48"))
    page = alice.get(f"/shares/{shared.id}").text
    rows = re.findall(r'<th scope="row"><bdi>([^<]+?)</bdi> <span class="badge badge-open">Open</span></th>', page)
    assert rows == ["You", "Unnamed visitor", "Bob (guest)", "Bob"]
    assert "2001:db8::/48" in page
    client.post(f"/shared/{shared.id}/leaving")
    assert '<th scope="row"><bdi>Bob (guest)</bdi></th>' in alice.get(f"/shares/{shared.id}").text


def test_a_guest_who_comes_back_is_known_by_name(client: FlaskClient, app: Flask, cast: Cast, shared: Shared) -> None:
    unlock(client, app, shared)
    reply(client, shared, "Quite right", name="Erin")
    unlock(client, app, shared).get(f"/shared/{shared.id}")
    page = cast.client("alice").get(f"/shares/{shared.id}").text
    assert page.count('<th scope="row"><bdi>Erin (guest)</bdi>') == 2


def test_its_page_draws_what_happened_and_says_it_in_a_table(
    client: FlaskClient, app: Flask, cast: Cast, shared: Shared
) -> None:
    alice = cast.client("alice")
    assert "By day" not in alice.get(f"/shares/{shared.id}").text
    try_passcode(client, app, shared, "wrong")
    unlock(client, app, shared)
    unlock(app.test_client(), app, shared)
    page = alice.get(f"/shares/{shared.id}").text
    assert '<svg class="timeline-chart"' not in page, "a chart of one day is a slab"
    assert "<dd>2 openings, 1 wrong passcode</dd>" in page
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        page = alice.get(f"/shares/{shared.id}").text
    assert page.count('<rect class="timeline-opened"') == page.count('<rect class="timeline-failed"') == 1
    assert 'timeline-replied" x=' not in page
    assert "style=" not in page
    assert ": 2 openings, 1 wrong passcode, 0 replies." in page
    cells = re.findall(r'<td class="number">(\d+)</td>', page)
    assert cells == ["2", "1", "0"]


def test_its_page_lists_the_notes_that_it_holds(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.choosing.LISTED", 2)
    alice = cast.viewer("alice")
    shared = share(database, alice, bodies=("One", "Two", "Three"), words=("", "160 mg", "240 mg"))
    page = cast.client("alice").get(f"/shares/{shared.id}").text
    assert "3 notes in this link" in page
    assert [words in page for words in ("One", "Two", "Three")] == [True, True, False]
    assert f'href="/shares/{shared.id}/notes">1 more note</a>' in page
    assert f'href="/trials/{shared.registry_id}#note-{shared.note_ids[1]}"' in page
    with database.transaction() as session:
        for note_id in shared.note_ids:
            session.get_one(Note, note_id).deleted_at = clock.now()
    page = cast.client("alice").get(f"/shares/{shared.id}").text
    assert "Its notes are deleted" in page
    assert "Two" not in page


def test_what_happened_comes_in_pages(
    cast: Cast, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.queries.EVENTS_PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.shares.presenters.EVENTS_PAGE_SIZE", 3)
    owner_id = cast.viewer("alice").id
    with database.transaction() as session:
        for number in range(7):
            activity.record(session, owner_id, ActivityKind.REPLY_CAME, shared.id, actor=Actor(f"number {number}"))
    seen, path = [], f"/shares/{shared.id}"
    while path:
        page = cast.client("alice").get(path).text
        seen += re.findall(r"came in: <bdi>(number \d)", page)
        older = re.search(rf'href="(/shares/{shared.id}\?after=[^"#]+)#events" rel="next"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [f"number {number}" for number in range(6, -1, -1)]
    assert cast.client("alice").get(f"/shares/{shared.id}?after=x").status_code == 404
