"""GET /trials/<id>/versions/<n>/citation, and how the trial's page cites its version."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.core.citation import CITATION_FILES
from annotate.database import Database
from annotate.trials.models import TrialVersion
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS
from tests.unit.interchange.readers import bibliography, data, references

VIEWS = ("GET interchange.citation_file",)
PAGE = f"/trials/{REGISTRY_ID}"
URL = f"{PAGE}/versions/1/citation"


@pytest.fixture(autouse=True)
def _trial(noting: Noting) -> None:
    """There is a trial."""


def test_works__each_file_names_the_version(client: FlaskClient) -> None:
    title, address = SECTIONS["title"][1][0], f"http://localhost{PAGE}/versions/1"
    got = client.get(f"{URL}?format=ris")
    assert got.headers["Content-Disposition"] == f'attachment; filename="{REGISTRY_ID}v1.ris"'
    (ris,) = references(got.get_data())
    assert (ris["title"], ris["date"]) == (title, "2022/07/01")
    assert ris["notes"][0].endswith(f": {address}")
    (entry,) = bibliography(client.get(f"{URL}?format=bibtex").get_data())
    assert (entry["number"], entry["note"].endswith(address)) == (REGISTRY_ID, True)
    (item,) = data(client.get(f"{URL}?format=csl-json").get_data())
    assert (item["id"], item["archive_location"]) == (f"{REGISTRY_ID}v1", address)


def test_works__the_page_has_six_forms_to_select_and_the_files(client: FlaskClient, cast: Cast) -> None:
    for reader in (client, cast.client("alice")):
        page = reader.get(PAGE).text
        forms = dict(re.findall(r'<textarea[^>]*id="cite-([a-z-]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
        assert list(forms) == ["nlm", "ama", "icmje", "ris", "csl-json", "bibtex"]
        assert "Updated July 1, 2022. Accessed " in forms["ama"]
        assert f"http://localhost{PAGE}/versions/1" in forms["nlm"]
        for key in CITATION_FILES:
            (href,) = re.findall(rf'href="([^"]*citation\?format={key})"', page)
            got = reader.get(unescape(href)).get_data().decode()
            shown = unescape(forms[key]).strip()
            assert shown.replace("\r\n", "\n") in got.replace("\r\n", "\n")


def test_works__a_copied_quote_names_the_version_and_when_it_was_stored(client: FlaskClient) -> None:
    (dated,) = re.findall(r'data-dated="([^"]*)"', client.get(PAGE).text)
    assert re.fullmatch(r"1 July 2022, as stored \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", dated)


@pytest.mark.parametrize("path", [f"{URL}?format=odd", f"{PAGE}/versions/9/citation", "/trials/x/versions/1/citation"])
def test_validates__what_is_not_there_is_missing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_sample_is_cited_as_one(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        session.scalars(select(TrialVersion)).one().sample = True
    (ris,) = references(client.get(URL).get_data())
    assert "Sample text written for annotate" in ris["notes"][0]
    assert "date" not in ris
