"""GET /notes: all my notes."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.notes.desk import TRIALS_ON_PAGE
from annotate.notes.grammar import LONGEST_QUERY, MOST_CONDITIONS
from annotate.notes.search import OF_A_TRIAL
from annotate.replies.indexing import index_missing
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock, write_note
from tests.studies import keep_study, numbered
from tests.texts import REGISTRY_ID, SECTIONS

VIEWS = ("GET notes.mine",)
TITLE = SECTIONS["title"][1][0]


def shown(page: str) -> list[str]:
    """The words of the notes on a page, in order."""
    return re.findall(r"<p>(Words \d+)</p>", re.sub("</?mark>", "", page))


def test_works__it_lists_my_notes_newest_first_and_leads_to_their_places(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1")
    note = noting.note(body="Words 2", on="160 mg")
    page = cast.client("alice").get("/notes").text
    assert shown(page) == ["Words 2", "Words 1"]
    assert f'href="/trials/{REGISTRY_ID}#note-{note}"' in page


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-01-01~x", "2026-01-01T00:00:00+00:00~", "0001-01-01T00:00:00+01:00~x", "~", "\0"]
)
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("alice").get("/notes", query_string={"after": after}).status_code == 404


def test_whose__nobody_sees_the_notes_of_others(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    noting.note(body="A secret thought", label="starter-dose")
    for path in ("/notes", "/notes?q=secret", f"/notes?trial={REGISTRY_ID}"):
        page = cast.client("charlie").get(path)
        assert "A secret thought" not in page.text
        assert "≥18" not in page.text
    assert client.get("/notes").location.startswith("/sign-in")


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_without_notes_it_says_what_to_do(cast: Cast) -> None:
    page = cast.client("alice").get("/notes").text
    assert "No notes yet" in page
    assert 'href="/trials"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=words+elderly", ["Words 1"]),
        ("q=160", ["Words 2"]),
        ("q=ÜBER", ["Words 3"]),
        ("q=uber", ["Words 3"]),
        ("q=eld", ["Words 1"]),
        ("q=lderly", []),
        ("q=words+160", ["Words 2"]),
        ("q=elderly+OR+160", ["Words 2", "Words 1"]),
        ("q=words+-elderly", ["Words 3", "Words 2"]),
        ("q=-elderly", ["Words 3", "Words 2"]),
        ('q="über+alles"', ["Words 3"]),
        ('q="alles+über"', []),
        ("q=tumor", ["Words 3"]),
        ("q=%25", []),
        ("q=_ords", []),
        ("q=nothing", []),
        ("q=label:dose", ["Words 2"]),
        ("q=label:DOSE", ["Words 2"]),
        ("q=-label:dose", ["Words 3", "Words 1"]),
        ("q=label:none", ["Words 3", "Words 1"]),
        ("q=label:dose+OR+elderly", ["Words 2", "Words 1"]),
        ("q=label:unknown", []),
        ("q=label:unknown+OR+elderly", ["Words 1"]),
        ("q=state:exact", ["Words 3", "Words 2", "Words 1"]),
        ("q=state:orphaned", []),
        ("q=state:strange", []),
        ("q=is:page", []),
        ("q=-is:highlight", ["Words 3", "Words 2", "Words 1"]),
        ("q=after:2020", ["Words 3", "Words 2", "Words 1"]),
        ("q=before:2020", []),
        (f"q=trial:{REGISTRY_ID}+elderly", ["Words 1"]),
        (f"trial={REGISTRY_ID.lower()}", ["Words 3", "Words 2", "Words 1"]),
        ("trial=NCT00000000", []),
        ("trial=nonsense", []),
        ("label=none", ["Words 3", "Words 1"]),
        ("label=none&q=elderly", ["Words 1"]),
        ("label=unknown", []),
        ("state=exact&label=none", ["Words 3", "Words 1"]),
        ("state=strange", ["Words 3", "Words 2", "Words 1"]),
        ("q=a%00b", []),
        ("q=" + "x" * 5000, []),
        ("q=" + '"' * 5000, []),
        ("q=note_search+MATCH+NEAR(+*+^+{+}+:+words:x", []),
        ("q=" + "-".join(["colour"] * 70), []),
        ("q=" + "+".join(f"haemoglobinaemia{each}" for each in range(20)), []),
        ('q="' + "words+" * 80 + 'b"', []),
        ("q='a'+<->+!b+%26+|+():*\\\\", []),
    ],
)
def test_it_finds_by_words_quotes_and_fields(cast: Cast, noting: Noting, query: str, found: list[str]) -> None:
    noting.note(body="Words 1\n\nElderly")
    noting.note(body="Words 2", on="160 mg", label="starter-dose")
    noting.note(body="Words 3\n\nüber alles tumour")
    answer = cast.client("alice").get(f"/notes?{query}")
    assert answer.status_code == 200
    assert shown(answer.text) == found


def test_it_finds_by_what_was_answered_and_says_so(app: Flask, database: Database, cast: Cast) -> None:
    made = share(database, cast.viewer("alice"), bodies=("Words 1",), words=("160 mg",))
    index_missing(database)
    reply(unlock(cast.client("bob"), app, made), made, "Ask the pharmacist")
    page = cast.client("alice").get("/notes?q=pharmacist").text
    assert shown(page) == ["Words 1"]
    assert "Found in a reply" in page
    assert "pharmacist" not in re.sub(r"<[^>]*>", "", page), "the reply itself is on the note's page"
    assert shown(cast.client("bob").get("/notes?q=pharmacist").text) == []


def test_found_words_are_marked_in_note_and_quote(cast: Cast, noting: Noting) -> None:
    noting.note(body="One **dose** & <b>another dosage</b>", on="160 mg")
    page = cast.client("alice").get("/notes?q=160+dos").text
    assert "<strong><mark>dose</mark></strong> &amp; &lt;b&gt;another <mark>dosage</mark>" in page
    assert "<mark>160</mark> mg</a>" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("label:unknown", "You have no label called “unknown”."),
        ("state:odd", "“state:” takes asking, exact"),
        ("tga:dose", "“tga:” is no field"),
        ("words " * (MOST_CONDITIONS + 2), "The last 2 were not."),
        ("x" * (LONGEST_QUERY + 1), f"Only the first {LONGEST_QUERY} characters were read."),
    ],
)
def test_what_it_does_not_understand_is_said_beside_the_box(cast: Cast, noting: Noting, query: str, said: str) -> None:
    noting.note()
    page = cast.client("alice").get("/notes", query_string={"q": query}).text
    assert said in page
    assert 'aria-describedby="query-told"' in page
    assert "query-told" not in cast.client("alice").get("/notes?q=adults").text


def chips(page: str, name: str) -> dict[str, tuple[str, str]]:
    """Give the chips of a list by their words: how many notes, and where each leads."""
    found = re.search(rf'<ul class="chips desk-chips" aria-label="{name}">(.*?)</ul>', page, re.DOTALL)
    rows = re.findall(r'href="([^"]*)"[^>]*><bdi>([^<]*)</bdi>(.*?)</a>', found[1] if found else "", re.DOTALL)
    return {words: (re.sub(r"\D", "", rest), unescape(href)) for href, words, rest in rows}


def test_labels_and_states_are_chips_with_counts_that_narrow_and_widen(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1", label="starter-dose")
    noting.note(body="Words 2", on="160 mg", label="starter-dose")
    noting.note(body="Words 3", on="")
    alice = cast.client("alice")
    page = alice.get("/notes").text
    assert "<h2>3 notes</h2>" in page
    assert {words: count for words, (count, _) in chips(page, "Labels").items()} == {"Dose": "2", "No label": "1"}
    assert {words: count for words, (count, _) in chips(page, "Status").items()} == {"Unchanged": "2"}
    narrowed = alice.get(chips(page, "Labels")["Dose"][1]).text
    assert shown(narrowed) == ["Words 2", "Words 1"]
    assert 'value="label:Dose"' in narrowed
    assert "<h2>2 notes</h2>" in narrowed
    assert 'aria-current="true"><bdi>Dose</bdi>' in narrowed
    assert chips(narrowed, "Labels")["Dose"][1] == "/notes"
    assert chips(narrowed, "Status")["Unchanged"][1] == "/notes?q=label%3ADose+state%3Aexact"


def test_an_address_of_a_label_s_id_becomes_its_name(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1", label="starter-dose")
    alice = cast.client("alice")
    label = re.search(r'/notes\?label=([^"]+)"', alice.get("/labels").text)
    assert label is not None
    page = alice.get(f"/notes?label={label[1]}").text
    assert shown(page) == ["Words 1"]
    assert 'value="label:Dose"' in page


def test_by_trial_the_title_stands_once_and_leads_to_all(cast: Cast, noting: Noting) -> None:
    for number in range(OF_A_TRIAL + 2):
        noting.note(body=f"Words {number}")
    alice = cast.client("alice")
    page = alice.get("/notes?by=trial&q=words").text
    assert page.count(TITLE) == 1
    assert shown(page) == [f"Words {number}" for number in reversed(range(2, OF_A_TRIAL + 2))]
    more = re.search(rf'href="([^"]+)">All {OF_A_TRIAL + 2} notes on', page)
    assert more is not None
    assert len(shown(alice.get(unescape(more[1])).text)) == OF_A_TRIAL + 2


def test_trials_follow_one_another_without_gap_or_repeat(cast: Cast, database: Database) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        for number in range(2 * TRIALS_ON_PAGE + 1):
            keep_study(session, numbered(number))
            trial = session.scalars(select(Trial).where(Trial.registry_id == numbered(number))).one()
            write_note(session, alice, trial, body=f"Words {number}")
    path, seen = "/notes?by=trial", list[str]()
    while path:
        page = cast.client("alice").get(path).text
        seen += shown(page)
        older = re.search(r'href="(/notes\?[^"]+)" rel="next"', page)
        path = unescape(older[1]) if older else ""
    assert seen == [f"Words {number}" for number in reversed(range(2 * TRIALS_ON_PAGE + 1))]


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast, noting: Noting) -> None:
    for number in range(65):
        noting.note(body=f"Words {number}")
    alice, path, seen = cast.client("alice"), "/notes", []
    while path:
        page = alice.get(path).text
        seen += shown(page)
        older = re.search(r'href="(/notes\?[^"]+)" rel="next"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Words {number}" for number in reversed(range(65))]


def test_it_runs_as_many_queries_for_one_note_as_for_thirty(cast: Cast, noting: Noting, queries: list[str]) -> None:
    alice = cast.client("alice")
    noting.note()
    counts = []
    for _ in range(2):
        queries.clear()
        alice.get("/notes")
        counts.append(len([statement for statement in queries if statement.startswith("SELECT")]))
        for _ in range(30):
            noting.note()
    assert counts[0] == counts[1] <= 10


def test_notes_are_found_by_their_author_s_tags(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1", tags="Elderly, to ask")
    noting.note(body="Words 2", on="160 mg", tags="to ask")
    noting.note("bob", body="Words of another", tags="elderly")
    alice = cast.client("alice")
    for query, found in {
        "tag:elderly": ["Words 1"],
        'tag:"TO ASK"': ["Words 2", "Words 1"],
        "-tag:elderly": ["Words 2"],
        "tag:nothing": [],
        "tag:elderly OR 160": ["Words 2", "Words 1"],
    }.items():
        page = alice.get("/notes", query_string={"q": query}).text
        assert re.findall(r"Words \d", re.sub(r"</?mark>", "", page.partition('class="items')[2])) == found, query
    assert "Write one of your tags after" in alice.get("/notes", query_string={"q": "tag:,"}).text
    assert '<bdi class="tag">#Elderly</bdi>' in alice.get("/notes").text
