"""GET /labels.csv, /labels.qdc and /labels/imports: the codebook as a file."""

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.bad_input import refused
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.unit.refi_schemas import valid_codebook
from tests.web.codebook.test_labels import STARTERS, names

VIEWS = (
    "GET codebook.code_file",
    "GET codebook.label_file",
    "GET codebook.label_imports",
    "POST codebook.preview_import",
    "POST codebook.import_file",
)
CSV = "name,colour,description\nDose,Rose,How much\nVisits,Teal,\nSafety/,,\n"


def look(client: FlaskClient, sent: bytes | str) -> TestResponse:
    file = (io.BytesIO(sent.encode() if isinstance(sent, str) else sent), "labels.csv")
    return client.post("/labels/imports/preview", data={"file": file}, content_type="multipart/form-data")


def test_works__my_labels_are_a_file(cast: Cast) -> None:
    alice = cast.client("alice")
    alice.post("/labels", data={"name": "=1+1", "hue": "5", "description": "a\nb, c"})
    answer = alice.get("/labels.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="labels.csv"'
    assert answer.text.startswith("\ufefforder,name,colour,description,when not to use\r\n1,Important,Yellow,,\r\n")
    assert answer.text.endswith('6,\'=1+1,Orange,"a\nb, c",\r\n')


def test_works__a_file_is_looked_at_and_then_stored(cast: Cast) -> None:
    alice = cast.client("alice")
    assert "CSV up to 64 KB" in alice.get("/labels/imports").text
    page = look(alice, CSV)
    assert page.status_code == 200
    assert "1 new label, 1 changed label, 1 label left out." in page.text
    for sentence in ("Changes its colour and description.", "A new label.", "Put words before and after each slash"):
        assert sentence in page.text
    assert names(alice) == STARTERS, "nothing is stored by looking"
    assert alice.post("/labels/imports", data={"file_text": CSV}).status_code == 303
    shown = alice.get("/labels").text
    assert names(alice) == [*STARTERS, "Visits"]
    assert "1 label made, 1 label changed." in shown
    assert "How much" in shown


def test_works__what_was_taken_home_comes_back_as_it_was(cast: Cast) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    alice.post("/labels", data={"name": "Safety/Death", "hue": "5", "description": "a\nb", "when_not": "-x"})
    file = alice.get("/labels.csv").get_data()
    assert "0 new labels, 0 changed labels" in look(alice, file).text
    assert bob.post("/labels/imports", data={"file_text": file.decode("utf-8-sig")}).status_code == 303
    assert bob.get("/labels.csv").get_data() == file


def test_works__a_codebook_of_another_program_is_looked_at_stored_and_undone(cast: Cast) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    alice.post("/labels", data={"name": "Safety/Death", "hue": "5", "description": "a\nb", "when_not": "-x"})
    answer = alice.get("/labels.qdc")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "application/xml",
        'attachment; filename="labels.qdc"',
    )
    valid_codebook(answer.get_data())
    file = answer.text.replace(
        'name="Dose" isCodable="true" color="#3D85D1"', 'name="Dose" isCodable="true" color="#FF0011"'
    )
    page = look(bob, file)
    assert "1 new label, 1 changed label, 0 labels left out." in page.text
    assert "code 2" in page.text
    sent = unescape(page.text.partition("data-words hidden>\n")[2].partition("</textarea>")[0])
    assert bob.post("/labels/imports", data={"file_text": sent}).status_code == 303
    assert bob.get("/labels.qdc").text == file, "identifiers and colours are those of the file"
    [change] = re.findall(r"/labels/([^/]+)/restoration", bob.get("/labels").text)
    assert bob.post(f"/labels/{change}/restoration", data={}).status_code == 303
    assert 'name="Dose" isCodable="true" color="#3D85D1"' in bob.get("/labels.qdc").text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "This file is empty"),
        (b"name\n" + b"x" * 70_000, "larger than 64 KB"),
        ("name\nDéjà".encode("latin-1"), "no text in UTF-8"),
        (b"colour\nBlue", "has to name the columns"),
        (b'name\n"Dose', "a quotation mark is not closed"),
        (b"name\nDo\0se", "cannot be stored"),
        (b"<Project/>", "no codebook of REFI-QDA"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "declares a document type"),
    ],
)
def test_validates__a_bad_file_is_told_and_changes_nothing(cast: Cast, sent: bytes, sentence: str) -> None:
    alice = cast.client("alice")
    answer = look(alice, sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    if sent:
        text = sent.decode("latin-1")
        answer = alice.post("/labels/imports", data={"file_text": text})
        assert answer.status_code == (303 if "UTF-8" in sentence else 422)
    assert set(names(alice)) - set(STARTERS) <= {"Déjà"}


def test_validates__nothing_that_is_no_form_makes_a_label(cast: Cast) -> None:
    alice = cast.client("alice")
    for path, field in (("/labels/imports/preview", "file"), ("/labels/imports", "file_text")):
        refused(alice, path, {field: "name\nDose"}, lambda: names(alice))


def test_whose__the_file_is_mine_and_strangers_sign_in(cast: Cast, client: FlaskClient) -> None:
    cast.client("alice").post("/labels", data={"name": "Secret", "hue": "5"})
    assert "Secret" not in cast.client("charlie").get("/labels.csv").text
    assert "Secret" not in cast.client("charlie").get("/labels.qdc").text
    for path in ("/labels.csv", "/labels.qdc", "/labels/imports"):
        assert client.get(path).location.startswith("/sign-in")
    assert look(client, CSV).status_code == 401
    assert client.post("/labels/imports", data={"file_text": CSV}).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
