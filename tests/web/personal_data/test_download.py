"""Everything that a person has stored, as one archive."""

import io
import json
import re
from html import escape as html_escape
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markdown_it import MarkdownIt
from sqlalchemy import select
from werkzeug.test import TestResponse

from annotate.codebook.actions import create_label
from annotate.database import Database
from annotate.notes.anchors import actions as choosing
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.actions import Decision
from annotate.notes.models import Note, NoteRevision
from annotate.notes.queries import has_notes
from annotate.personal_data import queries as personal_data
from tests.cast import PASSWORD, Cast
from tests.programs import Program, token_of
from tests.rungs import refuse_other_methods
from tests.sharing import answer, reply, share, thread_ids, unlock, write_note
from tests.texts import SECTIONS, keep_trial, keep_version

VIEWS = ("GET personal_data.download",)

BODY = "Is **this** dose right? – “90 mg”"


@pytest.fixture
def opened(app: Flask, database: Database, cast: Cast) -> tuple[ZipFile, TestResponse]:
    """Alice's archive, after Bob and a guest have answered her."""
    shared = share(database, cast.viewer("alice"), bodies=(BODY,))
    share(database, cast.viewer("charlie"), bodies=("Charlie's own",), trial_id=shared.trial_id)
    with database.transaction() as session:
        note = session.get_one(Note, shared.note_ids[0])
        note.label_id = create_label(session, cast.viewer("alice"), has_notes, name="Dose", hue=2).id
    for client, name in ((cast.client("bob"), "Bob"), (app.test_client(), "A guest")):
        reply(unlock(client, app, shared), shared, f"{name}'s words", name=name)
    answer(cast.client("alice"), thread_ids(database)[0], "Alice's answer")
    response = cast.client("alice").get("/account/archive")
    return ZipFile(io.BytesIO(response.get_data())), response


def read(archive: ZipFile, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(archive.read(name))


def test_works__it_is_a_file_to_keep(opened: tuple[ZipFile, TestResponse]) -> None:
    archive, response = opened
    assert response.status_code == 200
    assert response.mimetype == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="annotate-2')
    assert response.headers["Cache-Control"] == "no-store, private"
    assert archive.testzip() is None
    names = [
        "README.txt",
        "account.json",
        "notes.md",
        "notes.json",
        "anchors.json",
        "labels.json",
        "tags.json",
        "note_searches.json",
        "tables.json",
        "frozen_tables.json",
        "links.json",
        "rounds.json",
        "replies.md",
        "replies.json",
        "following.json",
        "searches.json",
        "enquiries.json",
        "volunteer.json",
        "last_reads.json",
        "activity.json",
    ]
    assert archive.namelist() == names


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/archive").location == "/sign-in?next=/account/archive"


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


FORGED = """![](https://example.org/seen.png) <img src="https://example.org/seen.png">

### 1 May 2026, 10:00 UTC

    Alice

>= 18 years, # of lines
```
\u2028# Notes"""


def test_nobody_forges_a_line_of_it_or_has_an_image_fetched(app: Flask, database: Database, cast: Cast) -> None:
    """A viewer of Markdown had taken another's reply for headings and replies of the file, and fetched its images."""
    shared = share(database, cast.viewer("alice"), bodies=(FORGED,))
    reply(unlock(app.test_client(), app, shared), shared, FORGED, name="![](https://example.org/x)")
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for name, headings in (("notes.md", 3), ("replies.md", 3)):
        words = archive.read(name).decode()
        html = parser.render(words)
        assert len(re.findall("<h[1-6]>", html)) == headings, html
        assert not re.search("<(img|a|em|strong|table)[ >]", html), html
        assert all(html_escape(line) in html for line in FORGED.splitlines())


def test_notes_come_with_quotes_and_versions(opened: tuple[ZipFile, TestResponse]) -> None:
    archive, _ = opened
    (note,) = read(archive, "notes.json")
    assert (note["passage"]["exact"], note["markdown"], note["label"]) == ("160 mg", BODY, "Dose")
    assert note["passage"]["end"] - note["passage"]["start"] == len("160 mg")
    assert note["version"]["number"] == 1
    assert note["deleted_at"] is None
    words = archive.read("notes.md").decode()
    assert ">     160 mg\n" in words
    assert f"\n    {BODY}\n" in words


def test_anchors_come_with_their_reasons_and_choices(database: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = keep_trial(session)
        note = write_note(session, alice, trial, words="160 mg")
        placing.place_notes(session, keep_version(session, trial, SECTIONS, 2))
        (before,) = anchors.anchors_of(session, [note.id], trial.current_version.id).values()
        choosing.decide(session, note, Decision(before.id, None))
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    found, chosen = sorted(read(archive, "anchors.json"), key=lambda anchor: anchor["chosen"] or "")
    assert (found["note"], found["version"], found["state"]) == (note.id, 2, "exact")
    assert found["end"] - found["start"] == len("160 mg")
    assert found["evidence"]
    assert found["replaced_at"] == chosen["chosen_at"]
    assert (chosen["chosen"], chosen["state"], chosen["start"]) == ("kept", "orphaned", None)
    theirs = ZipFile(io.BytesIO(cast.client("bob").get("/account/archive").get_data()))
    assert read(theirs, "anchors.json") == []


def test_replies_come_from_both_sides(opened: tuple[ZipFile, TestResponse]) -> None:
    archive, _ = opened
    threads = read(archive, "replies.json")
    assert sorted(thread["with"].partition(" (")[0] for thread in threads) == ["A guest", "Bob"]
    said = [reply["markdown"] for thread in threads for reply in thread["replies"]]
    assert sorted(said) == ["A guest's words", "Alice's answer", "Bob's words"]
    assert "Bob's words" in archive.read("replies.md").decode()


def test_it_holds_nothing_that_opens_anything_and_nobody_else_s(
    opened: tuple[ZipFile, TestResponse], app: Flask
) -> None:
    archive, _ = opened
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Charlie" not in everything
    assert PASSWORD not in everything
    assert "/s/" not in everything
    assert "argon2" not in everything
    (link,) = read(archive, "links.json")
    assert link["for"] == "A colleague"
    assert {event["what"] for event in link["events"]} >= {"created", "opened", "replied"}
    kinds = [row["kind"] for row in read(archive, "activity.json")]
    assert {"account.signed_in", "link.created", "link.opened", "reply.came"} <= set(kinds)
    assert [row["number"] for row in read(archive, "activity.json")] == list(range(1, len(kinds) + 1))


def test_a_respondent_takes_their_own_words_and_what_they_may_read(app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), bodies=(BODY,))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob's words")
    answer(cast.client("alice"), thread_ids(database)[0], "Alice's answer")

    def taken() -> str:
        archive = ZipFile(io.BytesIO(cast.client("bob").get("/account/archive").get_data()))
        return "".join(archive.read(name).decode() for name in archive.namelist())

    before = taken()
    assert all(words in before for words in ("Bob's words", "Alice's answer", BODY, "160 mg"))
    cast.client("alice").post(f"/shares/{shared.id}/revocation")
    after = taken()
    assert "Bob's words" in after
    assert not any(words in after for words in ("Alice's answer", BODY, "160 mg"))


def test_a_deleted_note_is_in_it_and_says_so(database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), bodies=(BODY,))
    cast.client("alice").post(f"/notes/{shared.note_ids[0]}/deletion")
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    assert read(archive, "notes.json")[0]["deleted_at"] is not None


def test_earlier_texts_are_in_it_one_s_own_alone(app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("Before",))
    alice, bob = cast.client("alice"), unlock(cast.client("bob"), app, shared)
    alice.post(f"/notes/{shared.note_ids[0]}/edits", data={"revision": "1", "body": "After"})
    reply(bob, shared, "Bob before")
    page = bob.get(f"/shared/{shared.id}").text
    edits = re.search(r'href="(/shared/[^"]+/edits)"', page)
    assert edits
    bob.post(edits[1], data={"revision": "1", "body": "Bob after"})

    def taken(who: str, name: str) -> Any:  # noqa: ANN401 - JSON
        return read(ZipFile(io.BytesIO(cast.client(who).get("/account/archive").get_data())), name)

    (note,) = taken("alice", "notes.json")
    assert [text["markdown"] for text in note["earlier"]] == ["Before"]
    for who, earlier in (("alice", []), ("bob", ["Bob before"])):
        (said,) = taken(who, "replies.json")[0]["replies"]
        assert said["markdown"] == "Bob after"
        assert said["edited_at"]
        assert [text["markdown"] for text in said["earlier"]] == earlier


def test_many_threads_and_notes_are_all_in_it(app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("a",) * 35, words=("160 mg",) * 35)
    bob = unlock(cast.client("bob"), app, shared)
    for number in range(35):
        reply(bob, shared, f"answer {number}", note=number)
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    assert len(read(archive, "notes.json")) == len(read(archive, "replies.json")) == 35


def test_an_empty_account_has_an_archive(cast: Cast) -> None:
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    assert read(archive, "notes.json") == read(archive, "replies.json") == []
    assert read(archive, "account.json")[0]["email"] == "alice@example.org"


def test_access_tokens_come_by_name_alone(app: Flask, cast: Cast, database: Database) -> None:
    token = token_of(database, cast.viewer("alice"))
    Program(app, token).get("/api/notes")
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    (listed,) = read(archive, "account.json")[0]["access_tokens"]
    assert set(listed) == {"name", "scopes", "made_at", "expires_at", "last_used_at"}
    assert (listed["name"], listed["last_used_at"][-12:]) == ("Tests", ":00:00+00:00")


def test_of_many_earlier_texts_few_are_held_at_a_time(database: Database, cast: Cast) -> None:
    """Two thousand long texts of one note took half a gigabyte of memory."""
    share(database, cast.viewer("alice"), bodies=(BODY,))
    with database.transaction() as session:
        note = session.scalars(select(Note)).one()
        note.edited_at = at = note.created_at
        session.add_all(
            NoteRevision(written_id=note.id, number=number, body=f"Text {number}", written_at=at, kept_at=at)
            for number in range(1, 101)
        )
        session.flush()
        session.expunge_all()
        held = [len(session.identity_map) for _ in personal_data.earlier_texts(session, note)]
    assert len(held) == 100
    assert max(held) <= 20
    (read_back,) = read(ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").data)), "notes.json")
    assert [text["markdown"] for text in read_back["earlier"]] == [f"Text {number}" for number in range(1, 101)]
