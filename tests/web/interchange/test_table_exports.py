"""Tables as files: each format has every quote, its citation and its link, and runs nothing."""

import csv
import io

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from annotate.database import Database
from annotate.interchange.table_formats import TABLE_FORMATS
from annotate.notes.models import Note
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET interchange.new_table_export",
    "GET interchange.table_export",
    "GET interchange.new_frozen_export",
    "GET interchange.frozen_export",
)

QUOTE = "Patients are eligible after surgery"
WORDS = "=SUM(A1) <b>bold</b> [a](http://x)"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    made = changed_table(database, cast.viewer("alice"))
    with database.transaction() as session:
        session.execute(update(Note).where(Note.id == made.changed).values(body=WORDS))
    return made


def file_of(client: FlaskClient, at: str, key: str) -> bytes:
    answer = client.get(f"{at}/export?format={key}")
    assert answer.status_code == 200
    assert f".{TABLE_FORMATS[key].suffix}" in answer.headers["Content-Disposition"]
    data = answer.get_data()
    answer.close()
    return data


def test_works__csv_has_a_row_for_each_note_and_empty_cell(alice: FlaskClient, made: MadeTable) -> None:
    text = file_of(alice, f"/tables/{made.id}", "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    quoted = next(row for row in rows if row["quote"] == QUOTE)
    assert quoted["note"] == f"'{WORDS}"
    assert quoted["says now"] == "Patients are not eligible after surgery"
    assert quoted["state"] == "the words changed"
    assert quoted["link"].endswith(f"/notes/{made.changed}")
    assert made.registry_id in quoted["citation"]
    assert [row["answer"] for row in rows if row["column"] == "Risk of bias"] == ["not looked for"]


def test_works__excel_has_the_table_and_its_cells(alice: FlaskClient, made: MadeTable) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(alice, f"/tables/{made.id}", "xlsx")))
    assert book.sheetnames == ["Table", "Cells", "References"]
    assert [cell.value for cell in book["Table"][1]] == ["Trial", "Status", "Dosing", "Criteria", "Risk of bias"]
    assert book["Table"]["D2"].value == f"{QUOTE} [1]\n{WORDS}"
    assert book["Cells"].max_row == 6
    assert book["References"]["A1"].value == "[1]"


def test_works__word_html_and_markdown_quote_and_cite(alice: FlaskClient, made: MadeTable) -> None:
    document = docx.Document(io.BytesIO(file_of(alice, f"/tables/{made.id}", "word")))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    page = file_of(alice, f"/tables/{made.id}", "html").decode()
    text = file_of(alice, f"/tables/{made.id}", "markdown").decode()
    for said in (words, page, text):
        assert QUOTE in said
        assert "References" in said
        assert f"/notes/{made.changed}" in said
        assert "not looked for" in said.lower()
    assert "<b>bold</b>" not in page
    assert "\\[a\\](http://x)" in text


def test_works__a_frozen_table_goes_out_as_it_was(alice: FlaskClient, made: MadeTable) -> None:
    frozen = alice.post(f"/tables/{made.id}/frozen", data={"name": "As submitted"}).location
    alice.post(f"/notes/{made.changed}/deletion")
    assert QUOTE not in file_of(alice, f"/tables/{made.id}", "csv").decode()
    assert QUOTE in file_of(alice, frozen, "csv").decode()
    assert "with SHA-256 " in file_of(alice, frozen, "html").decode()
    assert "Excel" in alice.get(f"{frozen}/export/new").text


def test_validates__an_unknown_format_is_told(alice: FlaskClient, made: MadeTable) -> None:
    answer = alice.get(f"/tables/{made.id}/export?format=pdf")
    assert answer.status_code == 422
    assert "There is no format of this name" in answer.text


def test_whose__nobody_else_gets_a_file(cast: Cast, client: FlaskClient, made: MadeTable) -> None:
    frozen = cast.client("alice").post(f"/tables/{made.id}/frozen", data={"name": "As submitted"}).location
    for at in (f"/tables/{made.id}", frozen):
        for path in (f"{at}/export", f"{at}/export/new"):
            assert cast.client("bob").get(path).status_code == 404
            assert client.get(path).status_code == 303


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
