"""Two versions side by side: nothing is lost, nothing is made up, and equal words are never marked."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.comparison import Change, ComparedSection, Counts, Row, Side, compare_documents
from annotate.core.document import Document, DocumentBuilder
from annotate.core.words import same_spelling

Kinds = list[tuple[str, str]]

WORDS = "not 5 15 mg mg/kg daily arm A B scan liver tumour , . ; ≥ >= \u00a0 Café cafe\u0301 \U0001f9ea Adults adults".split(
    " "
)
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
blocks = st.tuples(st.sampled_from(["p", "i", "ii", "h", "c"]), lines)
versions = st.fixed_dictionaries({key: st.lists(blocks, max_size=6) for key in ("summary", "arms", "eligibility")})


def document(sections: dict[str, Kinds]) -> Document:
    builder = DocumentBuilder()
    for key, parts in sections.items():
        builder.section(key, key.title())
        for number, (kind, words) in enumerate(parts):
            if kind == "p":
                builder.paragraph(f"p{number}", words)
            elif kind == "h":
                builder.heading(f"h{number}", words)
            elif kind == "c":
                builder.row(f"r{number}", f"Row {number}", words)
            else:
                builder.item(f"i{number}", words, depth=len(kind))
    return builder.build()


def eligibility(*words: str) -> Document:
    return document({"eligibility": [("p" if line.endswith(":") else "i", line) for line in words]})


def compared(old: Document, new: Document) -> ComparedSection:
    (section,) = compare_documents(old, new)
    return section


def row_of(section: ComparedSection, change: Change) -> Row:
    (row,) = [row for row in section.rows if row.change is change]
    return row


def marked(side: Side | None) -> list[str]:
    assert side is not None
    return [run.text for run in side.runs if run.changed]


def words_of(rows: tuple[Row, ...], which: int) -> list[str]:
    return [side.block.text for row in rows if (side := (row.old, row.new)[which])]


@given(versions, versions)
def test_each_side_gives_its_version_back(one: dict[str, Kinds], other: dict[str, Kinds]) -> None:
    documents = document(one), document(other)
    sections = {section.key: section for section in compare_documents(*documents)}
    for which, whole in enumerate(documents):
        for section in whole.sections:
            sides = [side for row in sections[section.key].rows if (side := (row.old, row.new)[which])]
            assert tuple(side.block for side in sides) == section.blocks
            assert all("".join(run.text for run in side.runs) == side.block.text for side in sides)
            assert all(run.text for side in sides for run in side.runs)
    assert set(sections) == {section.key for whole in documents for section in whole.sections}


@given(versions, versions)
def test_what_is_not_marked_reads_the_same_on_both_sides(one: dict[str, Kinds], other: dict[str, Kinds]) -> None:
    for section in compare_documents(document(one), document(other)):
        for row in section.rows:
            if row.old is None or row.new is None:
                continue
            plain = [
                same_spelling("".join(run.text for run in side.runs if not run.changed)).split()
                for side in (row.old, row.new)
            ]
            assert "".join(plain[0]) == "".join(plain[1])
            if row.change is Change.UNCHANGED:
                assert not marked(row.old) + marked(row.new)


@given(versions)
def test_a_version_does_not_differ_from_itself(one: dict[str, Kinds]) -> None:
    for section in compare_documents(document(one), document(one)):
        assert not section.counts
        assert {row.change for row in section.rows} == {Change.UNCHANGED}
        assert not any(row.leads for row in section.rows)


@given(versions, versions)
def test_there_and_back_what_was_added_is_removed(one: dict[str, Kinds], other: dict[str, Kinds]) -> None:
    old, new = document(one), document(other)
    for section in compare_documents(old, new):
        assert section.counts.added == sum(row.change is Change.ADDED for row in section.rows)
        assert section.counts.removed == sum(row.change is Change.REMOVED for row in section.rows)
        ins = len([block for each in new.sections if each.key == section.key for block in each.blocks])
        outs = len([block for each in old.sections if each.key == section.key for block in each.blocks])
        grown = sum((row.new is not None) - (row.old is not None) for row in section.rows)
        assert grown == ins - outs


def test_an_inserted_negation_is_the_one_mark() -> None:
    row = row_of(
        compared(eligibility("Adults are eligible for it"), eligibility("Adults are not eligible for it")),
        Change.CHANGED,
    )
    assert marked(row.old) == []
    assert marked(row.new) == ["not"]


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("Aged 18 years or more at entry", "Aged 21 years or more at entry", ["18"], ["21"]),
        ("Platelets >= 100 at the first visit", "Platelets ≥ 100 at the first visit", [">="], ["≥"]),
        ("Has active liver disease now", "Has Active liver disease now", ["active"], ["Active"]),
        ("Dose of 5 mg / kg each week", "Dose of 5 mg/kg each week", ["mg / kg"], ["mg/kg"]),
    ],
)
def test_whole_words_are_marked_and_no_others(old: str, new: str, gone: list[str], came: list[str]) -> None:
    row = row_of(compared(eligibility(old), eligibility(new)), Change.CHANGED)
    assert (marked(row.old), marked(row.new)) == (gone, came)


def test_a_no_break_space_is_no_change() -> None:
    assert not compared(eligibility("5\u00a0mg daily"), eligibility("5 mg daily")).counts


def test_added_and_removed_blocks_are_marked_whole() -> None:
    section = compared(
        eligibility("Adults", "No stroke within the last year", "Gout"),
        eligibility("Adults", "Gout", "Can swallow tablets"),
    )
    assert section.counts == Counts(added=1, removed=1)
    assert marked(row_of(section, Change.REMOVED).old) == ["No stroke within the last year"]
    assert marked(row_of(section, Change.ADDED).new) == ["Can swallow tablets"]


def test_a_criterion_that_went_to_the_other_list_has_moved_on_both_sides() -> None:
    inclusion, exclusion = "Inclusion Criteria:", "Exclusion Criteria:"
    section = compared(
        eligibility(
            inclusion, "Adults with gout", "Earlier treatment with colchicine", exclusion, "Stroke of any kind"
        ),
        eligibility(
            inclusion, "Adults with gout", exclusion, "Earlier treatment with colchicine", "Stroke of any kind"
        ),
    )
    assert section.counts == Counts(moved=1)
    here, there = [row for row in section.rows if row.change is Change.MOVED]
    assert (here.elsewhere, there.elsewhere) == ("exclusion criteria", "inclusion criteria")
    assert here.new is there.old is None


def test_a_sentence_that_moved_into_another_section_names_it() -> None:
    words = "Blood samples tell of lipids, glucose, creatinine and bilirubin"
    old = document(
        {"summary": [("p", "It compares two doses"), ("p", words)], "description": [("p", "More is said here")]}
    )
    new = document(
        {"summary": [("p", "It compares two doses")], "description": [("p", "More is said here"), ("p", words)]}
    )
    summary, description = compare_documents(old, new)
    assert (summary.counts, description.counts) == (Counts(moved=1), Counts(moved=1))
    assert row_of(summary, Change.MOVED).elsewhere == "Description"
    assert row_of(description, Change.MOVED).elsewhere == "Summary"


def test_the_value_of_a_row_changed_even_when_no_word_of_it_stands() -> None:
    old, new = document({"arms": [("c", "twelve")]}), document({"arms": [("c", "90")]})
    section = compared(old, new)
    assert section.counts == Counts(changed=1)
    assert [row.new.block.text for row in section.rows if row.leads and row.new] == ["Arms", "Row 0"]


def test_equal_lines_that_no_anchor_could_tell_apart_are_unchanged() -> None:
    old = document({"arms": [("p", "mg"), ("p", "mg"), ("p", "Taken in the evening, with water"), ("p", "mg")]})
    new = document({"arms": [("p", "mg"), ("p", "mg"), ("p", "Taken in the morning, with water"), ("p", "mg")]})
    assert compared(old, new).counts == Counts(changed=1)


def test_what_a_change_is_understood_by_leads_to_it() -> None:
    inclusion, exclusion = "Inclusion Criteria:", "Exclusion Criteria:"
    old = eligibility(
        inclusion, "Adults with gout", "Able to consent", exclusion, "Stroke within 5 years", "Any cancer"
    )
    new = eligibility(
        inclusion, "Adults with gout", "Able to consent", exclusion, "Stroke within 2 years", "Any cancer"
    )
    section = compared(old, new)
    assert [row.new.block.text for row in section.rows if row.leads and row.new] == ["Eligibility", exclusion]


def test_a_section_that_only_the_old_version_has_keeps_its_place() -> None:
    old = document({key: [("p", f"Words of {key}")] for key in ("title", "summary", "arms")})
    new = document({key: [("p", f"Words of {key}")] for key in ("title", "arms", "design")})
    assert [section.key for section in compare_documents(old, new)] == ["title", "summary", "arms", "design"]
    assert compare_documents(old, new)[1].counts == Counts(removed=2)
    assert words_of(compare_documents(old, new)[3].rows, 1) == ["Design", "Words of design"]


@pytest.mark.slow
def test_the_work_is_bounded() -> None:
    """A long record, and two hostile ones: one word repeated, and lines that are all alike."""
    texts = (
        [
            f"Criterion {number} asks for value {number % 7} of the measure at visit {number % 11}"
            for number in range(700)
        ],
        ["mg " * 20_000],
        ["mg"] * 5_000,
    )
    for those in texts:
        old = document({"eligibility": [("i", line) for line in those]})
        new = document(
            {"eligibility": [("i", f"{line} or more" if place % 3 else line) for place, line in enumerate(those)]}
        )
        began = time.monotonic()
        compare_documents(old, new)
        assert time.monotonic() - began < 20
