"""Arms and outcomes as tables: every block in its row and column, in the order of the text."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.document import BlockKind, Document, DocumentBuilder, UnplacedBlock
from annotate.registry.shapes import read_record
from annotate.trials.grids import grids_of
from annotate.trials.layout import GridTable, TextElement, lay_out
from tests.unit.registry.studies import API, as_bytes

WORDS = st.text("abc ", max_size=6)
PARTS = st.lists(st.builds(UnplacedBlock, st.sampled_from([BlockKind.PARAGRAPH, BlockKind.ITEM]), WORDS, st.just(1)))


def grids(document: Document, key: str) -> list[tuple[str, tuple[str, ...], list[list[str]]]]:
    (section,) = (each for each in document.sections if each.key == key)
    return [
        (
            grid.heading.text if grid.heading else "",
            grid.titles,
            [[row.name.text, *(" | ".join(each.text for each in cell) for cell in row.columns)] for row in grid.rows],
        )
        for grid in grids_of(section)
    ]


def test_arms_have_a_row_each() -> None:
    assert grids(read_record(as_bytes(API)).document, "arms") == [
        (
            "",
            ("Arm", "Type", "Description", "Treatments"),
            [
                ["Arm A", "Experimental", "200 mg every 3 weeks", "Drug: X"],
                ["Arm B", "Placebo comparator", "", "Drug: Placebo"],
            ],
        )
    ]


def test_outcomes_have_a_table_for_each_group_without_columns_that_none_fills() -> None:
    assert grids(read_record(as_bytes(API)).document, "outcomes") == [
        ("Primary outcomes", ("Measure", "Description", "Time frame"), [["DLT", "Grade >= 3", "Time frame: 28 days"]]),
        ("Secondary outcomes", ("Measure", "Time frame"), [["PFS", "Time frame: 2 years"]]),
    ]


def test_another_section_is_no_table() -> None:
    document = read_record(as_bytes(API)).document
    assert [each.key for each in document.sections if grids_of(each)] == ["arms", "outcomes"]


def test_what_is_not_in_the_form_of_a_table_is_shown_as_it_is() -> None:
    builder = DocumentBuilder()
    builder.section("arms", "Arms")
    builder.paragraph("before", "Words before any arm")
    builder.heading("a", "Arm A")
    builder.section("outcomes", "Outcomes")
    builder.heading("primary", "Primary outcomes")
    base = builder.heading("primary/a", "A", depth=4)
    builder.paragraph(f"{base}/time-frame", "Time frame: 1 day")
    builder.paragraph(f"{base}/p1", "A description behind its time frame")
    document = builder.build()
    assert [grids_of(section) for section in document.sections] == [(), ()]
    assert [each.text for section in lay_out(document) for each in section.nodes if isinstance(each, TextElement)] == [
        *("Words before any arm", "Arm A", "Primary outcomes", "A", "Time frame: 1 day"),
        "A description behind its time frame",
    ]


@given(st.lists(st.tuples(WORDS, WORDS, PARTS, st.lists(WORDS)), max_size=5))
def test_no_block_is_lost_or_out_of_order(arms: list[tuple[str, str, list[UnplacedBlock], list[str]]]) -> None:
    builder = DocumentBuilder()
    builder.section("arms", "Arms")
    for label, kind, parts, treatments in arms:
        base = builder.heading(label or "-", label)
        builder.paragraph(f"{base}/type", kind)
        builder.parts(base, parts)
        for each in treatments:
            builder.item(f"{base}/treatment/{each.strip() or '-'}", each)
    for section in builder.build().sections:
        shown = [
            block
            for grid in grids_of(section)
            for row in grid.rows
            for block in (row.name, *(each for cell in row.columns for each in cell))
        ]
        assert shown in ([], list(section.blocks[1:]))


def test_a_row_has_the_address_of_its_heading() -> None:
    (arms,) = (each for each in lay_out(read_record(as_bytes(API)).document) if each.key == "arms")
    (table,) = arms.nodes
    assert isinstance(table, GridTable)
    assert [row.anchor for row in table.rows] == ["arms/arm-a", "arms/arm-b"]
