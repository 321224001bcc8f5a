"""What differs between two versions of a record, by kind."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import registry
from annotate.core import record_changes as record_changes_module
from annotate.core.document import DocumentBuilder
from annotate.core.editions import PLAN
from annotate.core.facts import facts_of
from annotate.core.record import Contact, Intervention, PartialDate, Reference, Site, TrialRecord
from annotate.core.record_changes import (
    ALWAYS_OTHER,
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


def test_every_section_that_a_document_can_have_is_of_a_kind_and_no_other() -> None:
    shapes = Path(registry.__file__).parent / "shapes"
    calls = [
        node
        for path in shapes.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "section"
    ]
    keys = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
    assert len(keys) == len(calls), "a key that is no constant is not seen here"
    assert PLAN.issubset(keys)
    assert {*record_changes_module._OF_SECTIONS, "facts", *ALWAYS_OTHER} == set(keys)  # noqa: SLF001 - what is mapped


def test_every_key_fact_of_a_kind_is_one_that_records_state() -> None:
    stated = {fact.key for fact in facts_of(replace(record(), why_stopped="No money"))}
    assert stated.issuperset(record_changes_module._OF_KEY_FACTS)  # noqa: SLF001 - what is mapped


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
