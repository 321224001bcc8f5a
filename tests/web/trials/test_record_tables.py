"""The record's tables on the page: captions, titles of columns, links, and every block of the text in its order."""

import copy
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.registry.reading import prepared
from annotate.registry.shapes import canonical
from annotate.trials.actions import store_prepared
from annotate.trials.queries import find_trial
from tests.rendered import blocks_of
from tests.studies import REGISTRY_ID
from tests.unit.registry.studies import API, as_bytes

TRIAL = f"/trials/{REGISTRY_ID}"


def keep(database: Database, **parts: Any) -> str:  # noqa: ANN401 - any JSON value
    """Store the common record with these parts of its protocol, or beside it, and give its text."""
    study = copy.deepcopy(API)
    for name, value in parts.items():
        (study if name.endswith("Section") else study["protocolSection"])[name] = value
    raw = as_bytes(study)
    with database.transaction() as session:
        store_prepared(session, prepared(raw))
        text: str = find_trial(session, REGISTRY_ID).current_version.text
    return text


def test_every_block_of_the_text_is_on_the_page_once_and_in_order(client: FlaskClient, database: Database) -> None:
    text = keep(database)
    blocks = blocks_of(client.get(TRIAL).text)
    assert "\n".join(words for _, words in blocks) == text
    offset = 0
    for start, words in blocks:
        assert start == offset
        offset += len(words) + 1


def test_a_table_has_a_caption_and_titles_of_its_columns(client: FlaskClient, database: Database) -> None:
    keep(database)
    page = client.get(TRIAL).text
    references = page.split('id="references"', 1)[1].split("</section>", 1)[0]
    assert '<scroll-box class="data-box" data-name="References">' in references
    assert '<caption class="visually-hidden">References</caption>' in references
    assert re.findall(r'<th scope="col"[^>]*>.*?<span [^>]*>([^<]*)</span>', references) == [
        *("Publication", "Kind", "PubMed")
    ]
    assert re.findall(r'<th scope="row"[^>]*>.*?<span [^>]*>([^<]*)</span>', references) == [
        "Own reference",
        "Found by the library",
    ]


def test_publications_files_and_addresses_are_links(client: FlaskClient, database: Database) -> None:
    links = [{"label": "More", "url": "https://more.example/?a=1&b=2"}, {"label": "Bad", "url": "javascript:alert(1)"}]
    files = {"largeDocs": [{"label": "Protocol", "filename": "Prot_000.pdf"}, {"label": "X", "filename": "../x.pdf"}]}
    keep(
        database,
        referencesModule={"references": [{"pmid": "30000001", "citation": "One"}], "seeAlsoLinks": links},
        documentSection={"largeDocumentModule": files},
    )
    page = client.get(TRIAL).text
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/30000001/"' in page
    assert f'href="https://cdn.clinicaltrials.gov/large-docs/57/{REGISTRY_ID}/Prot_000.pdf"' in page
    assert 'href="https://more.example/?a=1&amp;b=2"' in page
    assert 'href="javascript' not in page
    assert "x.pdf</span>" in page


def test_facts_are_blocks_where_they_are_text(client: FlaskClient, database: Database) -> None:
    text = keep(database)
    page = client.get(TRIAL).text
    start = text.index("36 (estimated)")
    assert re.search(rf'<dd><span dir="auto" data-crc="[0-9a-f]+" data-start="{start}">36 \(estimated\)</span>', page)
    assert "<dt>Last updated</dt>" in page


def test_a_part_that_is_cut_says_so(client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "MOST_PARTICULARS", (40, 10_000))
    many = [{"citation": f"Reference {number}"} for number in range(100)]
    keep(database, referencesModule={"references": many})
    page = client.get(TRIAL).text
    assert page.count("Shown in part: this is too long for one page.") == 1
    assert f"https://clinicaltrials.gov/study/{REGISTRY_ID}" in page


def test_a_large_table_offers_a_note_on_the_names_of_its_rows_alone(client: FlaskClient, database: Database) -> None:
    many = [{"citation": f"Reference {number}", "pmid": str(number), "type": "RESULT"} for number in range(200)]
    keep(database, referencesModule={"references": many})
    references = client.get(TRIAL).text.split('id="references"', 1)[1].split("</section>", 1)[0]
    assert references.count('title="Note on this paragraph"') == 0
    assert references.count('title="Note on this heading"') == 1 + 3 + 200


def test_arms_and_outcomes_are_tables(client: FlaskClient, database: Database) -> None:
    keep(database)
    page = client.get(TRIAL).text
    arms = page.split('id="arms"', 1)[1].split("</section>", 1)[0]
    assert '<caption class="visually-hidden">Arms</caption>' in arms
    assert re.findall(r'<th scope="col">([^<]*)</th>', arms) == ["Arm", "Type", "Description", "Treatments"]
    assert '<tr id="arms/arm-a">' in arms
    outcomes = page.split('id="outcomes"', 1)[1].split("</section>", 1)[0]
    assert re.findall(r"<caption[^>]*>([^<]*)<", outcomes) == ["Primary outcomes", "Secondary outcomes"]


def test_places_are_in_the_text_and_contacts_below_it(client: FlaskClient, database: Database) -> None:
    text = keep(database)
    page = client.get(TRIAL).text
    assert "Hospital Z, Wuhan, Hubei, 430000\nRecruiting" in text
    assert "Desk" not in text
    below = page.split('id="contacts-heading"', 1)[1]
    assert "Study Office" in below
    assert f'<a href="{TRIAL}/places">1 place, with contacts</a>' in below
    assert "Desk" in client.get(f"{TRIAL}/places").text
