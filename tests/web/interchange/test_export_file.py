"""The file of many notes: asked for, waited for, fetched and deleted."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from annotate import clock
from annotate.accounts import locking
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.interchange.files import actions, making
from annotate.interchange.files.making import make_next
from annotate.interchange.files.models import ExportFile, ExportFilePart
from annotate.interchange.files.queries import LIFETIME
from annotate.interchange.jobs import JOBS
from annotate.interchange.selection import ChosenNotes
from annotate.interchange.views import exports
from annotate.jobs.job import Job
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock
from tests.unit.interchange.readers import data, xlsx_rows

VIEWS = (
    "POST interchange.make_export",
    "GET interchange.export_file",
    "GET interchange.export_content",
    "POST interchange.remove_export",
)
URL = "/notes/exports"


def asked(client: FlaskClient, key: str = "json", **more: str) -> str:
    """Have a file made, and give the address of its page."""
    answer = client.post(URL, data={"format": key, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def fetched(client: FlaskClient, page: str) -> bytes:
    got = client.get(f"{page}/file")
    assert got.status_code == 200, got.text
    content = got.get_data()
    assert got.content_length == len(content)
    got.close()
    return content


def job(name: str) -> Job:
    return next(each for each in JOBS if each.name == name)


def rows(database: Database) -> tuple[int, int]:
    """Count the files, and their parts."""
    with database.reader() as session:
        files, parts = (session.scalar(select(func.count()).select_from(each)) for each in (ExportFile, ExportFilePart))
    return files or 0, parts or 0


def test_works__it_is_asked_for_waited_for_and_fetched(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    noting.note(body="One")
    noting.note(body="Two")
    page = asked(alice, "xlsx", q="two")
    waiting = alice.get(page).text
    assert '<progress class="progress" aria-label="Notes in the file" max="1" value="0">' in waiting
    assert "1 note. Waiting for its turn." in waiting
    assert f"{page}/file" not in waiting
    assert alice.get(f"{page}/file").status_code == 404
    assert job("exports").work(database) == "1 export made"
    ready = alice.get(page).text
    assert "The file is ready: 1 note," in ready
    assert f'href="{page}/file"' in ready
    assert [row["note"] for row in xlsx_rows(fetched(alice, page))] == ["Two"]
    got = alice.get(f"{page}/file")
    assert re.search(r'filename="annotate-notes-[0-9-]{10}\.xlsx"', got.headers["Content-Disposition"])
    assert got.headers["Cache-Control"] == "no-store, private"
    got.close()


def test_works__many_notes_are_asked_for_by_a_form_and_the_sheet_leads_back(
    cast: Cast, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = cast.client("alice")
    noting.note()
    assert 'method="post" action="/notes/exports"' not in alice.get(f"{URL}/new").text
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 0)
    sheet = alice.get(f"{URL}/new").text
    assert 'method="post" action="/notes/exports"' in sheet
    assert "So many notes take a while." in sheet
    page = asked(alice)
    assert f'href="{page}"' in alice.get(f"{URL}/new").text


def test_works__the_page_says_how_far_it_is(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each note is told while the file is made: here without a pause between two notices."""
    monkeypatch.setattr(making, "TOLD_SECONDS", 0)
    alice, seen = cast.client("alice"), []
    for body in ("One", "Two", "Three"):
        noting.note(body=body)
    page = asked(alice, "xlsx")
    told = actions.note_progress

    def look(*given: object) -> None:
        told(*given)  # type: ignore[arg-type]  # as they come
        seen.append(given[-1])

    monkeypatch.setattr(actions, "note_progress", look)
    make_next(database)
    assert seen == [1, 2, 3]
    with database.transaction() as session:
        session.execute(update(ExportFile).values(ended_at=None, done=2))
    assert "2 of 3 notes." in alice.get(page).text
    part = alice.get(page, headers={"X-Fragment": "1"}).text
    assert "2 of 3 notes." in part
    assert "<html" not in part


def test_works__a_new_one_takes_the_place_of_the_former(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    noting.note()
    first = asked(alice)
    make_next(database)
    second = asked(alice)
    assert alice.get(first).status_code == 404
    assert alice.get(second).status_code == 200
    assert rows(database) == (1, 0)


def test_works__it_is_deleted_by_its_owner_and_a_day_later(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    noting.note()
    page = asked(alice)
    make_next(database)
    assert alice.post(f"{page}/deletion").status_code == 303
    assert rows(database) == (0, 0)
    page = asked(alice)
    make_next(database)
    with database.transaction() as session:
        session.execute(update(ExportFile).values(ended_at=clock.now() - LIFETIME))
    assert [alice.get(each).status_code for each in (page, f"{page}/file")] == [404, 404]
    assert job("old-exports").work(database).startswith("1 export deleted")
    assert rows(database) == (0, 0)


def test_validates__what_cannot_be_made_is_said_and_nothing_is_stored(
    cast: Cast, noting: Noting, database: Database
) -> None:
    noting.note()
    alice = cast.client("alice")
    for given, sentence in (
        ({"format": "odd"}, "There is no format of this name."),
        ({"format": "json", "order": "odd"}, "The order is one of"),
        ({"format": "json", "q": "state:odd"}, "This search is not clear"),
    ):
        answer = alice.post(URL, data=given)
        assert answer.status_code == 422
        assert sentence in unescape(answer.text)
    assert alice.post(URL, data={"format": "json", "link": "unknown"}).status_code == 404
    assert rows(database) == (0, 0)


def test_whose__it_is_missing_for_others_and_strangers_sign_in(
    cast: Cast, client: FlaskClient, noting: Noting, database: Database
) -> None:
    noting.note()
    page = asked(cast.client("alice"))
    make_next(database)
    charlie = cast.client("charlie")
    for path in (page, f"{page}/file", f"{URL}/unknown"):
        assert charlie.get(path).status_code == 404
        assert client.get(path).location.startswith("/sign-in")
    assert charlie.post(f"{page}/deletion").status_code == 404
    assert client.post(f"{page}/deletion").status_code == 401
    assert client.post(URL, data={"format": "json"}).status_code == 401
    assert page not in charlie.get(f"{URL}/new").text
    asked(charlie)
    make_next(database)
    assert len(data(fetched(cast.client("alice"), page))["notes"]) == 1


def test_whose__what_others_have_withdrawn_since_is_not_given(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    bob, alice = unlock(cast.client("bob"), app, shared), cast.client("alice")
    reply(bob, shared, "It is.")
    page = asked(alice)
    make_next(database)
    assert b"It is." in fetched(alice, page)
    withdrawn = re.search(r'href="(/shared/[^"]+/withdrawal)"', bob.get(f"/shared/{shared.id}").text)
    assert withdrawn
    bob.post(withdrawn[1])
    assert "Since this file was made, somebody has changed or withdrawn a reply" in alice.get(page).text
    assert alice.get(f"{page}/file").status_code == 410
    page = asked(alice)
    make_next(database)
    assert b"It is." not in fetched(alice, page)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_link_that_is_gone_meanwhile_is_told(app: Flask, cast: Cast, database: Database) -> None:
    shared, alice = share(database, cast.viewer("alice")), cast.client("alice")
    page = asked(alice, link=shared.id)
    with database.transaction() as session:
        session.execute(update(ExportFile).values(share_id="gone"))
    make_next(database)
    assert 'role="alert"' in alice.get(page).text
    assert alice.get(f"{page}/file").status_code == 404


def test_a_file_that_was_begun_too_often_is_given_up_and_others_are_made(
    cast: Cast, noting: Noting, database: Database
) -> None:
    noting.note()
    first = asked(cast.client("alice"))
    with database.transaction() as session:
        session.execute(update(ExportFile).values(tries=actions.MOST_TRIES, begun_at=clock.now()))
    second = asked(cast.client("bob"))
    assert job("exports").work(database) == "1 export made"
    assert actions.GIVEN_UP in cast.client("alice").get(first).text
    assert "The file is ready" in cast.client("bob").get(second).text


def test_a_process_that_was_killed_leaves_a_file_that_another_makes_anew(
    cast: Cast, noting: Noting, database: Database
) -> None:
    noting.note()
    alice = cast.client("alice")
    page = asked(alice)
    with database.transaction() as session:
        begun = actions.begin_next(session)
        assert begun
        actions.add_part(session, begun, 0, b"half of it", 0)
    assert make_next(database)
    assert len(data(fetched(alice, page))["notes"]) == 1
    with database.transaction() as session, pytest.raises(actions.ExportDropped):
        actions.add_part(session, begun, 1, b"of the former process", 0)


def test_a_database_that_is_busy_is_asked_again(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting.note()
    alice = cast.client("alice")
    page = asked(alice)

    def busy(*_given: object, **_more: object) -> ChosenNotes:
        raise Unavailable("Not now.")

    with monkeypatch.context() as patched:
        patched.setattr(making, "choose_notes", busy)
        with pytest.raises(Unavailable):
            make_next(database)
    assert "1 note" in alice.get(page).text
    assert make_next(database)
    assert "The file is ready" in alice.get(page).text


def test_a_locked_account_has_no_file(cast: Cast, noting: Noting, database: Database) -> None:
    noting.note()
    asked(cast.client("alice"))
    with database.transaction() as session:
        locking.lock(session, cast.viewer("alice").email)
    make_next(database)
    assert rows(database) == (0, 0)


def test_a_file_that_grows_too_large_is_told(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LARGEST", 10)
    noting.note()
    alice = cast.client("alice")
    page = asked(alice)
    make_next(database)
    assert "The file would be larger than" in alice.get(page).text
    assert rows(database) == (1, 0)
