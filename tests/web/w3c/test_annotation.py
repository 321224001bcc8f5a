"""GET /w3c/annotations/<id>: a note as a Web Annotation, to its author alone."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.models import Note
from tests.annotating import CONTAINER, HERE, SITE
from tests.changing import add_version
from tests.noting import TEXT, Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.texts import SECTIONS
from tests.web_annotations import broken_by

VIEWS = ("GET w3c.annotation",)

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


@pytest.mark.parametrize(("on", "body"), [("≥18 Years", "Adults"), ("\U0001f9ea", ""), ("", "**All** of it")])
def test_works__it_shows_a_note_of_each_kind(alice: Program, noting: Noting, on: str, body: str) -> None:
    note_id = noting.note(on=on, body=body, tags="elderly, dose")
    said = alice.get(f"{HERE}{note_id}").get_json()
    assert broken_by(said) == []
    assert said["id"] == f"{CONTAINER}{note_id}"
    assert said["motivation"] == ("commenting" if body else "highlighting")
    by_purpose = {(each["purpose"], each["value"]) for each in said["body"]}
    assert by_purpose - {("commenting", body)} == {("tagging", "dose"), ("tagging", "elderly")}
    if on:
        quote, position = said["target"]["selector"]
        assert TEXT[position["start"] : position["end"]] == quote["exact"] == on, "offsets count code points"
        assert TEXT[: position["start"]].endswith(quote["prefix"])
        assert TEXT[position["end"] :].startswith(quote["suffix"])
    else:
        assert said["target"] == f"{SITE}/trials/NCT04561557/versions/1"


def test_works__its_headers_are_what_the_protocol_demands(alice: Program, noting: Noting) -> None:
    path = f"{HERE}{noting.note()}"
    for method in ("GET", "HEAD"):
        got = alice.ask(method, path)
        assert got.status_code == 200
        assert got.headers["Content-Type"] == MEDIA_TYPE
        assert '<http://www.w3.org/ns/ldp#Resource>; rel="type"' in got.headers["Link"]
        assert got.headers["ETag"].startswith('"n-')
        assert {"GET", "HEAD", "OPTIONS"} <= set(got.headers["Allow"].split(", "))
        assert {"Accept", "Authorization"} <= set(got.headers["Vary"].split(", "))
    assert alice.ask("HEAD", path).data == b""
    asked = alice.ask("OPTIONS", path)
    assert asked.status_code == 200
    assert set(asked.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}


def test_works__an_unchanged_one_is_not_sent_again(alice: Program, noting: Noting) -> None:
    path = f"{HERE}{noting.note()}"
    tag = alice.get(path).headers["ETag"]
    again = alice.get(path, If_None_Match=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert alice.get(path, If_None_Match='"n-other"').status_code == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200),
        ("application/*", 200),
        ("application/ld+json", 200),
        (MEDIA_TYPE, 200),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld http://example.org/other"', 200),
        ("application/json", 200),
        ("text/turtle, application/ld+json;q=0.5", 200),
        ("text/turtle", 406),
        ("application/ld+json;q=0, text/html", 406),
    ],
)
def test_validates__what_is_accepted(alice: Program, noting: Noting, accept: str, status: int) -> None:
    path = f"{HERE}{noting.note()}"
    for at in (path, HERE):
        got = alice.get(at, Accept=accept)
        assert got.status_code == status
        assert got.headers["Content-Type"] == (MEDIA_TYPE if status == 200 else "application/problem+json")


def test_whose__nobody_elses_note_is_there(noting: Noting, programs: Programs, client: FlaskClient) -> None:
    path = f"{HERE}{noting.note()}"
    none = f"{HERE}{'A' * 22}"
    told = [programs.of("bob").get(at).get_json()["detail"] for at in (path, none)]
    assert told[0] == told[1]
    assert programs.of("bob").get(path).status_code == 404
    assert client.get(path).status_code == 401


def test_whose__one_in_the_trash_is_gone_for_its_author_alone(
    alice: Program, noting: Noting, programs: Programs, database: Database
) -> None:
    note_id = noting.note()
    alice.ask("DELETE", f"{HERE}{note_id}", If_Match=alice.get(f"{HERE}{note_id}").headers["ETag"])
    assert alice.get(f"{HERE}{note_id}").status_code == 410
    assert programs.of("bob").get(f"{HERE}{note_id}").status_code == 404
    with database.transaction() as session:
        note = session.get_one(Note, note_id)
        note.erased_at, note.body = note.deleted_at, ""
    assert alice.get(f"{HERE}{note_id}").status_code == 404


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_it_stays_on_the_version_that_it_was_made_on(alice: Program, noting: Noting, database: Database) -> None:
    path = f"{HERE}{noting.note()}"
    before = alice.get(path)
    add_version(database, {**SECTIONS, "summary": ("Summary", ["One dose is tried."])})
    assert alice.get(path).data == before.data
