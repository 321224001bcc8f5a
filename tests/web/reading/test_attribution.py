"""The registry's terms: whoever shows a record names the source, the day of the record, and what was done to it."""

import pytest
from flask import Flask

from annotate.database import Database
from tests import sharing
from tests.cast import Cast

EVERYWHERE = "Trial records come from ClinicalTrials.gov, U.S. National Library of Medicine, and are shown with formatting changes only."


@pytest.mark.parametrize(
    "path", ["/trials/{}", "/trials/{}/versions/1", "/trials/{}/places", "/trials/{}/participation"]
)
def test_every_page_with_the_record_s_text_names_its_source(cast: Cast, database: Database, path: str) -> None:
    shared = sharing.share(database, cast.viewer("alice"))
    page = cast.client("bob").get(path.format(shared.registry_id)).text
    assert f"Source: ClinicalTrials.gov, {shared.registry_id}, record last updated" in page
    assert "shown with formatting changes only" in page
    assert "does not mean that the United States government has evaluated it" in page
    assert EVERYWHERE in page


def test_so_does_a_shared_page(app: Flask, cast: Cast, database: Database) -> None:
    shared = sharing.share(database, cast.viewer("alice"))
    page = sharing.unlock(app.test_client(), app, shared).get(f"/shared/{shared.id}").text
    assert f"Source: ClinicalTrials.gov, {shared.registry_id}, record last updated" in page
    assert EVERYWHERE in page


@pytest.mark.parametrize("path", ["/", "/trials?q=dose", "/notes", "/trials/{}/versions"])
def test_pages_with_parts_of_records_name_it_too(cast: Cast, database: Database, path: str) -> None:
    shared = sharing.share(database, cast.viewer("alice"))
    assert EVERYWHERE in cast.client("alice").get(path.format(shared.registry_id)).text
