"""GET /shares/new and POST /shares: a link over notes of several trials, and the pages that it opens."""

import html
import io
import json
import re
from dataclasses import dataclass
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.notes.models import Note
from annotate.shares import holding
from annotate.shares.actions import choose_notes
from annotate.shares.letters import named
from annotate.shares.models import Share
from tests.cast import Cast
from tests.mailing import mails, tell
from tests.making import form, only_share, shown
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, reply, share, thread_ids, unlock, write_note
from tests.texts import keep_trial

VIEWS = ("GET shares.new_over_trials", "POST shares.create_over_trials")

FIRST, SECOND, THIRD = "NCT00000011", "NCT00000022", "NCT00000033"


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes of Alice's, one on each of two trials, and one of Bob's on a third."""

    first: str
    second: str
    bobs: str


def note_on(database: Database, author: Viewer, registry_id: str, body: str) -> str:
    with database.transaction() as session:
        trial = keep_trial(session, registry_id=registry_id)
        return write_note(session, author, trial, body=body, words="160 mg").id


@pytest.fixture
def notes(database: Database, cast: Cast) -> Notes:
    alice = cast.viewer("alice")
    return Notes(
        note_on(database, alice, FIRST, "On the first"),
        note_on(database, alice, SECOND, "On the second"),
        note_on(database, cast.viewer("bob"), THIRD, "Of Bob"),
    )


@pytest.fixture
def shared(alice: FlaskClient, database: Database, notes: Notes) -> Shared:
    """A link over both notes of Alice's."""
    page = alice.post("/shares", data=form([notes.second, notes.first]))
    made = only_share(database)
    code = shown(page.text, "share-passcode")
    return Shared(made.id, code, made.trial_id, FIRST, (notes.first, notes.second))


def boxes(page: str) -> list[str]:
    return re.findall(r'name="notes" value="([^"]+)"', page)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="notes" value="([^"]+)" checked', page)


def test_works__the_sheet_offers_trials_first_and_then_their_notes(alice: FlaskClient, notes: Notes) -> None:
    page = alice.get("/shares/new").text
    assert boxes(page) == []
    assert f'<option value="{FIRST}">' in page
    assert THIRD not in page
    page = alice.get("/shares/new", query_string={"trial": [FIRST]}).text
    assert boxes(page) == [notes.first]
    page = html.unescape(alice.get("/shares/new", query_string={"trial": [SECOND, FIRST]}).text)
    assert boxes(page) == [notes.first, notes.second]
    assert ticked(page) == []
    assert f'action="/shares?trial={FIRST}&trial={SECOND}"' in page
    assert f'href="/shares/new?trial={FIRST}&trial={SECOND}&choose=all#notes"' in page
    assert 'href="/shares/new"' in alice.get("/shares").text
    page = alice.get("/shares/new", query_string={"note": notes.second, "trial": FIRST}).text
    assert boxes(page) == [notes.first, notes.second]
    assert ticked(page) == [notes.second]


def test_works__one_passcode_opens_the_notes_of_each_trial(
    alice: FlaskClient, client: FlaskClient, app: Flask, shared: Shared
) -> None:
    unlock(client, app, shared)
    path = f"/shared/{shared.id}"
    first, second = (client.get(path, query_string=asked).text for asked in ({}, {"trial": SECOND}))
    for page in (first, second):
        assert "2 notes on 2 trials" in page
        assert f'href="{path}?trial={SECOND}"' in page
    assert "On the first" in first
    assert "On the second" not in first
    assert "On the second" in second
    assert "On the first" not in second
    assert f'<a href="{path}" aria-current="page">' in first
    assert client.get(path, query_string={"trial": FIRST}).status_code == 200
    listed = alice.get("/shares").text
    assert "and 1 more trial<" in listed
    assert f"For Bob, second reader · {FIRST} and 1 more trial<" in alice.get("/activity").text
    assert "2 notes in this link" in alice.get(f"/shares/{shared.id}").text
    for registry_id, note_id in ((FIRST, shared.note_ids[0]), (SECOND, shared.note_ids[1])):
        assert f'href="/trials/{registry_id}#note-{note_id}"' in alice.get(f"/shares/{shared.id}").text
        assert "In 1 link" in alice.get(f"/trials/{registry_id}").text


def test_works__a_reply_leads_back_to_its_trial(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    for note, query in ((0, ""), (1, f"?trial={SECOND}")):
        answer = reply(client, shared, f"Number {note}", name="A guest", note=note)
        assert answer.location == f"/shared/{shared.id}{query}#note-{shared.note_ids[note]}"
        page = client.get(answer.location).text
        assert f"Number {note}" in page
        edits = re.search(r'href="([^"]+)/edits"', page)
        assert edits
        assert client.post(f"{edits[1]}/withdrawal").location == answer.location


def test_works__notes_of_another_trial_are_added_and_taken_out(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, cast: Cast, notes: Notes
) -> None:
    with database.reader() as session:
        note = session.get_one(Note, notes.first)
        trial_id, second_id = note.trial_id, session.get_one(Note, notes.second).trial_id
    shared = share(database, cast.viewer("alice"), trial_id=trial_id)
    path = f"/shares/{shared.id}/notes"
    assert notes.second not in boxes(alice.get(path).text)
    page = alice.get(path, query_string={"trial": SECOND}).text
    assert set(boxes(page)) == {notes.first, notes.second, *shared.note_ids}
    assert ticked(page) == list(shared.note_ids)
    alice.post(path, data={"notes": [notes.second, *shared.note_ids], "can_reply": "y"})
    assert set(ticked(alice.get(path).text)) == {notes.second, *shared.note_ids}
    unlock(client, app, shared)
    assert "On the second" in client.get(f"/shared/{shared.id}?trial={SECOND}").text
    alice.post(path, data={"notes": [notes.second], "can_reply": "y"})
    page = client.get(f"/shared/{shared.id}").text
    assert "On the second" in page
    assert "1 note on this trial" in page
    with database.reader() as session:
        assert session.get_one(Share, shared.id).trial_id == second_id, "it begins with a trial that it has notes on"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [([], "Choose at least one note"), (["A" * 22], "no longer exists"), (["x\x00"], "no longer exists")],
)
def test_validates__what_cannot_be_shared_is_said_and_kept(
    alice: FlaskClient, database: Database, notes: Notes, chosen: list[str], words: str
) -> None:
    page = alice.post("/shares", query_string={"trial": FIRST}, data=form(chosen))
    assert page.status_code == 422
    assert words in html.unescape(page.text)
    assert "Bob, second reader" in page.text
    assert boxes(page.text) == [notes.first], "the notes are still there to choose"


def test_validates__so_many_trials_and_no_more(
    alice: FlaskClient, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_TRIALS", 1)
    page = alice.post("/shares", data=form([notes.first, notes.second]))
    assert page.status_code == 422
    assert "A link holds notes on 1 trials at most." in page.text


@pytest.mark.parametrize("trial", [THIRD, "NCT99999999", "x", "\x00", "9" * 5000])
def test_validates__a_trial_without_notes_in_the_link_is_not_found(
    client: FlaskClient, app: Flask, shared: Shared, trial: str
) -> None:
    unlock(client, app, shared)
    assert client.get(f"/shared/{shared.id}", query_string={"trial": trial}).status_code == 404


def test_whose__notes_of_others_are_neither_offered_nor_shared(
    alice: FlaskClient, client: FlaskClient, database: Database, notes: Notes
) -> None:
    assert client.get("/shares/new").status_code == 303
    assert client.post("/shares", data=form([notes.first])).status_code == 401
    for asked in ({"trial": THIRD}, {"note": notes.bobs}):
        assert boxes(alice.get("/shares/new", query_string=asked).text) == []
    assert alice.get("/shares/new?trial=%00&note=%00&choose=%00").status_code == 200
    assert alice.post("/shares", data=form([notes.first, notes.bobs])).status_code == 422
    with database.reader() as session:
        assert session.query(Share).count() == 0


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_notes_that_are_deleted_take_their_trial_with_them(
    client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    unlock(client, app, shared)
    with database.transaction() as session:
        session.get_one(Note, shared.note_ids[0]).deleted_at = clock.now()
    page = client.get(f"/shared/{shared.id}").text
    assert "On the second" in page
    assert "1 note on this trial" in page
    assert FIRST not in page
    assert client.get(f"/shared/{shared.id}?trial={FIRST}").status_code == 404


def test_the_archive_names_every_trial(alice: FlaskClient, shared: Shared) -> None:
    with ZipFile(io.BytesIO(alice.get("/account/archive").get_data())) as archive:
        (link,) = json.loads(archive.read("links.json"))
    assert link["trials"] == [FIRST, SECOND]
    assert sorted(link["notes"]) == sorted(shared.note_ids)


def test_its_queries_do_not_grow_with_its_trials(
    alice: FlaskClient,
    client: FlaskClient,
    app: Flask,
    database: Database,
    cast: Cast,
    queries: list[str],
    notes: Notes,
) -> None:
    ids, counts = [notes.first, notes.second], []
    for number in range(3):
        ids.append(note_on(database, cast.viewer("alice"), f"NCT0000010{number}", f"More {number}"))
        code = shown(alice.post("/shares", data=form(ids)).text, "share-passcode")
        with database.reader() as session:
            made = session.query(Share).order_by(Share.created_at.desc()).first()
            assert made is not None
            shared = Shared(made.id, code, made.trial_id, FIRST, tuple(ids))
        unlock(client, app, shared)
        for path in (f"/shared/{shared.id}", f"/shares/{shared.id}/notes"):
            reader = client if "shared" in path else alice
            reader.get(path)
            queries.clear()
            assert reader.get(path).status_code == 200
            counts.append(len(queries))
    assert len(set(counts[::2])) == len(set(counts[1::2])) == 1
    assert thread_ids(database) == []


def test_letters_to_an_address_that_is_not_confirmed_name_the_trials(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, notes: Notes, shared: Shared
) -> None:
    third = note_on(database, cast.viewer("alice"), "NCT00000044", "On the third")
    with database.transaction() as session:
        made = session.get_one(Share, shared.id)
        assert named(session, made) == f"to notes on {FIRST} and 1 more trial"
        choose_notes(session, cast.viewer("alice"), made, [*shared.note_ids, third])
    unlock(client, app, shared)
    tell(database)
    (mail,) = mails(database)
    assert mail.subject == f"Your link to notes on {FIRST} and 2 more trials was opened"
    with database.transaction() as session:
        session.get_one(Note, third).deleted_at = clock.now()
        assert named(session, session.get_one(Share, shared.id)) == f"to notes on {FIRST} and 1 more trial"
        choose_notes(session, cast.viewer("alice"), session.get_one(Share, shared.id), [notes.second])
        assert named(session, session.get_one(Share, shared.id)) == f"to notes on {SECOND}"
        session.get_one(Account, cast.viewer("alice").id).confirmed_at = clock.now()
        assert "NCT" not in named(session, session.get_one(Share, shared.id))
