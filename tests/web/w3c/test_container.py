"""GET /w3c/annotations/: the container of one's own notes and its pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.notes.models import Note
from annotate.w3c import queries
from annotate.w3c.preferences import DESCRIPTIONS, IRIS, MINIMAL
from tests.annotating import CONTAINER, HERE, SITE
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.web_annotations import broken_by_collection, broken_by_page

VIEWS = ("GET w3c.container",)

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)


def write_many(noting: Noting, database: Database, count: int) -> list[str]:
    """Write notes, of which some are of the same instant; give their addresses, the newest first."""
    ids = [noting.note(body=f"Note {number}") for number in range(count)]
    with database.transaction() as session:
        for number, note_id in enumerate(ids):
            session.get_one(Note, note_id).created_at = clock.now() - timedelta(minutes=10 - number // 2)
    with database.reader() as session:
        ordered = session.scalars(select(Note.id).order_by(Note.created_at.desc(), Note.id.desc()))
        return [f"{CONTAINER}{note_id}" for note_id in ordered]


def get(program: Program, iri: str, **headers: str) -> Json:
    """Read a container or a page."""
    answer = program.get(iri.removeprefix(SITE), **headers)
    assert answer.status_code == 200, answer.text
    found: Json = answer.get_json()
    return found


def prefer(*included: str) -> str:
    """Write a preference."""
    return f'return=representation;include="{" ".join(included)}"'


def pages(program: Program, iri: str) -> Iterator[Json]:
    """Read all pages from one on."""
    while iri:
        page = get(program, iri)
        yield page
        iri = page.get("next", "")


def test_works__it_describes_the_container_as_the_protocol_demands(
    alice: Program, noting: Noting, database: Database
) -> None:
    iris = write_many(noting, database, 7)
    assert CONTAINER.endswith("/")
    constrained = '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
    for method in ("GET", "HEAD"):
        got = alice.ask(method, HERE)
        assert got.status_code == 200
        assert got.headers["Content-Type"].startswith("application/ld+json;")
        assert '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"' in got.headers["Link"]
        assert constrained in got.headers["Link"]
        assert {"Accept", "Prefer", "Authorization"} <= set(got.headers["Vary"].split(", "))
        assert set(got.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
        assert got.headers["ETag"]
        assert got.headers["Content-Location"] == CONTAINER
        assert "application/ld+json" in got.headers["Accept-Post"]
    said = alice.get(HERE).get_json()
    assert broken_by_collection(said) == []
    assert {"BasicContainer", "AnnotationCollection"} == set(said["type"])
    assert (said["id"], said["total"]) == (CONTAINER, 7)
    assert [item["id"] for item in said["first"]["items"]] == iris[:3], "descriptions, unless told"
    asked = alice.ask("OPTIONS", HERE)
    assert asked.status_code == 200
    assert set(asked.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert constrained in asked.headers["Link"]


@pytest.mark.parametrize("iris", ["", "?iris=1"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7])
def test_works__its_pages_hold_every_note_once_and_lead_both_ways(
    alice: Program, noting: Noting, database: Database, count: int, iris: str
) -> None:
    wanted = write_many(noting, database, count)
    whole = get(alice, f"{CONTAINER}{iris}")
    found = list(pages(alice, whole["first"]["id"]))
    assert [broken_by_page(page) for page in found] == [[]] * len(found)
    items = [item if iris else item["id"] for page in found for item in page["items"]]
    assert items == wanted
    assert [page["startIndex"] for page in found] == list(range(0, count, 3))
    assert [page.get("prev") for page in found] == [None, *(page["id"] for page in found[:-1])]
    assert {page["partOf"]["id"] for page in found} == {whole["id"]}
    assert whole["last"] == found[-1]["id"]
    assert get(alice, whole["last"]) == found[-1]
    assert whole["first"] == found[0], "the embedded page is the first one"


def test_works__nothing_is_lost_and_nothing_twice_while_others_come_and_go(
    alice: Program, noting: Noting, database: Database
) -> None:
    wanted = write_many(noting, database, 7)
    reading = pages(alice, f"{CONTAINER}?iris=1&page=first")
    items = next(reading)["items"]
    noting.note(body="Written meanwhile")
    gone = wanted[2].removeprefix(SITE)
    alice.ask("DELETE", gone, If_Match=alice.get(gone).headers["ETag"])
    for page in reading:
        items += page["items"]
    assert items == wanted


@pytest.mark.parametrize(
    ("included", "first", "location"),
    [
        ((MINIMAL,), str, CONTAINER),
        ((MINIMAL, IRIS), str, f"{CONTAINER}?iris=1"),
        ((IRIS,), dict, f"{CONTAINER}?iris=1"),
        ((DESCRIPTIONS,), dict, CONTAINER),
        ((IRIS, DESCRIPTIONS), dict, CONTAINER),
        (("http://example.org/other",), dict, CONTAINER),
    ],
)
def test_works__it_does_as_is_preferred(
    alice: Program, noting: Noting, database: Database, included: tuple[str, ...], first: type, location: str
) -> None:
    write_many(noting, database, 4)
    got = alice.get(HERE, Prefer=prefer(*included))
    said = got.get_json()
    assert broken_by_collection(said) == []
    assert (type(said["first"]), said["id"], got.headers["Content-Location"]) == (first, location, location)
    items = get(alice, said["first"])["items"] if first is str else said["first"]["items"]
    assert {type(item) for item in items} == {str if "iris=1" in location else dict}
    assert ("iris=1" in said["last"]) is ("iris=1" in location)
    assert not {"items", "ldp:contains"} & set(said)
    assert "Prefer" not in got.headers


def test_works__an_empty_one_has_no_pages(alice: Program) -> None:
    said = get(alice, CONTAINER)
    assert broken_by_collection(said) == []
    assert (said["total"], "first" in said, "last" in said) == (0, False, False)
    assert get(alice, f"{CONTAINER}?page=first")["items"] == []


def test_works__its_tag_changes_with_it(alice: Program, noting: Noting) -> None:
    noting.note()
    tag = alice.get(HERE).headers["ETag"]
    assert alice.get(HERE, If_None_Match=tag).status_code == 304
    assert alice.get(HERE, Prefer=prefer(IRIS)).headers["ETag"] != tag
    noting.note()
    assert alice.get(HERE, If_None_Match=tag).status_code == 200


@pytest.mark.parametrize(
    "query", ["?page=", "?page=2", "?page=2026-01-01~x", "?page=%00~x", "?iris=2", "?iris=1&page=x~y"]
)
def test_validates__what_no_answer_gave_is_not_found(alice: Program, query: str) -> None:
    assert alice.get(f"{HERE}{query}").status_code == 404


def test_whose__it_holds_my_own(noting: Noting, programs: Programs, client: FlaskClient) -> None:
    noting.note(body="What Alice keeps")
    last = get(programs.of("alice"), CONTAINER)["last"]
    for iri in (CONTAINER, last, f"{CONTAINER}?iris=1"):
        said = get(programs.of("bob"), iri)
        assert said.get("total", said.get("partOf", {}).get("total")) == 0
        assert not said.get("items")
        assert client.get(iri.removeprefix(SITE)).status_code == 401


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
