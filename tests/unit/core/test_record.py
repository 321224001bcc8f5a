import json
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.document import DocumentBuilder
from annotate.core.record import (
    MONTHS,
    Contact,
    Intervention,
    MeshTerm,
    PartialDate,
    Reference,
    Site,
    TrialRecord,
    normalise_registry_id,
    read_registry_id,
    record_from_json,
    record_to_json,
)


@pytest.mark.parametrize("text", ["NCT04561557", "nct04561557", " nct 04561557\n", "Nct-04561557"])
def test_a_registry_id_is_accepted_as_people_type_it(text: str) -> None:
    assert normalise_registry_id(text) == "NCT04561557"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NCT",
        "NCT0456155",
        "NCT045615577",
        "04561557",
        "NCT0456155\u0667",
        "NCT04561557 x",
        "NCT04561557\x00",
        "ΝCT04561557",
        "NCT--04561557",
    ],
)
def test_what_is_no_registry_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NCT and eight digits"):
        normalise_registry_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "(NCT04561557).",
        "\u201cnct 04561557\u201d",
        "NCT04561557\u200b",
        "https://registry.example/study/NCT04561557",
        "https://registry.example/study/NCT04561557?term=NCT04561557&rank=1#results",
        "registry.example/ct2/show/nct04561557",
        "https://registry.example/study/NCT04561557).",
        "(https://registry.example/study/NCT04561557).",
        "<https://registry.example/study/NCT04561557?tab=results>",
    ],
)
def test_a_registry_id_is_found_in_what_was_pasted(text: str) -> None:
    assert read_registry_id(text) == "NCT04561557"


@pytest.mark.parametrize(
    "text",
    [
        "NCT04561557 gout",
        "NCT04561557/x",
        "https://registry.example/search?a=NCT04561557&b=NCT04561558",
        "NCT045615577.",
    ],
)
def test_other_words_and_several_ids_are_no_registry_id(text: str) -> None:
    with pytest.raises(ValueError, match="NCT and eight digits"):
        read_registry_id(text)


@given(st.text())
def test_any_text_is_a_registry_id_or_refused(text: str) -> None:
    try:
        normal = normalise_registry_id(text)
    except ValueError:
        return
    assert normal.isascii()
    assert len(normal) == 11


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023", "2023"),
        ("2023-12", "December 2023"),
        ("2022-07-08", "8 July 2022"),
        ("2024-02-29", "29 February 2024"),
        ("2023-02-29", "2023-02-29"),
        ("2023-13", "2023-13"),
        ("0000-01", "0000-01"),
        ("soon", "soon"),
        ("2023-12-08T09:00", "2023-12-08T09:00"),
    ],
)
def test_a_date_says_no_more_than_the_registry(text: str, words: str) -> None:
    assert PartialDate(text).words() == words


@given(st.dates())
def test_a_whole_date_is_read_whole(day: date) -> None:
    assert PartialDate(str(day)).words() == f"{day.day} {MONTHS[day.month - 1]} {day.year}"


Row = TypeVar("Row")

words = st.text(max_size=8)
contacts = st.builds(Contact, words, words, words, words, words)
several = st.lists(words, max_size=3).map(tuple)
dates = st.none() | st.builds(PartialDate, words, words)


def rows(kind: st.SearchStrategy[Row]) -> st.SearchStrategy[tuple[Row, ...]]:
    return st.lists(kind, max_size=2).map(tuple)


records = st.builds(
    TrialRecord,
    registry_id=words,
    title=words,
    phases=several,
    start_date=dates,
    completion_date=dates,
    enrollment=st.none() | st.integers(0),
    keywords=several,
    conditions=several,
    interventions=rows(st.builds(Intervention, words, words)),
    healthy_volunteers=st.none() | st.booleans(),
    condition_terms=rows(st.builds(MeshTerm, words, words)),
    contacts=rows(contacts),
    places=rows(st.builds(Site, facility=words, city=words, contacts=rows(contacts))),
    has_results=st.booleans(),
    references=rows(st.builds(Reference, words, words, words)),
    sample=st.booleans(),
)


@given(records)
def test_a_record_comes_back_from_json(record: TrialRecord) -> None:
    assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record


def test_facts_are_stored_without_the_document_and_without_what_is_not_said() -> None:
    builder = DocumentBuilder()
    builder.section("title", "Title")
    builder.paragraph("brief", "A study")
    document = builder.build()
    record = TrialRecord("NCT04561557", "A study", enrollment=0, healthy_volunteers=False, document=document)

    stored = record_to_json(record)

    assert stored == {"registry_id": "NCT04561557", "title": "A study", "enrollment": 0, "healthy_volunteers": False}
    assert record_from_json(stored, document) == record


def test_facts_of_a_later_release_are_passed_over() -> None:
    stored = {
        "registry_id": "NCT04561557",
        "title": "A study",
        "colour": "blue",
        "places": [{"city": "Wuhan", "moon": 1}],
    }

    assert record_from_json(stored).places == (Site(city="Wuhan"),)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"title": "A study"},
        {"registry_id": "N", "title": "t", "places": 3},
        {"registry_id": "N", "title": "t", "contacts": [1]},
    ],
)
def test_what_was_never_stored_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a stored record"):
        record_from_json(stored)
