"""Feeds at secret addresses: what changed, for whoever has the address, until it is revoked."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.following import feeds
from annotate.following.subjects import SubjectKind
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.following import bring_in, follow, read_feed, save_search
from tests.rungs import refuse_other_methods
from tests.sharing import deactivate, write_note
from tests.studies import numbered

VIEWS = (
    "GET following.feed",
    "GET following.follow_feed",
    "POST following.make_follow_feed",
    "POST following.end_follow_feed",
    "GET following.search_feed",
    "POST following.make_search_feed",
    "POST following.end_search_feed",
)

TRIAL = numbered(1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _trial(database: Database) -> None:
    bring_in(database, TRIAL, updated="2026-01-01", title="A trial of rest", conditions=["Gout"])


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def page(cast: Cast, database: Database) -> str:
    """The page of the feed of a trial that Alice follows."""
    return f"/following/{follow(database, cast.viewer('alice'), SubjectKind.TRIAL, TRIAL)}/feed"


@pytest.fixture
def search_page(cast: Cast, database: Database) -> str:
    """The page of the feed of a search that Alice saved."""
    return f"/searches/{save_search(database, cast.viewer('alice'), 'condition=gout&q=rest', 'My secret name')}/feed"


def made(client: FlaskClient, page: str) -> str:
    """Make a feed, and give its path."""
    answer = client.post(page)
    assert (answer.status_code, answer.location) == (303, page)
    found = re.search(r'id="feed-address" readonly value="http://localhost(/feeds/[^"]+)"', client.get(page).text)
    assert found
    return found[1]


def entries(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    """What the feed tells of: ids and titles."""
    root = read_feed(client.get(path).data)
    return [
        (each.findtext(f"{ATOM}id") or "", each.findtext(f"{ATOM}title") or "") for each in root.iter(f"{ATOM}entry")
    ]


def test_works__a_trial_s_feed_says_what_each_version_changed(
    alice: FlaskClient, client: FlaskClient, database: Database, page: str
) -> None:
    assert "There is no feed yet" in alice.get(page).text
    path = made(alice, page)
    assert entries(client, path) == []
    bring_in(database, TRIAL, updated="2026-02-01", title="A trial of rest", conditions=["Gout"], status="COMPLETED")
    bring_in(database, TRIAL, updated="2026-03-01", title="Rest", conditions=["Gout"], status="COMPLETED")
    (newest, words), (older, status) = entries(client, path)
    assert (words, status) == ("other: 1 passage", "status")
    assert newest.startswith("tag:localhost,2")
    assert newest.endswith(f":trials/{TRIAL}/versions/3")
    assert older.endswith("/versions/2")
    answer = client.get(path)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert f"http://localhost/trials/{TRIAL}/versions/2/compare/3" in answer.text
    assert f'href="http://localhost{path}"' in answer.text
    assert "Changes of NCT00000001: Rest" in answer.text


def test_works__a_search_s_feed_has_the_trials_that_it_finds(
    alice: FlaskClient, client: FlaskClient, database: Database, search_page: str
) -> None:
    path = made(alice, search_page)
    bring_in(database, numbered(2), title="More rest", conditions=["Gout"])
    bring_in(database, numbered(3), title="Rest in asthma", conditions=["Asthma"])
    assert [title for _, title in entries(client, path)] == ["More rest", "A trial of rest"]
    said = client.get(path).text
    assert "“rest” · condition: gout" in said
    assert "http://localhost/trials?condition=gout&amp;q=rest" in said
    assert "secret" not in said, "the name that its owner gave is the owner's"


@pytest.mark.parametrize("kind", ["page", "search_page"])
def test_works__a_new_address_ends_the_one_before_and_revoking_ends_it(
    alice: FlaskClient, client: FlaskClient, request: pytest.FixtureRequest, kind: str
) -> None:
    page = request.getfixturevalue(kind)
    first = made(alice, page)
    second = made(alice, page)
    assert first != second
    unknown = client.get("/feeds/" + "A" * 22)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    tag = client.get(second).headers["ETag"]
    ended = alice.post(f"{page}/revocation")
    assert (ended.status_code, ended.location) == (303, page)
    for shown in (tag, "*"):
        assert client.get(second, headers={"If-None-Match": shown}).status_code == 404
    assert client.head(second).status_code == 404
    assert "There is no feed yet" in alice.get(page).text
    revoked = client.get(second)

    def said(text: str) -> str:
        return re.sub(r'content="[^"]+"|value="[^"]+"|next=[^"]+|<code>[^<]+</code>', "", text)

    assert revoked.status_code == unknown.status_code == 404
    assert said(revoked.text) == said(unknown.text)


@pytest.mark.parametrize("token", ["x", "A" * 23, "%00" * 22, "☃" * 22, "..%2f" * 4, "A" * 5000])
def test_validates__nonsense_is_not_found(client: FlaskClient, token: str) -> None:
    assert client.get(f"/feeds/{token}").status_code == 404


def test_whose__only_one_s_own(cast: Cast, page: str, search_page: str) -> None:
    bob = cast.client("bob")
    for of in (page, search_page):
        assert bob.get(of).status_code == 404
        assert bob.post(of).status_code == 404
        assert bob.post(f"{of}/revocation").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_condition_has_a_feed_too(alice: FlaskClient, client: FlaskClient, cast: Cast, database: Database) -> None:
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.CONDITION, "gout")
    path = made(alice, f"/following/{follow_id}/feed")
    bring_in(database, numbered(3), title="Rest in asthma", conditions=["Asthma"])
    assert [title for _, title in entries(client, path)] == ["A trial of rest"]
    assert "Feed of Gout" in alice.get(f"/following/{follow_id}/feed").text


def test_a_condition_s_feed_lists_what_its_page_lists(
    alice: FlaskClient, client: FlaskClient, cast: Cast, database: Database
) -> None:
    bring_in(database, numbered(2), title="Wide", terms=["Arthritis"], ancestors=["Joint Diseases"])
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.CONDITION, "joint-diseases")
    path = made(alice, f"/following/{follow_id}/feed")
    bring_in(database, numbered(3), title="Narrower", terms=["Gout"], ancestors=["Joint Diseases"])
    assert [title for _, title in entries(client, path)] == ["Narrower", "Wide"]
    listed = re.findall(r"/trials/(NCT\d+)\"", client.get("/conditions/joint-diseases").text)
    assert set(listed) == {numbered(2), numbered(3)}


def test_nothing_of_anybody_s_notes_is_in_it(
    alice: FlaskClient, client: FlaskClient, cast: Cast, database: Database, page: str
) -> None:
    path = made(alice, page)
    before = client.get(path).data
    with database.transaction() as session:
        write_note(session, cast.viewer("alice"), find_trial(session, TRIAL), body="My secret thought")
    assert client.get(path).data == before
    for words in (b"secret", b"note", b"Alice", b"alice"):
        assert words not in before


def test_a_reader_that_has_it_is_told_so(
    alice: FlaskClient, client: FlaskClient, database: Database, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(alice, page)
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, max-age=300"
    with monkeypatch.context() as patched:
        patched.setattr(feeds, "feed_of", lambda *_: pytest.fail("nothing is worked out for a feed that is known"))
        for shown in (tag, f"W/{tag}", f'"another", {tag}', "*"):
            again = client.get(path, headers={"If-None-Match": shown})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    bring_in(database, TRIAL, updated="2026-02-01", title="A trial of rest", status="COMPLETED")
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_no_session_is_read_or_written(alice: FlaskClient, page: str) -> None:
    path = made(alice, page)
    for at in (path, "/feeds/nothing"):
        answer = alice.get(at)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "Vary" not in alice.get(path).headers or "Cookie" not in alice.get(path).headers["Vary"]
    assert alice.head(path).status_code == 200
    assert alice.post(path).status_code in {400, 405}


def test_it_ends_and_comes_back_with_what_it_is_of(
    alice: FlaskClient, client: FlaskClient, page: str, search_page: str
) -> None:
    for of in (page, search_page):
        path, thing = made(alice, of), of.removesuffix("/feed")
        ending = "ending" if of is page else "deletion"
        alice.post(f"{thing}/{ending}")
        assert client.get(path).status_code == 404
        assert alice.get(of).status_code == 404
        alice.post(f"{thing}/restoration")
        assert client.get(path).status_code == 200


def test_it_ends_with_the_account(
    alice: FlaskClient, client: FlaskClient, cast: Cast, database: Database, page: str, search_page: str
) -> None:
    paths = [made(alice, of) for of in (page, search_page)]
    deactivate(database, cast.viewer("alice").id)
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_a_follow_of_a_search_has_the_feed_of_the_search(alice: FlaskClient, cast: Cast, database: Database) -> None:
    search_id = save_search(database, cast.viewer("alice"), "q=rest")
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.SEARCH, search_id)
    assert alice.get(f"/following/{follow_id}/feed").status_code == 404
    assert f'href="/searches/{search_id}/feed"' in alice.get("/following").text


def test_it_is_bounded(
    alice: FlaskClient,
    client: FlaskClient,
    database: Database,
    search_page: str,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    monkeypatch.setattr(feeds, "MOST_VERSIONS", 1)
    for number in range(2, 8):
        bring_in(database, numbered(number), title="Rest", conditions=["Gout"])
    for month in (2, 3):
        bring_in(database, TRIAL, updated=f"2026-0{month}-01", title=f"Rest {month}", conditions=["Gout"])
    assert len(entries(client, made(alice, search_page))) == 2
    assert len(entries(client, made(alice, page))) == 1
    for number in (9, 10):
        bring_in(database, numbered(number), title="Nothing of the kind", conditions=["Asthma"])
    assert len(entries(client, made(alice, search_page))) == 2, "however much else came in since"


def test_the_archive_opens_no_feed(alice: FlaskClient, page: str, search_page: str) -> None:
    keys = [made(alice, of).removeprefix("/feeds/") for of in (page, search_page)]
    assert not [key for key in keys if key.encode() in alice.get("/account/archive").get_data()]
