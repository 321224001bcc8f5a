"""GET /shared/<share id>: the record with the shared notes and nothing else, for whoever has it unlocked."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.notes.anchors import placing
from annotate.notes.models import Note
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, deactivate, reply, share, unlock, write_note
from tests.texts import REGISTRY_ID, SECTIONS, document, keep_trial, keep_version

VIEWS = ("GET reading.shared",)


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


def test_works__it_shows_the_record_and_the_shared_notes_alone(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        write_note(session, cast.viewer("alice"), trial, words="240 mg", body="Kept to myself")
    page = unlock(client, app, shared).get(f"/shared/{shared.id}")
    assert page.status_code == 200
    assert "Is this dose right?" in page.text
    assert f'href="#note-{shared.note_ids[0]}"' in page.text, "the way to the first note"
    assert "Kept to myself" not in page.text
    assert "telitacicept" in page.text
    assert "<find-words></find-words>" in page.text, "guests find words too, and have no notes to search"
    assert "<bdi>Alice</bdi> shares 1 note on this trial with you" in page.text
    assert "6 days 23 hours" in page.text
    assert "added by <bdi>Alice</bdi>" in page.text
    assert "Only Alice, who wrote this note, will read your reply." in page.text
    assert "A colleague" not in page.text, "the recipient's label is the owner's"
    assert page.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "\0", "9" * 5000])
def test_validates__a_version_that_nothing_is_shared_on_is_not_found(
    client: FlaskClient, app: Flask, shared: Shared, version: str
) -> None:
    page = unlock(client, app, shared).get(f"/shared/{shared.id}", query_string={"version": version})
    assert page.status_code == 404
    assert "Nothing is shared on such a version." in page.text


def test_whose__it_opens_nowhere_else(client: FlaskClient, app: Flask, cast: Cast, shared: Shared) -> None:
    unlock(client, app, shared)
    for stranger in (app.test_client(), cast.client("charlie"), cast.client("alice")):
        page = stranger.get(f"/shared/{shared.id}")
        assert page.status_code == 404
        assert "open the link that you were sent again" in page.text
    unknown = app.test_client().get("/shared/" + "A" * 22)
    assert unknown.status_code == 404
    assert "open the link that you were sent again" in unknown.text


def test_whose__the_cookie_of_one_share_opens_no_other(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    other = share(database, cast.viewer("alice"), bodies=("Another one",), trial_id=shared.trial_id)
    unlock(client, app, shared)
    cookie = client.get_cookie("unlock", path=f"/shared/{shared.id}")
    assert cookie is not None
    client.set_cookie("unlock", cookie.value, path=f"/shared/{other.id}")
    assert client.get(f"/shared/{other.id}").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_token_stands_on_no_page_after_the_landing(client: FlaskClient, app: Flask, shared: Shared) -> None:
    page = unlock(client, app, shared).get(f"/shared/{shared.id}").text
    assert "/s/" not in page
    assert shared.passcode not in page


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "IkFBQSI.aaaa.bbbb", "é", "x" * 3000])
def test_a_forged_cookie_opens_nothing(client: FlaskClient, shared: Shared, cookie: str) -> None:
    client.set_cookie("unlock", cookie, path=f"/shared/{shared.id}")
    client.set_cookie("guest", cookie, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 404


@pytest.mark.parametrize("state", ["revoked_at", "suspended_at", "paused_at", "expires_at"])
def test_an_end_ends_it_at_the_next_request(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, state: str
) -> None:
    unlock(client, app, shared)
    assert client.get(f"/shared/{shared.id}").status_code == 200
    with database.reader() as session:
        made = session.get_one(Share, shared.id).created_at
    change_share(database, shared.id, **{state: made + timedelta(microseconds=1)})
    page = client.get(
        f"/shared/{shared.id}", headers={"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert page.status_code == 410
    assert "Is this dose right?" not in page.text
    note = f"/shared/{shared.id}/notes/{shared.note_ids[0]}"
    assert client.post(f"{note}/replies", data={"body": "x", "name": "G", "client_key": "k"}).status_code == 410
    assert client.post(f"{note}/reading", data={"seen": "x"}).status_code == 410


def test_it_expires_to_the_second(client: FlaskClient, app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), lives=timedelta(hours=1))
    with database.reader() as session:
        ends = session.get_one(Share, shared.id).expires_at
    unlock(client, app, shared)
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        assert client.get(f"/shared/{shared.id}").status_code == 200
    with time_machine.travel(ends, tick=False):
        assert client.get(f"/shared/{shared.id}").status_code == 410


def test_a_new_passcode_ends_every_unlock(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    unlock(client, app, shared)
    change_share(database, shared.id, unlock_epoch=2)
    assert client.get(f"/shared/{shared.id}").status_code == 404


def test_an_owner_who_left_ends_it(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, shared: Shared
) -> None:
    unlock(client, app, shared)
    deactivate(database, cast.viewer("alice").id)
    assert client.get(f"/shared/{shared.id}").status_code == 410


def test_a_page_in_quick_succession_writes_nothing(
    client: FlaskClient, app: Flask, shared: Shared, queries: list[str]
) -> None:
    unlock(client, app, shared)
    queries.clear()
    client.get(f"/shared/{shared.id}")
    assert not [statement for statement in queries if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_note_that_is_taken_out_is_gone(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    unlock(client, app, shared)
    with database.transaction() as session:
        session.delete(session.scalars(select(ShareNote)).one())
    page = client.get(f"/shared/{shared.id}")
    assert page.status_code == 200
    assert "Is this dose right?" not in page.text
    assert "shares no notes here at the moment" in page.text


def test_a_note_that_is_deleted_is_gone(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    unlock(client, app, shared)
    with database.transaction() as session:
        session.get_one(Note, shared.note_ids[0]).deleted_at = clock.now()
    assert "Is this dose right?" not in client.get(f"/shared/{shared.id}").text


def test_signing_out_ends_what_the_account_opened(app: Flask, cast: Cast, shared: Shared) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    assert bob.get(f"/shared/{shared.id}").status_code == 200
    bob.post("/sign-out")
    assert bob.get(f"/shared/{shared.id}").status_code == 404


def test_the_owner_sees_what_others_see(app: Flask, cast: Cast, shared: Shared) -> None:
    page = unlock(cast.client("alice"), app, shared).get(f"/shared/{shared.id}").text
    assert "You share 1 note on this trial, as others see them" in page
    assert "/edits" not in page
    assert "/deletion" not in page
    assert 'name="body"' not in page


def test_a_link_to_read_only_has_no_reply_box(client: FlaskClient, app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), can_reply=False)
    page = unlock(client, app, shared).get(f"/shared/{shared.id}").text
    assert "Replies are off for this link" in page
    assert 'name="body"' not in page


def test_each_note_is_shown_as_it_stands_in_the_version(
    client: FlaskClient, app: Flask, database: Database, cast: Cast
) -> None:
    alice = cast.viewer("alice")
    later = SECTIONS | {"summary": ("Summary", ["One dose is given: 400 mg, once a week."])}
    with database.transaction() as session:
        trial = keep_trial(session, SECTIONS)
        gone = write_note(session, alice, trial, words="160 mg and 240 mg", body="On words that are gone", number=1)
        kept = write_note(session, alice, trial, words="≥18 Years", body="On words that stand", number=1)
        whole = write_note(session, alice, trial, body="On the whole trial", number=1)
        placing.place_notes(session, keep_version(session, trial, later, 2))
        trial_id, old_ids = trial.id, (gone.id, kept.id, whole.id)
    shared = share(database, alice, words=("400 mg",), bodies=("On the new text",), trial_id=trial_id)
    with database.transaction() as session:
        session.add_all(ShareNote(share_id=shared.id, note_id=each, added_at=clock.now()) for each in old_ids)
    unlock(client, app, shared)
    newest = client.get(f"/shared/{shared.id}").text
    for words in ("On the new text", "On words that are gone", "On words that stand", "On the whole trial"):
        assert words in newest
    cards = {each: newest.split(f'id="note-{each}"', 1)[1].split("</article>", 1)[0] for each in old_ids}
    assert "data-start" not in cards[gone.id], "it is never painted on other words"
    assert "The text was removed" in cards[gone.id]
    assert f"/shared/{shared.id}?version=1" in cards[gone.id]
    start = int(re.search(r'data-start="(\d+)"', cards[kept.id])[1])  # type: ignore[index]  # the test fails without it
    assert document(later).text[start:].startswith("≥18 Years")
    oldest = client.get(f"/shared/{shared.id}?version=1").text
    assert "On words that are gone" in oldest
    assert "160 mg" in oldest
    assert "On the new text" not in oldest
    assert "The record has changed since" in oldest
    words = 'data-write-words="Keep notes on the trial’s page"'
    assert f'data-write-href="/trials/{REGISTRY_ID}/versions/1" {words}' in oldest, "signed in or not, it can be kept"
    assert "Sign in to keep" not in oldest
    for wrong in ("3", "0", "x", "1'"):
        assert client.get(f"/shared/{shared.id}?version={wrong}").status_code == 404
    first = re.search(r'data-version="([^"]+)"', oldest)
    assert first
    beside = client.get(f"/shared/{shared.id}", headers={"X-Fragment": "1", "X-Version": first[1]}).text
    assert f'data-version="{first[1]}"' in beside, (
        "a card that a script puts into a page stands as in that page's version"
    )


def test_its_queries_do_not_grow_with_its_notes(app: Flask, database: Database, cast: Cast, queries: list[str]) -> None:
    counts = []
    trial_id = share(database, cast.viewer("alice")).trial_id
    for notes in (1, 12):
        shared = share(
            database,
            cast.viewer("alice"),
            bodies=tuple(f"Note {number}" for number in range(notes)),
            words=("160 mg",) * notes,
            trial_id=trial_id,
        )
        client = unlock(app.test_client(), app, shared)
        client.get(f"/shared/{shared.id}")
        queries.clear()
        client.get(f"/shared/{shared.id}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_it_says_when_the_link_was_opened_before(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    before, others = "You opened this before", "This link was opened before"
    unlock(cast.client("alice"), app, shared)
    bob = unlock(cast.client("bob"), app, shared)
    page = bob.get(f"/shared/{shared.id}").text
    assert before not in page
    assert others not in page, "the owner's own looks are none"
    assert others in unlock(client, app, shared).get(f"/shared/{shared.id}").text, "a stranger is told of Bob's"
    assert bob.get(f"/shared/{shared.id}").text.count(others) == 0, "what came later is not told"
    unlock(bob, app, shared)
    assert re.search(rf"You reply as <bdi>Bob</bdi>\.\s+{others}", bob.get(f"/shared/{shared.id}").text)
    unlock(bob, app, shared)
    assert before in bob.get(f"/shared/{shared.id}").text
    assert "opened before" not in unlock(cast.client("alice"), app, shared).get(f"/shared/{shared.id}").text


def test_a_guest_who_comes_back_is_told_of_their_own_opening(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    reply(client, shared, "My own words", name="A guest")
    unlock(client, app, shared)
    assert "You opened this before" in client.get(f"/shared/{shared.id}").text


@pytest.mark.slow
def test_fifty_people_behind_one_address_are_not_held_back(app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"))
    for number in range(50):
        client = unlock(app.test_client(), app, shared)
        assert reply(client, shared, "Words", name=f"Guest {number}").status_code == 303
        assert reply(client, shared, "More words").status_code == 303
