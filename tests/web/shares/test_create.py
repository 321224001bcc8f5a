"""GET /trials/<id>/shares/new and POST /trials/<id>/shares: the sheet, and the one page that shows a passcode."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.codebook.models import Label
from annotate.database import Database
from annotate.notes.models import Note
from annotate.shares import actions, holding, passcodes
from annotate.shares.models import Share, ShareNote
from tests.cast import Cast
from tests.making import TARGET, form, only_share, shown
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, unlock, write_note
from tests.texts import REGISTRY_ID, keep_trial

VIEWS = ("GET shares.new", "POST shares.create")

SHEET = f"/trials/{REGISTRY_ID}/shares/new"

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no note": ({"notes": []}, "Choose at least one note"),
    "an unknown note": ({"notes": ["A" * 22]}, "no longer exists"),
    "ten thousand notes": (
        {"notes": [f"{number:022d}" for number in range(900)] + ["x" * 22] * 10},
        "no longer exists",
    ),
    "no recipient": ({"recipient": ""}, "Give the link a name"),
    "a blank recipient": ({"recipient": "\u200b \n\u00a0"[1:]}, "Give the link a name of 1 to"),
    "a long recipient": ({"recipient": "x" * 121}, "120"),
    "NUL in the recipient": ({"recipient": "a\x00b"}, "cannot be stored"),
    "no span": ({"expiry": []}, "Choose when the link expires"),
    "no kind of passcode": ({"kind": []}, "Generate a passcode, or choose your own"),
    "an unknown span": ({"expiry": "never"}, "Not a valid choice"),
    "ten years": ({"expiry": "until", "until": "2036-12-24T18:00"}, "90 days at most"),
    "yesterday": ({"expiry": "until", "until": "2020-12-24T18:00"}, "has already passed"),
    "no moment": ({"expiry": "until", "until": ""}, "Give the date and the time"),
    "no moment, and nobody": ({"expiry": "until", "until": "", "recipient": ""}, "Give the date and the time"),
    "a moment that is none": ({"expiry": "until", "until": "NaN"}, "Give the date and the time"),
    "the year 0": ({"expiry": "until", "until": "0000-00-00T00:00"}, "Give the date and the time"),
    "the first year, ahead of UTC": ({"expiry": "until", "until": "0001-01-01T00:00", "offset": "60"}, "Give the date"),
    "an offset beyond the map": ({"expiry": "until", "until": "2036-12-24T18:00", "offset": "1e9"}, "Not a valid"),
    "a short own passcode": ({"kind": "own", "passcode": "otters jugg"}, "at least 12 characters"),
    "an easy own passcode": ({"kind": "own", "passcode": "aaaaaaaaaaaa"}, "too easy to guess"),
    "the trial's id": ({"kind": "own", "passcode": f"{REGISTRY_ID}1"}, "too easy to guess"),
    "a long own passcode": ({"kind": "own", "passcode": "x" * 257}, "256"),
    "no opening at all": ({"most_openings": "0"}, "Choose a number from 1 to 1,000"),
    "openings in words": ({"most_openings": "three"}, "Not a valid integer value"),
    "no key": ({"client_key": ""}, "arrived incomplete"),
    "a long key": ({"client_key": "x" * 65}, "64"),
}


def test_works__the_sheet_offers_my_notes_and_ticks_none(alice: FlaskClient, note_ids: list[str]) -> None:
    page = alice.get(SHEET).text
    assert page.count('name="notes"') == 2
    assert not re.search(r'name="notes"[^>]* checked', page)
    assert note_ids[2] not in page


def test_works__the_link_and_its_passcode_are_shown_and_open(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, note_ids: list[str]
) -> None:
    page = alice.post(TARGET, data=form(note_ids[:2]))
    assert page.status_code == 201
    assert page.headers["Cache-Control"] == "no-store, private"
    link, code = shown(page.text, "share-link"), shown(page.text, "share-passcode")
    assert re.fullmatch(r"http://localhost/s/[\w.-]+", link)
    words = code.split(" ")
    assert len(words) == 4
    assert set(words) <= set(passcodes.word_list())
    assert "Send the link and the passcode separately" in page.text
    answer = client.post(link, data={"passcode": code})
    assert answer.status_code == 303
    assert "A note of Alice" in client.get(answer.location).text


@pytest.mark.parametrize("name", WRONG)
def test_validates__what_cannot_be_taken_is_said_and_kept(
    alice: FlaskClient, database: Database, note_ids: list[str], name: str
) -> None:
    change, words = WRONG[name]
    page = alice.post(TARGET, data=form(note_ids[:1]) | change)
    assert page.status_code == 422
    assert words in html.unescape(page.text)
    if "recipient" not in change:
        assert "Bob, second reader" in page.text, "what was typed stays"
    with database.reader() as session:
        assert session.scalars(select(Share)).all() == []


def test_whose__the_sheet_needs_signing_in(client: FlaskClient, note_ids: list[str]) -> None:
    answer = client.get(SHEET)
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.location
    assert client.post(TARGET, data=form(note_ids[:1])).status_code == 401


def test_whose__another_person_s_note_is_not_mine_to_share(
    alice: FlaskClient, database: Database, note_ids: list[str]
) -> None:
    page = alice.post(TARGET, data=form([note_ids[0], note_ids[2]]))
    assert page.status_code == 422
    with database.reader() as session:
        assert session.scalars(select(Share)).all() == []


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_sheet_chooses_the_note_that_it_was_opened_from(alice: FlaskClient, note_ids: list[str]) -> None:
    page = alice.get(f"{SHEET}?note={note_ids[0]}&note={note_ids[2]}").text
    chosen = re.findall(r'name="notes" value="([^"]+)" checked', page)
    assert chosen == [note_ids[0]]


def test_the_sheet_ticks_all_none_or_what_is_under_a_label(
    alice: FlaskClient, database: Database, cast: Cast, note_ids: list[str]
) -> None:
    with database.transaction() as session:
        label = Label(account_id=cast.viewer("alice").id, name="Dose & more", hue=3, created_at=clock.now())
        session.add(label)
        session.flush()
        session.get_one(Note, note_ids[0]).label_id = label.id
        label_id = label.id
    page = html.unescape(alice.get(SHEET).text)
    assert f'href="{SHEET}?choose={label_id}#notes"' in page
    assert "Dose & more</span> (1)" in page
    assert "No label (1)" in page
    for asked, ticked in (
        ("all", set(note_ids[:2])),
        ("none", set()),
        (label_id, {note_ids[0]}),
        ("unlabelled", {note_ids[1]}),
        ("x", set()),
    ):
        shown_page = alice.get(SHEET, query_string={"choose": asked, "note": note_ids[1]}).text
        assert set(re.findall(r'name="notes" value="([^"]+)" checked', shown_page)) == ticked, asked


def test_the_sheet_without_notes_says_what_to_do(cast: Cast, note_ids: list[str]) -> None:
    page = cast.client("charlie").get(SHEET)
    assert page.status_code == 200
    assert "You have no notes on this trial yet" in page.text


def test_a_trial_that_is_not_here(alice: FlaskClient, note_ids: list[str]) -> None:
    assert alice.get("/trials/NCT00000001/shares/new").status_code == 404
    assert alice.post("/trials/NCT00000001/shares", data=form(note_ids[:1])).status_code == 404


def test_the_passcode_is_stored_nowhere(alice: FlaskClient, database: Database, note_ids: list[str]) -> None:
    page = alice.post(TARGET, data=form(note_ids[:1]))
    code = shown(page.text, "share-passcode")
    assert code not in str(page.headers)
    share = only_share(database)
    assert share.passcode_hash.startswith("$argon2id$")
    assert code not in alice.get(f"/shares/{share.id}").text
    with database.engine.connect() as connection:
        for name in ("shares", "activities", "unlocks"):
            assert code not in str(connection.exec_driver_sql(f"SELECT * FROM {name}").all())  # noqa: S608 - our own names


def test_the_share_is_what_was_asked_for(alice: FlaskClient, database: Database, note_ids: list[str]) -> None:
    before = clock.now()
    alice.post(TARGET, data=form(note_ids[:1], recipient="  Bob \n the  second "))
    share = only_share(database)
    assert share.recipient == "Bob the second"
    assert share.can_reply
    assert timedelta(0) <= share.expires_at - before - timedelta(days=7) < timedelta(seconds=20)
    with database.reader() as session:
        assert session.scalars(select(ShareNote.note_id)).all() == [note_ids[0]]


@pytest.mark.parametrize(("preset", "span"), [("1h", 1 / 24), ("1d", 1), ("7d", 7), ("14d", 14), ("30d", 30)], ids=str)
def test_each_span(alice: FlaskClient, database: Database, note_ids: list[str], preset: str, span: float) -> None:
    before = clock.now()
    alice.post(TARGET, data=form(note_ids[:1], expiry=preset))
    assert abs(only_share(database).expires_at - before - timedelta(days=span)) < timedelta(seconds=20)


def test_a_moment_in_the_reader_s_own_time(alice: FlaskClient, database: Database, note_ids: list[str]) -> None:
    local = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0, tzinfo=None)
    alice.post(TARGET, data=form(note_ids[:1], expiry="until", until=local.isoformat(timespec="minutes"), offset="120"))
    assert only_share(database).expires_at == (local - timedelta(hours=2)).replace(tzinfo=UTC)


def test_a_moment_without_a_zone_is_utc(alice: FlaskClient, database: Database, note_ids: list[str]) -> None:
    local = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0, tzinfo=None)
    alice.post(TARGET, data=form(note_ids[:1], expiry="until", until=local.isoformat(timespec="minutes"), offset=""))
    assert only_share(database).expires_at == local.replace(tzinfo=UTC)


def test_replies_can_be_off(alice: FlaskClient, database: Database, note_ids: list[str]) -> None:
    data = form(note_ids[:1])
    del data["can_reply"]
    alice.post(TARGET, data=data)
    assert not only_share(database).can_reply


def test_an_own_passcode(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, note_ids: list[str]
) -> None:
    own = "Otters juggle quietly at 5"
    page = alice.post(TARGET, data=form(note_ids[:1], kind="own", passcode=own))
    assert shown(page.text, "share-passcode") == own
    share = only_share(database)
    assert share.passcode_own
    unlock(client, app, Shared(share.id, own, share.trial_id, REGISTRY_ID, tuple(note_ids[:1])))


def test_too_many_notes_are_refused_before_anything_is_hashed(
    alice: FlaskClient, note_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.passcodes.generate", lambda _seed: pytest.fail("a passcode was made"))
    page = alice.post(TARGET, data=form([*note_ids, *map(str, range(holding.MOST_NOTES))]))
    assert page.status_code == 422
    assert "A link holds 2,000 notes at most." in page.text
    assert "Bob, second reader" in page.text


def test_a_note_of_another_trial_does_not_fit(
    alice: FlaskClient, cast: Cast, database: Database, note_ids: list[str]
) -> None:
    with database.transaction() as session:
        other = keep_trial(session, registry_id="NCT00000007")
        stray = write_note(session, cast.viewer("alice"), other, words="160 mg").id
    assert alice.post(TARGET, data=form([stray])).status_code == 422


def test_the_qr_code_holds_the_link_and_not_the_passcode(alice: FlaskClient, note_ids: list[str]) -> None:
    page = alice.post(TARGET, data=form(note_ids[:1])).text
    source = re.search(r'<img src="(data:image/svg\+xml[^"]+)" alt="QR code of the link"', page)
    assert source
    assert "script" not in source.group(1)
    drawn = segno.make(shown(page, "share-link"), error="m", micro=False).svg_data_uri(border=2)
    assert html.unescape(source.group(1)) == drawn, "the link and nothing else"
    assert shown(page, "share-passcode") not in html.unescape(source.group(1))


def test_the_configured_host_stands_in_the_link(
    alice: FlaskClient, app: Flask, note_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["annotate.settings"], base_url="https://notes.example.org")
    monkeypatch.setitem(app.extensions, "annotate.settings", settings)
    page = alice.post(TARGET, data=form(note_ids[:1])).text
    assert shown(page, "share-link").startswith("https://notes.example.org/s/")


def test_a_link_can_be_held_to_a_number_of_openings(
    alice: FlaskClient, database: Database, note_ids: list[str]
) -> None:
    alice.post(TARGET, data=form(note_ids[:1], most_openings="3"))
    assert only_share(database).most_openings == 3


def test_one_person_has_so_many_live_links_and_no_more(
    alice: FlaskClient, database: Database, note_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_LIVE", 2)
    for _ in range(2):
        assert alice.post(TARGET, data=form(note_ids[:1])).status_code == 201
    answer = alice.post(TARGET, data=form(note_ids[:1]))
    assert answer.status_code == 429
    assert "You have 2 active links" in answer.text
    assert "Bob, second reader" in answer.text, "what was typed stays"
    with database.transaction() as session:
        revived = session.scalars(select(Share).order_by(Share.id).limit(1)).one()
        revived.expires_at, revived_id = clock.now(), revived.id
    assert alice.post(TARGET, data=form(note_ids[:1])).status_code == 201
    answer = alice.post(f"/shares/{revived_id}/extension", data={"expiry": "7d"})
    assert answer.status_code == 429, "what lives again counts like what is made"
