"""GET /trials/<id>/then-and-now/document: the sheet as a Word document."""

from io import BytesIO

import docx
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, Sections

VIEWS = ("GET interchange.moments_document",)

URL = f"/trials/{REGISTRY_ID}/then-and-now/document"
OLDER: Sections = {**SECTIONS, "eligibility": ("Eligibility", ["ANC <LLN", "≥16 Years"])}


def words_in(body: bytes) -> str:
    document = docx.Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_works__the_document_has_the_sheet_and_my_notes(cast: Cast, database: Database) -> None:
    noting = Noting(cast, database, OLDER, SECTIONS)
    noting.note(body="A thought on age\x0b")

    answer = cast.client("alice").get(URL)
    words = words_in(answer.data)

    assert answer.status_code == 200
    assert "then-and-now.docx" in answer.headers["Content-Disposition"]
    assert "First version: version 1" in words
    assert "≥18 Years" in words
    assert "A thought on age" in words


def test_validates__a_trial_that_is_not_here_is_not_found(cast: Cast) -> None:
    assert cast.client("alice").get("/trials/NCT09999999/then-and-now/document").status_code == 404


def test_whose__nobody_elses_notes_are_in_it(cast: Cast, database: Database, client: FlaskClient) -> None:
    Noting(cast, database).note(body="A secret thought")

    assert "secret" not in words_in(cast.client("bob").get(URL).data)
    assert client.get(URL).status_code in (302, 303)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
