"""GET /api/trials/<id> and its versions: what a program needs to count code points."""

from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.changing import NEW, add_version
from tests.noting import TEXT, Noting
from tests.programs import Program
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = ("GET api.trial", "GET api.version")


def test_works__it_names_the_versions(noting: Noting, alice: Program, database: Database) -> None:
    add_version(database, NEW)
    shown = alice.get(f"/api/trials/{REGISTRY_ID.lower()}").get_json()
    assert (shown["id"], shown["title"], shown["current_version"]) == (REGISTRY_ID, "A study of one dose", 2)
    assert [version["number"] for version in shown["versions"]] == [2, 1]
    assert shown["versions"][1]["record_updated"] == "2022-07-01"


def test_works__a_version_s_text_counts_in_code_points(noting: Noting, alice: Program) -> None:
    shown = alice.get(f"/api/trials/{REGISTRY_ID}/versions/1").get_json()
    assert (shown["trial"], shown["number"], shown["text"]) == (REGISTRY_ID, 1, TEXT)
    assert shown["length"] == len(TEXT) < len(TEXT.encode("utf-16-le")) // 2


def test_validates__what_is_not_there_is_not_found(noting: Noting, alice: Program) -> None:
    for path in ("NCT00000000", "x", f"{REGISTRY_ID}/versions/2", f"{REGISTRY_ID}/versions/{10**30}", "%00"):
        assert alice.get(f"/api/trials/{path}").status_code == 404


def test_whose__without_a_token_nothing_is_shown(app: Flask, noting: Noting) -> None:
    for path in (REGISTRY_ID, f"{REGISTRY_ID}/versions/1"):
        assert Program(app).get(f"/api/trials/{path}").status_code == 401


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
