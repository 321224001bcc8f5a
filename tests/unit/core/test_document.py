import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.document import (
    EMPTY_DOCUMENT,
    Block,
    BlockKind,
    Document,
    DocumentBuilder,
    UnplacedBlock,
    document_from_json,
    document_to_json,
)
from annotate.core.text import checksum

words = st.text(max_size=12)
parts = st.builds(
    UnplacedBlock,
    st.sampled_from([BlockKind.PARAGRAPH, BlockKind.ITEM]),
    words,
    st.integers(0, 4),
    st.sampled_from(["", "•", "3."]),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    for number in range(draw(st.integers(0, 4))):
        builder.section(f"s{number}", draw(words))
        for _ in range(draw(st.integers(0, 3))):
            builder.heading("same", draw(words))
            builder.parts("field", draw(st.lists(parts, max_size=4)))
            builder.row("row", draw(words), draw(words))
    return builder.build()


def small() -> Document:
    builder = DocumentBuilder()
    builder.section("title", "Title")
    builder.paragraph("brief", "A  study \n of X")
    builder.section("arms", "Arms")
    for label in ("Arm A", "Arm A"):
        base = builder.heading(label.lower().replace(" ", "-"), label)
        builder.parts(
            base, [UnplacedBlock(BlockKind.PARAGRAPH, "5 mg"), UnplacedBlock(BlockKind.ITEM, "once", 1, "1.")]
        )
    builder.section("empty", "Nothing")
    builder.paragraph("p", " \n ")
    builder.section("design", "Design")
    builder.row("phase", "Phase", "Phase 2")
    builder.row("masking", "Masking", "")
    builder.row("sex", "Sex", "All")
    return builder.build()


def test_the_text_is_the_blocks_joined() -> None:
    assert (
        small().text
        == "Title\nA study of X\nArms\nArm A\n5 mg\nonce\nArm A\n5 mg\nonce\nDesign\nPhase\nPhase 2\nSex\nAll"
    )


def test_a_section_begins_with_its_own_heading_and_an_empty_one_is_dropped() -> None:
    sections = small().sections

    assert [section.key for section in sections] == ["title", "arms", "design"]
    for section in sections:
        first = section.blocks[0]
        assert (first.kind, first.depth, first.text, first.path) == (BlockKind.HEADING, 2, section.title, section.key)


def test_paths_are_unique_and_a_namesake_is_numbered() -> None:
    paths = [block.path for block in small().blocks if block.path.startswith("arms/")]

    assert paths == [
        "arms/arm-a",
        "arms/arm-a/p1",
        "arms/arm-a/i1",
        "arms/arm-a~2",
        "arms/arm-a~2/p1",
        "arms/arm-a~2/i1",
    ]


def test_cells_have_rows_and_columns_and_a_row_without_a_value_is_dropped() -> None:
    cells = [(block.text, block.row, block.column) for block in small().blocks if block.kind is BlockKind.CELL]

    assert cells == [("Phase", 0, 0), ("Phase 2", 0, 1), ("Sex", 1, 0), ("All", 1, 1)]


@given(documents())
def test_every_block_is_where_it_says(document: Document) -> None:
    assert document.text == "\n".join(block.text for block in document.blocks)
    for block in document.blocks:
        assert block.text
        assert document.text[block.start : block.end] == block.text
        assert "\n" not in block.text
    assert len({block.path for block in document.blocks}) == len(document.blocks)


@given(documents())
def test_a_document_comes_back_from_json(document: Document) -> None:
    stored = json.loads(json.dumps(document_to_json(document)))

    assert document_from_json(stored, document.text) == document


def test_an_empty_document_has_no_blocks() -> None:
    assert EMPTY_DOCUMENT.blocks == ()
    assert DocumentBuilder().build() == EMPTY_DOCUMENT


def test_a_structure_that_does_not_fit_its_text_is_refused() -> None:
    document = small()
    stored = document_to_json(document)

    for text in ("", document.text[:-1], document.text + "x", document.text.replace("5 mg", "15 mg")):
        with pytest.raises(ValueError, match="not of the stored text"):
            document_from_json(stored, text)
    other = {"text": checksum("a"), "sections": [{"key": "a", "blocks": [{"kind": "aside", "path": "a"}]}]}
    for sections in ([{"key": "a"}], [{"key": "a", "blocks": []}], [{"key": "a", "blocks": [{}]}]):
        with pytest.raises(ValueError, match=r"not a stored document|does not cover"):
            document_from_json(other | {"sections": sections}, "a")
    with pytest.raises(ValueError, match="not a stored document"):
        document_from_json({"sections": []}, "")
    with pytest.raises(ValueError, match="does not cover"):
        document_from_json(stored | {"text": checksum("a\nb")}, "a\nb")
    with pytest.raises(ValueError, match="not a valid BlockKind"):
        document_from_json(other, "a")


def test_the_end_of_a_block_is_after_its_last_code_point() -> None:
    assert Block(BlockKind.PARAGRAPH, "p", "a\U0001f600", 3).end == 5
