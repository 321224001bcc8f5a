"""Notes of every kind as Web Annotations: what the model demands holds for each, and nothing is lost or given away."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.interchange.exported import ExportedNote
from annotate.interchange.writers.web_annotation import annotation, reply_annotation
from tests.unit.interchange.exports import AT, EDITED, NOTE, REPLY, STORABLE, written
from tests.web_annotations import (
    AGENT,
    ANNOTATION,
    BODY,
    COLLECTION,
    PAGE,
    POSITION,
    QUOTE,
    SPECIFIC,
    STATE,
    broken_by,
    broken_by_collection,
    broken_by_page,
)

NAMED = replace(
    NOTE,
    iri="https://notes.example/w3c/annotations/note-1",
    author_iri="urn:uuid:00000000-0000-5000-8000-000000000000",
    site_iri="https://notes.example/",
    replies=(replace(REPLY, id="reply-1"), replace(REPLY, id="reply-2", mine=True, body="", withdrawn_at=AT)),
)
WHOLE_TRIAL = replace(NAMED, quote="", start=None, end=None, prefix="", suffix="", place=None)
HIGHLIGHT = replace(NAMED, body="", edited_at=None)

Json = dict[str, Any]


@st.composite
def notes(draw: st.DrawFn) -> ExportedNote:
    """Give notes of every kind: on words or a whole trial, with words or without, with label and tags or without."""
    note = draw(st.sampled_from([NAMED, WHOLE_TRIAL, HIGHLIGHT]))
    instants = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it
    changes: Json = {
        "created_at": draw(instants),
        "updated_at": draw(instants),
        "label": draw(st.one_of(st.just(""), STORABLE)),
        "tags": tuple(draw(st.lists(STORABLE, max_size=3))),
        "replies": tuple(
            replace(REPLY, id=f"reply-{number}", mine=draw(st.booleans()), who=draw(STORABLE), body=draw(STORABLE))
            for number in range(draw(st.integers(0, 2)))
        ),
    }
    if note is not HIGHLIGHT:
        changes["body"] = draw(STORABLE)
    if note is not WHOLE_TRIAL:
        start = draw(st.integers(0, 10**6))
        changes |= {"start": start, "end": start + draw(st.integers(1, 10**5))}
        changes |= {"quote": draw(STORABLE), "prefix": draw(STORABLE), "suffix": draw(STORABLE)}
    return replace(note, **changes)


@given(notes())
def test_every_note_is_what_the_model_demands(note: ExportedNote) -> None:
    said = annotation(note)
    assert broken_by(said) == []
    assert [broken_by(reply_annotation(note, reply)) for reply in note.replies] == [[]] * len(note.replies)
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said


@given(notes())
def test_words_label_tags_and_place_are_all_there(note: ExportedNote) -> None:
    said: Any = annotation(note)
    bodies = said.get("body", [])

    def values(purpose: str) -> list[str]:
        return [body["value"] for body in bodies if body["purpose"] == purpose]

    assert values("commenting") == ([note.body] if note.body else [])
    assert values("classifying") == ([note.label] if note.label else [])
    assert tuple(values("tagging")) == note.tags
    assert said["motivation"] == ("commenting" if note.body else "highlighting")
    if note.start is None:
        assert said["target"] == note.version.address
    else:
        quote, position = said["target"]["selector"]
        assert (quote["exact"], quote["prefix"], quote["suffix"]) == (note.quote, note.prefix, note.suffix)
        assert (position["start"], position["end"]) == (note.start, note.end)


def test_its_author_has_neither_name_nor_address_in_it() -> None:
    said = json.dumps(annotation(replace(NAMED, author="Alicia of the Clinic")))
    assert "Alicia" not in said
    assert annotation(NAMED)["creator"] == {"id": NAMED.author_iri, "type": "Person"}


@given(st.lists(notes(), max_size=4))
def test_a_file_is_one_collection_of_all_notes_and_replies(several: list[ExportedNote]) -> None:
    found = json.loads(written("jsonld", several))
    assert broken_by_collection(found) == []
    items = found["first"]["items"]
    assert found["total"] == len(items) == sum(1 + len(note.replies) for note in several)
    assert [item for item in items if item["motivation"] != "replying"] == [annotation(note) for note in several]


def test_a_withdrawn_reply_is_left_out() -> None:
    items = json.loads(written("jsonld", [NAMED]))["first"]["items"]
    assert [item["id"].rpartition("/")[2] for item in items] == ["note-1", "note-1#reply-reply-1"]
    assert items[1]["target"] == items[0]["id"]
    assert items[1]["creator"] == {"type": "Person", "name": "Bob"}
    assert items[0]["modified"] == EDITED.isoformat().replace("+00:00", "Z")


def collection() -> Json:
    """Give a collection with one page."""
    found: Json = json.loads(written("jsonld", [NAMED]))
    return found


def in_annotation(change: Callable[[Json], object]) -> list[str]:
    """Give what an annotation breaks that was changed."""
    said = copy.deepcopy(annotation(NAMED))
    change(said)
    return broken_by(said)


BREAKS: dict[str, list[Callable[[Json], object]]] = {
    "creator": [
        lambda agent: agent.update(id="alice"),
        lambda agent: agent.update(type="Human"),
        lambda agent: agent.update(name=["Alice"]),
        lambda agent: agent.update(email="alice@example.org"),
    ],
    "body": [
        lambda body: body.pop("type"),
        lambda body: body.update(value=["words"]),
        lambda body: body.update(format="text/html"),
        lambda body: body.update(purpose="reading"),
        lambda body: body.update(language="en"),
    ],
    "target": [
        lambda target: target.update(source=["https://a.example/"]),
        lambda target: target.pop("type"),
        lambda target: target["selector"][0].update(type="PageSelector"),
        lambda target: target.update(scope="https://a.example/"),
    ],
    "quote": [
        lambda quote: quote.pop("exact"),
        lambda quote: quote.update(prefix=1),
        lambda quote: quote.update(suffix=["a"]),
        lambda quote: quote.update(start=1),
    ],
    "position": [
        lambda position: position.update(start=-1),
        lambda position: position.update(end=-1),
        lambda position: position.update(end=1),
        lambda position: position.update(exact="a"),
    ],
    "state": [
        lambda state: state.update(type="State"),
        lambda state: state.update(sourceDate="2026-03-05"),
        lambda state: state.update(cached="https://a.example/"),
    ],
}
"""A change for each statement, in the order of the statements."""


def part(said: Json, name: str) -> Json:
    """Give a part of an annotation."""
    found: Json = {
        "creator": lambda: said["creator"],
        "body": lambda: said["body"][0],
        "target": lambda: said["target"],
        "quote": lambda: said["target"]["selector"][0],
        "position": lambda: said["target"]["selector"][1],
        "state": lambda: said["target"]["state"],
    }[name]()
    return found


@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("creator", AGENT),
        ("body", BODY),
        ("target", SPECIFIC),
        ("quote", QUOTE),
        ("position", POSITION),
        ("state", STATE),
    ],
)
def test_each_statement_on_a_part_can_be_broken(name: str, statements: dict[str, object]) -> None:
    assert len(BREAKS[name]) == len(statements)
    for said, change in zip(statements, BREAKS[name], strict=True):
        whole: Json = copy.deepcopy(annotation(NAMED))
        change(part(whole, name))
        assert said in broken_by(whole)


ANNOTATION_BREAKS: list[Callable[[Json], object]] = [
    lambda said: said.pop("@context"),
    lambda said: said.update(id="note-1"),
    lambda said: said.update(type="Note"),
    lambda said: said.update(target=[]),
    lambda said: said.update(target="here"),
    lambda said: said.update(body=["https://a.example/"]),
    lambda said: said.update(bodyValue="words"),
    lambda said: said.update(created="2026-03-05T10:00:00+01:00"),
    lambda said: said.update(modified=None),
    lambda said: said.update(motivation="reading"),
    lambda said: said.update(rights="https://a.example/"),
]
COLLECTION_BREAKS: list[Callable[[Json], object]] = [
    lambda said: said.pop("@context"),
    lambda said: said.update(id=""),
    lambda said: said.update(type="Collection"),
    lambda said: said.update(label=1),
    lambda said: said.update(total=-1),
    lambda said: said.pop("first"),
    lambda said: said.update(first=1),
    lambda said: said.update(last="2"),
    lambda said: said.update(created="today"),
    lambda said: said.update(items=[]),
]
PAGE_BREAKS: list[Callable[[Json], object]] = [
    lambda said: said.update(id=1),
    lambda said: said.update(type="Page"),
    lambda said: said.pop("items"),
    lambda said: said.update(items=["note"]),
    lambda said: said.update(partOf="collection"),
    lambda said: said.update(next="2"),
    lambda said: said.update(prev=1),
    lambda said: said.update(startIndex=-1),
    lambda said: said.update(total=1),
]


def test_each_statement_on_a_whole_can_be_broken() -> None:
    for said, change in zip(ANNOTATION, ANNOTATION_BREAKS, strict=True):
        assert said in in_annotation(change)
    for said, change in zip(COLLECTION, COLLECTION_BREAKS, strict=True):
        whole = collection()
        change(whole)
        assert said in broken_by_collection(whole)
    for said, change in zip(PAGE, PAGE_BREAKS, strict=True):
        page = collection()["first"]
        change(page)
        assert said in broken_by_page(page, embedded=True)
