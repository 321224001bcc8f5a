"""To check: the page over all trials, and the tray on the page of one."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from annotate.database import Database
from annotate.notes.models import Anchor, Placing
from annotate.reading import eye
from tests.cast import Cast
from tests.changing import CHANGED, GONE, KEPT, NEW, OLD, Changing, add_version, anchor_of, change_under
from tests.rungs import refuse_other_methods
from tests.sharing import write_note
from tests.studies import numbered
from tests.texts import REGISTRY_ID, Sections, document, keep_trial

VIEWS = ("GET reading.eye",)

URL = "/needs-your-eye"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def notes(database: Database, cast: Cast) -> Changing:
    return change_under(database, cast.viewer("alice"))


def card(page: str, note_id: str) -> str:
    return page.split(f'<li class="card" id="note-{note_id}"', 1)[1].split("</article></li>", 1)[0]


def test_works__it_asks_about_what_is_not_certain_and_nothing_else(alice: FlaskClient, notes: Changing) -> None:
    page = alice.get(URL).text
    assert "2 notes to check" in page
    assert f'id="note-{notes.gone}"' in page
    assert f'id="note-{notes.changed}"' in page
    assert f'id="note-{notes.kept}"' not in page
    entry = page.split(f'id="note-{notes.changed}"', 1)[1].split('<li class="entry"', 1)[0]
    assert f"<mark>{CHANGED}</mark>" in entry, "as it was"
    assert "<mark>Patients are not eligible after surgery</mark>" in entry, "as it is"
    assert "Patients are <ins>not </ins>eligible after surgery" in entry or "are <ins>not</ins> eligible" in entry
    assert "Inclusion Criteria:" in entry
    assert "Accept" in entry
    gone = page.split(f'id="note-{notes.gone}"', 1)[1].split('<li class="entry"', 1)[0]
    assert f"<mark>{GONE}</mark>" in gone
    assert "Keep it unattached" in gone


@pytest.mark.parametrize("after", ["nonsense", "2026-01-01~x", "~", "\0"])
def test_validates__a_cursor_that_no_page_made_is_not_found(alice: FlaskClient, after: str) -> None:
    assert alice.get(URL, query_string={"after": after}).status_code == 404


def test_whose__it_asks_to_sign_in(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 303


def test_whose__others_see_nothing_of_it(cast: Cast, notes: Changing) -> None:
    page = cast.client("bob").get(URL)
    assert page.status_code == 200
    assert "Nothing to check" in page.text
    assert GONE not in page.text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_pages_follow_one_another_without_gap_or_repeat(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eye, "PAGE_SIZE", 2)
    for number in range(1, 4):
        change_under(database, cast.viewer("alice"), registry_id=numbered(number))
    seen: list[str] = []
    href = URL
    while href:
        page = alice.get(href).text
        seen += re.findall(r'<li class="entry" id="note-([^"]+)"', page)
        more = re.search(r'href="(/needs-your-eye\?after=[^"]+)"', page)
        href = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 6
    assert alice.get(f"{URL}?after=nonsense").status_code == 404


def test_its_queries_do_not_grow_with_its_notes(
    alice: FlaskClient, cast: Cast, database: Database, queries: list[str]
) -> None:
    counts = []
    for number in (1, 2, 3):
        change_under(database, cast.viewer("alice"), registry_id=numbered(number))
        queries.clear()
        alice.get(URL)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


class TestTrialPage:
    def test_words_that_stand_are_painted_where_they_stand(self, alice: FlaskClient, notes: Changing) -> None:
        found = card(alice.get(f"/trials/{notes.registry_id}").text, notes.kept)
        start = re.search(r'data-start="(\d+)" data-end="(\d+)"', found)
        assert start
        assert document(NEW).text[int(start[1]) : int(start[2])] == KEPT
        assert 'data-state="changed"' not in found

    def test_changed_words_are_painted_with_a_mark_and_both_wordings(self, alice: FlaskClient, notes: Changing) -> None:
        found = card(alice.get(f"/trials/{notes.registry_id}").text, notes.changed)
        assert 'data-state="changed"' in found
        assert "<ins>not" in found
        assert "The words changed" in found

    def test_words_that_are_gone_are_not_painted_and_wait_in_the_tray(
        self, alice: FlaskClient, notes: Changing
    ) -> None:
        page = alice.get(f"/trials/{notes.registry_id}").text
        assert f'<li class="card" id="note-{notes.gone}"' not in page
        tray = page.split('id="needs-your-eye"', 1)[1].split('<ol class="cards">', 1)[0]
        assert "To check (2)" in tray
        assert f"<mark>{GONE}</mark>" in tray

    def test_an_older_version_shows_what_was_made_on_it(self, alice: FlaskClient, notes: Changing) -> None:
        page = alice.get(f"/trials/{notes.registry_id}/versions/1").text
        assert page.count('<li class="card"') == 3
        assert "To check" not in page

    def test_a_tray_holds_so_many_and_leads_to_the_others(
        self, alice: FlaskClient, notes: Changing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("annotate.reading.presenters.MOST_IN_TRAY", 1)
        page = alice.get(f"/trials/{notes.registry_id}").text
        assert "To check (2)" in page
        assert f'href="{URL}">1 more</a>' in page

    def test_notes_that_were_left_are_placed_when_their_author_reads(
        self, alice: FlaskClient, cast: Cast, database: Database
    ) -> None:
        notes = change_under(database, cast.viewer("alice"), texts=(OLD,))
        add_version(database, NEW, limit=0)
        with database.reader() as session:
            assert session.query(Anchor).count() == 0
        page = alice.get(f"/trials/{notes.registry_id}").text
        assert "data-start" in card(page, notes.kept)
        assert anchor_of(database, notes.gone).state == "orphaned"

    def test_what_could_not_be_placed_stands_apart_and_is_never_painted(
        self, alice: FlaskClient, database: Database, notes: Changing
    ) -> None:
        with database.transaction() as session:
            session.execute(delete(Anchor))
            session.execute(delete(Placing))
        page = alice.get(f"/trials/{notes.registry_id}").text
        assert '<li class="card"' not in page
        assert "We are still finding their places in this version" in page

    def test_others_see_nothing_of_it(self, cast: Cast, client: FlaskClient, notes: Changing) -> None:
        for reader in (cast.client("bob"), client):
            page = reader.get(f"/trials/{notes.registry_id}").text
            assert "About" not in page.split("<main", 1)[1].split("note-margin", 1)[1].split("</note-margin>", 1)[0]
            assert "To check" not in page


def test_a_card_that_a_script_asks_for_stands_as_in_the_version_that_its_page_shows(
    alice: FlaskClient, notes: Changing
) -> None:
    def fragment(note_id: str, path: str) -> str:
        shown = re.search(r'data-version="([^"]+)"', alice.get(path).text)
        assert shown
        sent = {"X-Fragment": "1", "X-Version": shown[1]}
        return alice.get(f"/notes/{note_id}", headers=sent).text

    current, older = f"/trials/{notes.registry_id}", f"/trials/{notes.registry_id}/versions/1"
    for path, sections in ((current, NEW), (older, OLD)):
        start = re.search(r'data-start="(\d+)"', fragment(notes.kept, path))
        assert start
        assert document(sections).text[int(start[1]) :].startswith(KEPT)
    assert 'data-state="changed"' in fragment(notes.changed, current)
    assert "data-start" not in fragment(notes.gone, current), "never painted on other words"
    assert "data-start" in fragment(notes.gone, older)


def test_what_stands_in_the_place_of_a_rewritten_criterion_is_offered_and_can_be_accepted(
    alice: FlaskClient, cast: Cast, database: Database
) -> None:
    was, now = "Any illness that makes a blood draw dangerous", "Bleeding disorders or anticoagulants"
    texts: list[Sections] = [
        {
            "title": ("Title", ["A study of two doses"]),
            "eligibility": (
                "Eligibility Criteria",
                ["Exclusion Criteria:", "Pregnant women", words, "Use of a pacemaker"],
            ),
        }
        for words in (was, now)
    ]
    with database.transaction() as session:
        trial = keep_trial(session, texts[0])
        note = write_note(session, cast.viewer("alice"), trial, words=was, body="Why?").id
    add_version(database, texts[1])
    anchor = anchor_of(database, note)
    assert (anchor.state, anchor.start_offset) == ("orphaned", None)
    entry = alice.get(URL).text.split(f'id="note-{note}"', 1)[1].split('<li class="entry"', 1)[0]
    assert "Other words are in its place now" in entry
    assert f"<mark>{now}</mark>" in entry
    assert "<ins>" in entry, "with the difference"
    start = document(texts[1]).text.index(now)
    sent = {"anchor": anchor.id, "start": str(start), "end": str(start + len(now))}
    assert alice.post(f"/notes/{note}/anchors", data=sent).status_code == 303
    assert (anchor_of(database, note).choice, anchor_of(database, note).state) == ("chosen", "changed")
    assert 'data-state="changed"' in card(alice.get(f"/trials/{REGISTRY_ID}").text, note)


def test_the_start_page_and_the_list_of_notes_tell_of_them(alice: FlaskClient, notes: Changing) -> None:
    assert "2 notes to check" in alice.get("/").text
    page = alice.get("/notes").text
    assert "2 notes to check" in page
    for state, there in {
        "asking": [notes.gone, notes.changed],
        "changed": [notes.changed],
        "orphaned": [notes.gone],
        "ambiguous": [],
    }.items():
        found = re.findall(r"/trials/\w+#note-([^\"]+)", alice.get(f"/notes?state={state}").text)
        assert set(found) == set(there), state
    kept = set(re.findall(r"/trials/\w+#note-([^\"]+)", alice.get("/notes?state=exact").text))
    kept |= set(re.findall(r"/trials/\w+#note-([^\"]+)", alice.get("/notes?state=moved").text))
    assert kept == {notes.kept}
