"""Labels as CSV files: written, read, planned and brought in."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from annotate.codebook import actions, queries
from annotate.codebook.csv_files import read_codebook, write_codebook
from annotate.codebook.files import MOST_BYTES, decode_file
from annotate.codebook.importing import ImportedRow, ImportKind, import_labels, plan_import
from annotate.codebook.starters import Starter
from annotate.core.viewer import Viewer
from annotate.errors import Invalid

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)
NAMES = st.text("abc=+-@'\";,", min_size=1, max_size=8).filter(str.strip)


def some_notes(_session: Session, _viewer: Viewer) -> bool:
    return True


def kinds(plan: tuple[ImportedRow, ...]) -> list[tuple[str, str]]:
    return [(row.draft.name, row.kind.value) for row in plan]


@given(st.lists(st.builds(Starter, WORDS, NAMES, st.integers(1, 8), WORDS, WORDS), max_size=5, unique_by=str))
def test_what_was_written_is_read_again_and_changes_nothing(labels: list[Starter]) -> None:
    unique = list({label.name.casefold(): label for label in labels}.values())
    text = decode_file(f"\ufeff{write_codebook(unique)}".encode())
    assert {kind for _, kind in kinds(plan_import(read_codebook(text), unique))} <= {"same"}


def test_formulas_are_escaped() -> None:
    label = Starter("1", "=1+1", 1, "@SUM(A1)", "-2")
    row = list(csv.reader(io.StringIO(write_codebook([label]))))[1]
    assert row == ["1", "'=1+1", "Yellow", "'@SUM(A1)", "'-2"]


@pytest.mark.parametrize(
    "text",
    [
        "name;colour\nDose;blue",
        "Name\tColor\nDose\tBLUE",
        "\n colour , NAME \n3, Dose \n\n , \n",
        "label,colour\r\nDose,Blue\r\n",
    ],
)
def test_files_are_read_as_spreadsheets_write_them(text: str) -> None:
    [row] = plan_import(read_codebook(text), [])
    assert (row.kind, row.draft.name, row.draft.hue) == (ImportKind.NEW, "Dose", 3)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"x" * (MOST_BYTES + 1), "larger than 64 KB"),
        ("name\nDéjà".encode("latin-1"), "no text in UTF-8"),
        (b"\xff\xfe\x00\xd8", "no text in UTF-8"),
        (b" \n", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(sent: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        decode_file(sent)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour\nBlue", "name the columns"),
        ('name\n"Dose', "quotation mark"),
        ("name\nDo\0se", "cannot be stored"),
        ("name\n" + "Dose\n" * 201, "201 rows"),
    ],
)
def test_a_table_that_is_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_codebook(text)


def test_text_in_utf_16_is_read() -> None:
    assert decode_file("name\nDosé".encode("utf-16")) == "name\nDosé"


def test_each_row_gets_a_sentence() -> None:
    text = (
        "name,colour,description,order\nDose,Rose,How much,1\ndose,,,\nSafety/,,,\n,Blue,,\nNew,Pink,,\nOther,,,first\n"
        f"{'x' * 41},,,\nLong,,{'x' * 501},\nQuestion,4,,\nFresh,,,"
    )
    plan = plan_import(read_codebook(text), [Starter("1", "Dose", 3), Starter("2", "Question", 4)])
    assert [(row.number, row.kind.value, row.words[:38]) for row in plan] == [
        (2, "changed", "Changes its colour and description."),
        (3, "refused", "Row 2 has this name already."),
        (4, "refused", "Put words before and after each slash,"),
        (5, "refused", "Give the label a name, such as “Dose”."),
        (6, "refused", "The colour is none of Yellow, Green, B"),
        (7, "refused", "The order is no whole number."),
        (8, "refused", "A label's name can be 40 characters lo"),
        (9, "refused", "This can be 500 characters long; it ha"),
        (10, "same", "You have this label already."),
        (11, "new", "A new label."),
    ]


def test_there_is_a_most() -> None:
    rows = read_codebook("name\n" + "\n".join(f"Label {number}" for number in range(60)))
    plan = plan_import(rows, [Starter("1", "Dose", 3)])
    assert sum(row.kind is ImportKind.NEW for row in plan) == actions.MOST_LABELS - 1
    assert "more than 48" in plan[-1].words


def test_it_makes_and_changes_labels_and_puts_them_in_order(session: Session, alice: Viewer) -> None:
    for name in ("A", "B", "C"):
        actions.create_label(session, alice, some_notes, name=name, hue=1, description="Kept")
    rows = read_codebook("name,colour,order\nB,Blue,2\nNew,Green,1\nSafety/,,3")
    import_labels(session, alice, some_notes, rows)
    labels = queries.labels_of(session, alice)
    assert [(label.name, label.hue, label.description) for label in labels] == [
        ("New", 2, ""),
        ("B", 3, "Kept"),
        ("A", 1, "Kept"),
        ("C", 1, "Kept"),
    ]
    assert [label.name for label in queries.undoable_labels(session, alice)] == ["B"]
    again = import_labels(session, alice, some_notes, read_codebook(write_codebook(labels)))
    assert {row.kind for row in again} == {ImportKind.SAME}
    assert queries.labels_of(session, alice) == labels
