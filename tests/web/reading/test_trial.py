"""GET /trials/<id>: the reading page."""

import re
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.core.text import checksum
from annotate.database import Database
from annotate.trials.models import Trial
from tests import sharing
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, document, keep_version, kept_trial

VIEWS = ("GET reading.trial",)

URL = f"/trials/{REGISTRY_ID}"


def test_works__anybody_reads_the_whole_text_and_learns_what_notes_are_for(client: FlaskClient, noting: Noting) -> None:
    page = client.get(URL).text
    for block in document().blocks:
        words = block.text.replace("&", "&amp;").replace("<", "&lt;")
        assert f'dir="auto" data-crc="{checksum(block.text)}" data-start="{block.start}">{words}</' in page
    assert "Sign in to keep notes" in page
    assert f'data-write-href="/sign-in?next={URL}" data-write-words="Sign in to keep a note"' in page
    assert '<meta name="format-detection" content="telephone=no' in page, "phones put no links into the text"
    assert 'href="#notes">Skip to the notes' in page
    assert "data-notes-url" not in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("registry_id", ["NCT99999999", "nonsense", "%00", "NCT0456155７", "x" * 3000])
def test_validates__an_unknown_trial_is_not_found(client: FlaskClient, noting: Noting, registry_id: str) -> None:
    assert client.get(f"/trials/{registry_id}").status_code == 404


def test_whose__no_word_of_another_persons_notes_is_in_the_page(
    cast: Cast, client: FlaskClient, noting: Noting
) -> None:
    note = noting.note(body="A secret thought", label="starter-dose")
    cast.client("alice").post("/labels", data={"name": "Confidential", "hue": "1"})
    for other in (cast.client("bob"), cast.client("charlie"), client):
        page = other.get(URL).text
        for word in ("secret", "Confidential", note, "Alice", 'class="card"'):
            assert word not in page


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_without_notes_it_says_what_to_do(cast: Cast, noting: Noting) -> None:
    page = cast.client("alice").get(URL).text
    assert re.search(r'<p class="empty">No notes yet\. Select a piece of text', page)
    assert f'data-notes-url="{URL}/notes"' in page
    assert f'data-version="{noting.version}"' in page
    assert f'href="{URL}/shares/new"' in page
    assert f'href="{URL}/notes/new"' in page
    assert f'<form id="note-here" action="{URL}/notes/new"><input type="hidden" name="version" value="1">' in page
    starts = re.findall(r'<button form="note-here" name="block" value="(\d+)"', page)
    assert [int(start) for start in starts] == [block.start for block in document().blocks], "headings are words too"
    assert "Scripts are off. To write a note on a paragraph, use the + beside it." in page
    assert re.findall(r'<li data-label="([^"]+)" data-hue="(\d)">(\w+)', page)[0] == (
        "starter-important",
        "1",
        "Important",
    )


def test_notes_stand_in_the_margin_in_the_order_of_the_text(cast: Cast, noting: Noting) -> None:
    late = noting.note(on="≥18 Years", label="starter-dose")
    early = noting.note(on="160 mg", body="")
    whole = noting.note(on="", body="About it all")
    page = cast.client("alice").get(URL).text
    assert re.findall(r'<li class="card" id="note-([^"]+)"', page) == [whole, early, late]
    start = document().text.index("160 mg")
    assert f'id="note-{early}" data-note="{early}" data-revision="1" tabindex="-1" data-start="{start}"' in page
    assert '<p class="empty" hidden>' in page
    assert "Highlight of “160 mg”" in page
    assert "Note on “≥18 Years”" in page
    assert 'href="#eligibility" data-action="passage">≥18 Years<' in page
    assert 'data-hue="3"' in page


def test_quotes_and_words_come_out_as_they_are(cast: Cast, noting: Noting) -> None:
    noting.note(on="ANC <LLN and platelets ‹100 x10^9/L", body="ANC <LLN, 5 mg/kg*2, &lt; **bold**")
    page = cast.client("alice").get(URL).text
    assert 'data-action="passage">ANC &lt;LLN and platelets ‹100 x10^9/L</a>' in page
    assert "<p>ANC &lt;LLN, 5 mg/kg*2, &amp;lt; <strong>bold</strong></p>" in page


def test_it_says_who_can_see_a_note(cast: Cast, database: Database) -> None:
    shared = sharing.share(database, cast.viewer("alice"))
    page = cast.client("alice").get(f"/trials/{shared.registry_id}").text
    assert "In 1 link" in page
    assert "Only you" not in page
    sharing.change_share(database, shared.id, revoked_at=clock.now())
    assert "Only you" in cast.client("alice").get(f"/trials/{shared.registry_id}").text


def test_a_note_of_another_version_is_never_painted_here(cast: Cast, database: Database) -> None:
    changed = {**SECTIONS, "summary": ("Summary", ["Two doses are compared: 180 mg and 240 mg."])}
    noting = Noting(cast, database)
    note = noting.note(on="160 mg and 240 mg", body="Compare")
    whole = noting.note(on="", body="About it all")
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), changed, 2)
    page = cast.client("alice").get(URL).text
    assert f'id="note-{note}"' not in page
    assert "On other versions of this record" in page
    assert f'href="{URL}/versions/1#note-{note}"' in page
    assert "160 mg and 240 mg" in page
    assert "Compare" in page
    assert f'id="note-{whole}"' in page
    older = cast.client("alice").get(f"{URL}/versions/1").text
    assert f'id="note-{note}"' in older


def test_another_spelling_of_the_id_leads_to_the_page(client: FlaskClient, noting: Noting) -> None:
    answer = client.get(f"/trials/{REGISTRY_ID.lower()}")
    assert (answer.status_code, answer.location) == (302, URL)


def test_it_runs_as_many_queries_for_one_note_as_for_fifty(
    app: Flask, cast: Cast, database: Database, queries: list[str]
) -> None:
    alice = cast.viewer("alice")
    one = sharing.share(database, alice)
    sharing.reply(sharing.unlock(cast.client("bob"), app, one), one, "I think so.")
    url = f"/trials/{one.registry_id}"
    few = counted(cast.client("alice"), url, queries)
    many = sharing.share(database, alice, bodies=("Why?",) * 49, words=("240 mg",) * 49, trial_id=one.trial_id)
    bob = sharing.unlock(cast.client("bob"), app, many)
    for note in range(5):
        sharing.reply(bob, many, "Because.", note=note)
    assert counted(cast.client("alice"), url, queries) == few <= 20


def counted(client: FlaskClient, url: str, queries: list[str]) -> int:
    """Count the queries of a page; its record is rendered before that, once."""
    client.get(url)
    queries.clear()
    assert "Private: only you and Bob" in client.get(url).text
    return len(queries)


def test_it_is_light_over_the_text(cast: Cast, database: Database) -> None:
    kept_trial(database, {**SECTIONS, "description": ("Description", ["A sentence of the record. " * 40] * 100)})
    page = cast.client("alice").get(URL).data
    assert len(page) < 100_000 + len("A sentence of the record. ") * 4000


def test_headings_stand_in_order(cast: Cast, noting: Noting) -> None:
    noting.note()
    page = cast.client("alice").get(URL).text
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
