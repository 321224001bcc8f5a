"""/notes/imports: notes from a file, looked at first."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.accounts import quota
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.interchange import forms, importing
from annotate.notes.models import Anchor, Note
from tests.cast import Cast
from tests.foreign import annotation, bring, exported, look
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, kept_trial

VIEWS = (
    "GET interchange.notes_imports",
    "POST interchange.preview_notes_import",
    "POST interchange.import_notes_file",
)


def notes(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get("/notes/exports?format=json").data)["notes"]
    return found


def stored(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_works__notes_of_hypothesis_come_in_and_go_again(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice = cast.client("alice")
    assert 'href="/notes/imports"' in alice.get("/notes").text
    assert "Up to" in alice.get("/notes/imports").text or "up to 1 MB" in alice.get("/notes/imports").text
    sent = exported(annotation(1, tags=["to discuss", "a,b"]), annotation(2, on="", text="On *all*"))
    assert "2 notes of Hypothesis would come in" in words(look(alice, sent).text)
    assert stored(database) == 0, "nothing is stored by looking"
    page = bring(alice, sent)
    assert "2 notes imported." in words(page)
    whole, quoted = notes(alice)
    assert (whole["markdown"], whole["passage"]) == ("On *all*", None)
    assert (quoted["markdown"], quoted["passage"]["exact"]) == ("Adults", "≥18 Years")
    assert quoted["created_at"] == "2024-03-05T14:03:21.123456Z"
    assert quoted["tags"] == ["a", "b", "to discuss"]
    undo = re.search(r'action="(/notes/acts/[^"]+/reversal)"', page)
    assert undo
    assert "Undone for 2 notes." in words(alice.post(undo[1], follow_redirects=True).text)
    assert notes(alice) == []


def test_works__an_undo_leaves_what_was_worked_on_since(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice = cast.client("alice")
    page = bring(alice, exported(annotation(1), annotation(2, text="Other")))
    mine = next(note for note in notes(alice) if note["markdown"] == "Other")
    alice.post(f"/notes/{mine['id']}/edits", data={"body": "Edited", "revision": "1"})
    undo = re.search(r'action="(/notes/acts/[^"]+/reversal)"', page)
    assert undo
    said = words(alice.post(undo[1], follow_redirects=True).text)
    assert "Undone for 1 note. 1 note was left as it is: changed since." in said
    assert [note["markdown"] for note in notes(alice)] == ["Edited"]


@pytest.mark.parametrize("shape", ["rows", "list"])
def test_works__rows_of_the_api_are_read_too(cast: Cast, database: Database, shape: str) -> None:
    kept_trial(database)
    rows = [annotation(1)]
    sent = json.dumps({"total": 1, "rows": rows} if shape == "rows" else rows)
    bring(cast.client("alice"), b"\xef\xbb\xbf" + sent.encode())
    assert stored(database) == 1


def test_works__sent_twice_it_is_there_once(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice, sent = cast.client("alice"), exported(annotation(1), annotation(2), annotation(2))
    assert "1 note is in the file a second time." in words(look(alice, sent).text)
    bring(alice, sent)
    page = look(alice, sent)
    assert "0 notes of Hypothesis would come in" in words(page.text)
    assert "2 notes. They stay as they are." in words(page.text)
    assert "Import 0" not in page.text
    assert alice.post("/notes/imports", data={"notes": sent.decode()}).status_code == 422
    alice.post(f"/notes/{notes(alice)[0]['id']}/deletion")
    assert "1 note in your trash" in words(look(alice, sent).text)
    assert stored(database) == 2


def test_works__what_was_deleted_for_good_does_not_come_back(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice, sent = cast.client("alice"), exported(annotation(1), annotation(2))
    bring(alice, sent)
    with database.transaction() as session:
        for note in session.scalars(select(Note)):
            note.deleted_at = note.erased_at = note.updated_at
    page = words(look(alice, sent).text)
    assert "0 notes of Hypothesis would come in" in page
    assert "2 notes are deleted for good here, by you." in page


def test_works__ones_own_export_is_here_already(cast: Cast, noting: Noting) -> None:
    noting.note(label="", tags="a")
    alice = cast.client("alice")
    page = words(look(alice, alice.get("/notes/exports?format=json").data).text)
    assert "0 notes of annotate would come in" in page
    assert "1 note. It stays as it is." in page


def test_works__what_is_not_sure_is_listed_and_left_out(cast: Cast, database: Database) -> None:
    kept_trial(database)
    target = annotation(1)["target"][0]
    selector = {**target["selector"][1]}

    def on(number: int, **changed: str) -> dict[str, Any]:
        return annotation(number, target=[{**target, "selector": [{**selector, **changed}]}])

    page = words(
        look(
            cast.client("alice"),
            exported(
                on(1, exact="≥21 Years"),
                on(2, prefix="Cohort of children, all of them "),
                annotation(3, references=["annotation-1"]),
                annotation(4, uri="https://clinicaltrials.gov/study/NCT99999999"),
                annotation(5, uri="https://example.org/protocol-NCT04561557.pdf"),
                annotation(6, on="", text="  "),
                annotation(7, text="x" * 20_001),
                "no annotation",
                annotation(8),
            ),
        ).text
    )
    assert "1 note of Hypothesis would come in" in page
    for sentence in (
        "1 note is on words that no version of the record here has. NCT04561557: “≥21 Years”",
        "1 note is on words that stand here in other surroundings, so the place is not sure.",
        "1 note is a reply. Replies are not imported.",
        "1 note is on a trial that is not here. Add the trial first, then import the file again. NCT99999999",
        "1 note is on a page that is not a trial’s record. https://example.org",
        "1 note is on a whole trial, without words.",
        "1 note is too long: a note can have 20,000 characters.",
        "1 note is not read",
    ):
        assert sentence in page


def test_works__words_of_an_earlier_version_are_followed(cast: Cast, database: Database) -> None:
    later = {**SECTIONS, "eligibility": ("Eligibility", ["≥21 Years", "&lt; is no entity"])}
    kept_trial(database, SECTIONS, later)
    bring(cast.client("alice"), exported(annotation(1)))
    with database.reader() as session:
        note, anchor = session.scalars(select(Note)).one(), session.scalars(select(Anchor)).one()
        assert (note.version.number, anchor.note_id) == (1, note.id)
        assert anchor.state != "exact", "its words are gone from the current version"


def test_works__words_that_an_earlier_version_has_twice_are_not_sure(cast: Cast, database: Database) -> None:
    arm = ["≥18 Years, men and women", "Dose of 200 mg daily", "until the disease progresses"]
    twice = {"title": ("Title", ["A study"]), "arms": ("Arms", ["Arm A", *arm, "Arm B", *arm])}
    once = {"title": ("Title", ["A study"]), "arms": ("Arms", ["Arm A", *arm])}
    kept_trial(database, twice, once)
    quote = {"type": "TextQuoteSelector", "exact": arm[1], "prefix": arm[0], "suffix": arm[2]}
    sent = exported(annotation(1, target=[{"selector": [quote]}]))
    assert "1 note is on words that stand here more than once" in words(look(cast.client("alice"), sent).text)


def test_works__what_is_worth_knowing_is_told(cast: Cast, database: Database) -> None:
    kept_trial(database)
    sent = exported(
        annotation(1, tags=["x" * 41, "fine"], created="no time"),
        annotation(2, user="acct:bob@hypothes.is", created="3024-01-01T00:00:00+00:00"),
    )
    page = words(look(cast.client("alice"), sent).text)
    assert "2 notes without a usable time will have the time of the import." in page
    assert "2 people wrote these notes" in page
    assert "1 new tag." in page
    assert "Tags that are too long or too many stay behind" in page


def test_validates__an_account_without_room_gets_what_fits(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_trial(database)
    alice, sent = cast.client("alice"), exported(annotation(1), annotation(2))
    with database.transaction() as session:
        session.scalars(select(Account)).one().stored = quota.MOST_STORED - 20
    assert "1 note is more than your account can hold." in words(look(alice, sent).text)
    bring(alice, sent)
    assert stored(database) == 1


def test_validates__a_stopped_import_says_what_came_in(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_trial(database)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    monkeypatch.setattr(quota, "MOST_STORED", 20)
    page = words(bring(cast.client("alice"), exported(annotation(1), annotation(2))))
    assert "The import stopped after 1 note." in page
    assert stored(database) == 1


BROKEN = {
    "no JSON": (b"not json", "This is no JSON."),
    "empty": (b" \n", "This file is empty."),
    "UTF-16": ('{"annotations": []}'.encode("utf-16"), "This is no text in UTF-8."),
    "Latin-1": ('{"annotations": ["é"]}'.encode("latin-1"), "This is no text in UTF-8."),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "nests values more than 32 levels deep"),
    "digits": (b'{"annotations": [' + b"9" * 5_000 + b"]}", "a number with too many digits"),
    "infinite": (b'{"annotations": [1e999]}', "a number that is too large"),
    "surrogate": (exported(annotation(1, text="\ud800")), "a character that cannot be stored"),
    "NUL": (exported(annotation(1, text="a\0b")), "a character that cannot be stored"),
    "twins": (b'{"annotations": [], "annotations": []}', "has the same name twice"),
    "keys": (json.dumps({f"k{n}": 0 for n in range(80_000)}).encode(), "neither an export of annotate"),
    "rows": (b'{"rows": [' + b"{}," * 100_000 + b"{}]}", "up to 20,000 are read"),
    "others": (b"[1, 2, 3]", "This JSON is a list, but not of annotations."),
    "later": (b'{"$schema": "urn:annotate:notes:2", "notes": []}', "A later release of annotate made this file"),
    "large": (b" " * (forms.MOST_SENT + 1), "larger than 1,024 KB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_validates__a_hostile_file_gets_a_sentence(cast: Cast, database: Database, name: str) -> None:
    kept_trial(database)
    sent, sentence = BROKEN[name]
    page = look(cast.client("alice"), sent)
    assert page.status_code == 422
    assert sentence in words(page.text)
    assert stored(database) == 0


def test_validates__fifty_megabytes_are_refused_unread(cast: Cast) -> None:
    assert look(cast.client("alice"), b" " * 50_000_000).status_code == 413


def test_validates__no_file_and_no_text(cast: Cast) -> None:
    alice = cast.client("alice")
    assert "Choose a file first." in alice.post("/notes/imports/preview", data={"file": "text"}).text
    assert alice.post("/notes/imports", data={}).status_code == 422


def test_validates__more_notes_than_a_page_takes(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_trial(database)
    monkeypatch.setattr("annotate.interchange.views.imports.MOST_ON_PAGE", 1)
    page = look(cast.client("alice"), exported(annotation(1), annotation(2)))
    assert "This file would bring 2 notes" in page.text


def test_validates__a_file_that_fills_the_form_is_read(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice, many = cast.client("alice"), exported(*(annotation(n, text="&\n" * 9_000) for n in range(36)))
    assert forms.MOST_SENT - 200_000 < len(many) <= forms.MOST_SENT
    bring(alice, many)
    assert stored(database) == 36
    large = {"notes": "x" * 600_000}
    assert alice.post("/notes/imports", data=large).status_code == 413, "only a form in parts may be as large"


def test_whose__an_import_is_seen_by_its_owner_alone(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    noting.note(body="Of Alice")
    sent = cast.client("alice").get("/notes/exports?format=json").data
    page = words(look(cast.client("charlie"), sent).text)
    assert "1 note of annotate would come in" in page, "what Alice has says nothing to Charlie"
    bring(cast.client("charlie"), sent)
    assert [note["markdown"] for note in notes(cast.client("charlie"))] == ["Of Alice"]
    assert len(notes(cast.client("alice"))) == 1
    assert client.get("/notes/imports").location.startswith("/sign-in")
    data = {"file": (io.BytesIO(sent), "notes.json")}
    assert client.post("/notes/imports/preview", data=data).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_trial_is_known_by_a_former_spelling(cast: Cast, database: Database) -> None:
    kept_trial(database)
    sent = exported(annotation(1, uri=f"https://notes.example/below/trials/{REGISTRY_ID.lower()}/versions/1"))
    assert "1 note of Hypothesis would come in" in words(look(cast.client("alice"), sent).text)
