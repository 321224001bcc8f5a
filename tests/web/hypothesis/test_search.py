"""GET /hypothesis/api/search: my notes by what clients ask, page by page; none is lost, none comes twice, no client loops."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from annotate.core.text import line_feeds
from annotate.database import Database
from annotate.notes.anchors.placing import place_some
from annotate.notes.models import Note
from annotate.trials.queries import find_trial
from tests.hypothesis_clients import API, PAGE, REGISTRY, HypothesisClient, Json, quoted, refused, sent
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

VIEWS = ("GET hypothesis.search",)

QUOTES = ("160 mg", "240 mg", "≥18 Years", "once a week", "platelets")


@pytest.fixture
def five(hypothesis_client: HypothesisClient) -> list[Json]:
    """Five notes, one after the other."""
    return [
        hypothesis_client.made(sent(words, f"Remark {number} on {words}", tags=[f"tag{number}", "all"]))
        for number, words in enumerate(QUOTES)
    ]


def pages(client: HypothesisClient, sort: str = "updated", order: str = "asc", limit: int = 2) -> Iterator[list[Json]]:
    """Page as clients do: by the field of the last row, until a page is empty."""
    after = ""
    for _ in range(100):
        said = client.found(urlencode({"sort": sort, "order": order, "limit": limit, "search_after": after}))
        if not said["rows"]:
            return
        yield said["rows"]
        after = said["rows"][-1][sort]
    raise AssertionError("it never ends")


def test_works__all_are_there_the_last_changed_first(hypothesis_client: HypothesisClient, five: list[Json]) -> None:
    said = hypothesis_client.found()
    assert said.keys() == {"total", "rows"}
    assert (said["total"], said["rows"]) == (5, five[::-1])
    hypothesis_client.change(five[0]["id"], {"text": "Anew"})
    assert next(row["id"] for row in hypothesis_client.found()["rows"]) == five[0]["id"]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["updated", "created", "id"])
@pytest.mark.parametrize("limit", [1, 2, 5, 200])
def test_works__paging_gives_each_once(
    hypothesis_client: HypothesisClient, five: list[Json], sort: str, order: str, limit: int
) -> None:
    rows = [row for page in pages(hypothesis_client, sort, order, limit) for row in page]
    assert rows == sorted(five, key=lambda row: row[sort], reverse=order == "desc")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {0, 1, 2, 3, 4}),
        ({"limit": 0}, set()),
        ({"limit": 2}, {3, 4}),
        ({"limit": 2, "offset": 1}, {2, 3}),
        ({"offset": 9800}, set()),
        ({"limit": 2, "order": "asc"}, {0, 1}),
        ({"uri": PAGE}, {0, 1, 2, 3, 4}),
        ({"url": f"{PAGE}/versions/3"}, {0, 1, 2, 3, 4}),
        ({"uri": REGISTRY}, {0, 1, 2, 3, 4}),
        ({"uri": ["https://example.org/", f"{REGISTRY}?tab=table"]}, {0, 1, 2, 3, 4}),
        ({"uri": "https://example.org/"}, set()),
        ({"uri": "https://clinicaltrials.gov/study/NCT00000001"}, set()),
        ({"uri.parts": REGISTRY_ID.lower()}, {0, 1, 2, 3, 4}),
        ({"uri.parts": f"localhost trials {REGISTRY_ID}"}, {0, 1, 2, 3, 4}),
        ({"uri.parts": "versions 1"}, {0, 1, 2, 3, 4}),
        ({"uri.parts": "example"}, set()),
        ({"uri.parts": "2"}, set()),
        ({"wildcard_uri": "http://localhost/trials/*"}, {0, 1, 2, 3, 4}),
        ({"wildcard_uri": "https://clinicaltrials.gov/study/NCT0456155_"}, {0, 1, 2, 3, 4}),
        ({"wildcard_uri": "http://localhost/trials"}, set()),
        ({"user": "acct:bob@localhost"}, set()),
        ({"group": "__world__"}, {0, 1, 2, 3, 4}),
        ({"group": "abcdef12"}, set()),
        ({"tag": "TAG1"}, {1}),
        ({"tags": "tag1"}, {1}),
        ({"tags": "[tag1,all]"}, {1}),
        ({"tag": ["tag1", "tag2"]}, set()),
        ({"any": "remark"}, {0, 1, 2, 3, 4}),
        ({"any": "platelets"}, {4}),
        ({"any": "tag3"}, {3}),
        ({"any": "nothing"}, set()),
        ({"quote": "week"}, {3}),
        ({"quote": "remark"}, set()),
        ({"quote": '"once a week"'}, {3}),
        ({"quote": '"week once"'}, set()),
        ({"text": "REMARK 2"}, {2}),
        ({"text": '"Remark 2"'}, {2}),
        ({"text": "years", "tag": "all"}, {2}),
        ({"references": "AAAAAAAAAAAAAAAAAAAAAA"}, set()),
        ({"max_results": 3}, {0, 1, 2, 3, 4}),
    ],
)
def test_works__every_way_to_ask(
    hypothesis_client: HypothesisClient, five: list[Json], query: dict[str, object], found: set[int]
) -> None:
    said = hypothesis_client.found(urlencode(query, doseq=True))
    assert {row["id"] for row in said["rows"]} == {five[number]["id"] for number in found}
    if not {"limit", "offset"} & set(query):
        assert said["total"] == len(found)


def test_works__i_am_known_with_and_without_a_host(hypothesis_client: HypothesisClient, five: list[Json]) -> None:
    name = five[0]["user"].removeprefix("acct:").partition("@")[0]
    for user in (name, five[0]["user"], f"acct:{name.upper()}@hypothes.is"):
        assert hypothesis_client.found(urlencode({"user": user}))["total"] == 5


def test_works__replies_are_apart_if_that_is_asked(hypothesis_client: HypothesisClient, five: list[Json]) -> None:
    assert hypothesis_client.found("_separate_replies=true")["replies"] == []
    assert "replies" not in hypothesis_client.found("_separate_replies=false")


@pytest.mark.parametrize(("former", "other"), [("", ""), ("+00:00", ""), ("T", " "), ("+00:00", "Z")])
def test_works__a_place_is_strictly_exclusive_however_it_is_written(
    hypothesis_client: HypothesisClient, five: list[Json], former: str, other: str
) -> None:
    after = five[2]["updated"].replace(former, other)
    for text in (after.replace("+", " "), quote(after)):
        rows = hypothesis_client.found(f"order=asc&search_after={text}&offset=3")["rows"]
        assert [row["id"] for row in rows] == [five[3]["id"], five[4]["id"]]
    assert hypothesis_client.found("order=asc&search_after=1000000000000")["rows"] == five
    assert hypothesis_client.found("order=asc&search_after=4000000000000.5")["rows"] == []


@pytest.mark.parametrize(
    "query",
    [
        *("limit=201", "limit=-1", "limit=x", "offset=9801", "sort=text", "order=up", "search_after=never"),
        *("sort=group&search_after=__world__", "search_after=99999999999999999", "limit=٣"),
        "any=" + "+".join(f"w{number}" for number in range(17)),
    ],
)
def test_validates__what_is_no_search_is_refused(hypothesis_client: HypothesisClient, query: str) -> None:
    status, said = refused(hypothesis_client.program.get(f"{API}search?{query}"))
    assert (status, said.partition(":")[0]) == (400, query.rpartition("&")[2].partition("=")[0])


def test_whose__nobody_finds_what_others_wrote(
    five: list[Json], programs: Programs, client: FlaskClient, noting: Noting
) -> None:
    del noting
    bob = HypothesisClient(programs.of("bob"))
    for query in ("", f"uri={PAGE}", "any=remark", f"user={five[0]['user']}", "tag=all", "wildcard_uri=*"):
        assert bob.found(query) == {"total": 0, "rows": []}
    assert refused(client.get(f"{API}search"))[0] == 401


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_many_rows_of_one_instant_are_each_found_once(
    hypothesis_client: HypothesisClient, alice: Program, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stands still while notes are made, changed, tagged and brought back."""
    at = hypothesis_client.made(sent("160 mg"))["updated"]
    with database.reader() as session:
        stopped = session.query(Note).one().updated_at
    monkeypatch.setattr("annotate.notes.update_times.now", lambda: stopped)
    made = [hypothesis_client.made(sent(words, text=f"{number}")) for number in range(8) for words in QUOTES]
    for each in made[::3]:
        hypothesis_client.change(each["id"], {"text": "Anew", "tags": ["more"]})
    found = hypothesis_client.found("limit=200")["rows"]
    assert len({row["updated"] for row in found}) == len(found) == 41
    assert min(row["updated"] for row in found) == at
    for order in ("asc", "desc"):
        rows = [row["id"] for page in pages(hypothesis_client, "updated", order, 7) for row in page]
        assert len(rows) == len(set(rows)) == 41


def test_a_change_is_behind_nobody_who_has_read_on(
    hypothesis_client: HypothesisClient, five: list[Json], monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    """A clock that is set back hides no change from a client that goes on where it was."""
    with database.reader() as session:
        before = session.query(Note).first()
        assert before
        early = before.updated_at - timedelta(hours=1)
    monkeypatch.setattr("annotate.notes.update_times.now", lambda: early)
    last = five[-1]["updated"]
    hypothesis_client.change(five[1]["id"], {"text": "Anew"})
    again = hypothesis_client.made(sent("160 mg"))
    rows = hypothesis_client.found(urlencode({"order": "asc", "search_after": last}))["rows"]
    assert [row["id"] for row in rows] == [five[1]["id"], again["id"]]


def test_notes_that_were_written_at_one_instant_are_not_passed_over(
    hypothesis_client: HypothesisClient, five: list[Json], database: Database
) -> None:
    with database.transaction() as session:
        notes = session.query(Note).order_by(Note.created_at).all()
        notes[1].created_at = notes[2].created_at
    tied = five[2]["created"]
    answer = hypothesis_client.program.get(f"{API}search?{urlencode({'sort': 'created', 'search_after': tied})}")
    status, said = refused(answer)
    assert (status, "Sort by updated" in said) == (400, True)


def test_the_browser_client_gets_no_note_that_it_would_show_on_similar_words(
    hypothesis_client: HypothesisClient, database: Database
) -> None:
    """It looks for similar words where a quote is not on its page: what was said of 160 mg would be shown on 320 mg."""
    changed, stays, whole = (hypothesis_client.made(sent(words))["id"] for words in ("160 mg", "≥18 Years", ""))
    with database.transaction() as session:
        texts = {**SECTIONS, "summary": ("Summary", ["Two doses are compared: 320 mg and 240 mg, once a week."])}
        trial = find_trial(session, REGISTRY_ID)
        version = keep_version(session, trial, texts, 2)
        place_some(session, [changed, stays, whole], version)
    later = hypothesis_client.made(sent("320 mg"))["id"]

    def asked(uri: str, **headers: str) -> set[str]:
        rows = hypothesis_client.program.get(f"{API}search?{urlencode({'uri': uri})}", **headers).get_json()["rows"]
        return {row["id"] for row in rows}

    browser = {"Hypothesis_Client_Version": "1.1766.0"}
    assert asked(PAGE, **browser) == {stays, whole, later}
    assert asked(f"{PAGE}/versions/1", **browser) == {changed, stays, whole}
    assert asked(f"{PAGE}/versions/2", **browser) == {whole, later}
    for uri in (PAGE, f"{PAGE}/versions/1", REGISTRY):
        assert asked(uri) == {changed, stays, whole, later}, "scripts get all that is on the trial"


def test_a_quote_is_found_by_signs_that_are_no_wildcards(hypothesis_client: HypothesisClient) -> None:
    made = hypothesis_client.made(sent(target=[quoted("&lt; is no entity")], text=line_feeds("100% of_them")))
    assert [row["id"] for row in hypothesis_client.found(urlencode({"text": "100%"}))["rows"]] == [made["id"]]
    assert hypothesis_client.found(urlencode({"text": "1%0"}))["rows"] == []
