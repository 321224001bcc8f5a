"""What differs between two versions of a record, by kind."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.document import DocumentBuilder
from annotate.core.record import Contact, Intervention, PartialDate, Reference, Site, TrialRecord
from annotate.core.record_changes import (
    MINOR,
    ChangeKind,
    RecordChange,
    changes_from_json,
    changes_to_json,
    is_minor,
    record_changes,
)

BOSTON = Site("Clinic", "RECRUITING", "Boston", "", "", "United States", (Contact("A nurse", phone="1"),))
OSLO = Site("Hospital", "RECRUITING", "Oslo", "", "", "Norway")


def record(*, eligibility: tuple[str, ...] = ("Adults", "Gout"), stopped: str = "", **facts: Any) -> TrialRecord:  # noqa: ANN401 - of any field
    builder = DocumentBuilder()
    builder.section("title", "Title")
    builder.paragraph("brief", "A study of gout")
    builder.section("outcomes", "Outcomes")
    builder.paragraph("primary", "Flares in a year")
    builder.section("eligibility", "Eligibility")
    for words in eligibility:
        builder.item("criteria", words)
    builder.section("design", "Design")
    builder.row("phase", "Phase", "Phase 2")
    builder.row("why-stopped", "Why the study stopped", stopped)
    made = TrialRecord("NCT00000001", "A study of gout", status="RECRUITING", document=builder.build())
    return replace(made, **facts)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (record(), []),
        (record(eligibility=("Gout", "Adults")), []),
        (record(eligibility=("Adults of any age", "Gout", "No cancer")), ["eligibility: 2 passages"]),
        (record(eligibility=()), ["eligibility: 2 passages"]),
        (record(eligibility=("Adults", "Gout", "Gout")), ["eligibility: 1 passage"]),
        (record(status="COMPLETED"), ["status"]),
        (record(status="TERMINATED", stopped="No money"), ["status"]),
        (record(stopped="No money"), ["status"]),
        (record(start_date=PartialDate("2026-01")), ["1 date"]),
        (record(start_date=PartialDate("2026"), completion_date=PartialDate("2027")), ["2 dates"]),
        (record(places=(BOSTON, OSLO)), ["2 places", "1 contact"]),
        (record(contacts=(Contact("Somebody"),)), ["1 contact"]),
        (record(has_results=True), ["results: 1 passage"]),
        (record(sponsor="Another"), ["other: 1 passage"]),
        (record(interventions=(Intervention("DRUG", "Colchicine"),)), ["arms: 1 passage"]),
        (record(references=(Reference("A paper"),)), ["other: 1 passage"]),
    ],
)
def test_each_kind_is_named_and_counted(new: TrialRecord, words: list[str]) -> None:
    assert [change.words for change in record_changes(record(), new)] == words
    assert len(record_changes(new, record())) == len(words)


def test_a_contact_of_a_place_is_no_place() -> None:
    nobody = replace(BOSTON, contacts=())
    assert [each.words for each in record_changes(record(places=(BOSTON,)), record(places=(nobody,)))] == ["1 contact"]


def test_places_contacts_and_status_alone_are_minor() -> None:
    minor = record_changes(record(), record(places=(OSLO,), status="COMPLETED"))
    assert {each.kind for each in minor} <= MINOR
    assert is_minor(minor)
    assert not is_minor(record_changes(record(), record(places=(OSLO,), sponsor="Another")))


@given(st.dictionaries(st.sampled_from(list(ChangeKind)), st.integers(1, 10**6)))
def test_they_are_stored_and_read_again(counts: dict[ChangeKind, int]) -> None:
    changes = tuple(RecordChange(kind, counts[kind]) for kind in ChangeKind if kind in counts)
    assert changes_from_json(changes_to_json(changes)) == changes


@pytest.mark.parametrize("stored", [None, [], "eligibility", {"eligibility": "2", "of a later release": 3}])
def test_what_is_not_known_is_left_out(stored: object) -> None:
    assert changes_from_json(stored) == ()
