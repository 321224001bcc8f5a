"""The searched words in a record that was reached from a list."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.studies import keep_study, numbered


@pytest.fixture
def trial(database: Database) -> str:
    with database.transaction() as session:
        keep_study(
            session, numbered(1), title="Gout with tumour or tumor", summary="About gout; gouty people. Tumor, too."
        )
    return f"/trials/{numbered(1)}"


def marked(page: str) -> list[tuple[int, int]]:
    found = re.search(r'data-hits="([0-9 -]*)"', page)
    return [(int(start), int(end)) for start, end in (hit.split("-") for hit in found[1].split())] if found else []


def test_a_list_leads_to_the_words_in_the_record(client: FlaskClient, trial: str) -> None:
    page = client.get("/trials", query_string={"q": '"gout" tumour'}).text
    assert f'href="{trial}?q=%22gout%22%20tumour"' in page
    assert f'href="{trial}"' in client.get("/trials").text

    hits = marked(client.get(f"{trial}?q=%22gout%22%20tumour").text)
    assert [end - start for start, end in hits] == [4, 6, 5, 4, 5], (
        "other spellings that the list was searched for as well"
    )
    assert hits == sorted(hits)


def test_words_that_are_not_in_the_text_are_no_hits(client: FlaskClient, trial: str) -> None:
    page = client.get(f"{trial}?q=zoster").text
    assert marked(page) == []
    assert "is not in the text" in page
    assert "is not in the text" not in client.get(trial).text


def test_the_field_that_finds_is_for_scripts_alone_and_asks_the_notes_of_who_is_signed_in(
    client: FlaskClient, trial: str
) -> None:
    page = client.get(f"{trial}?find=gout").text
    assert "<find-words></find-words>" in page, "it makes its button itself"
    assert "Find in this record" not in page
    page = client.get(f"{trial}?q=gouty").text
    assert 'data-searched="gouty" data-hits="' in page
    assert "data-notes-href" not in page


@pytest.mark.parametrize("query", ["", '"', "%00", "x" * 5000, "NCT00000001", "%22%3E%3Cscript%3E", "-gout"])
def test_any_words_are_no_error(client: FlaskClient, trial: str, query: str) -> None:
    answer = client.get(f"{trial}?q={query}")
    assert answer.status_code == 200
    assert '"><script>' not in answer.text
