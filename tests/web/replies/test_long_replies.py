"""Pages whose replies hold too much, or are too many: they show beginnings and the last ones, and lead to the others."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock

LONG = "Begins so. " + "word " * 600 + "ends so"


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=("One", "Two"), words=("160 mg", "≥18 Years"))


@pytest.fixture
def visitor(app: Flask, shared: Shared) -> FlaskClient:
    return unlock(app.test_client(), app, shared)


def led_to(page: str, words: str) -> str:
    """Give where the first link with these words leads."""
    found = re.search(rf'<a href="([^"]+)">{words}', page)
    assert found
    return html.unescape(found[1])


def test_long_replies_are_cut_and_each_is_shown_whole_elsewhere(
    cast: Cast, database: Database, shared: Shared, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, here = cast.client("alice"), f"/shared/{shared.id}"
    for number in range(2):
        reply(visitor, shared, f"{LONG} {number}", name="A guest", note=number)
    reply(visitor, shared, "A short one")
    trial = f"/trials/{shared.registry_id}"
    assert alice.get(trial).text.count("ends so") == visitor.get(here).text.count("ends so") == 2
    monkeypatch.setattr("annotate.replies.bounded.MOST_WORDS", 4_000)
    for client, path in ((alice, trial), (visitor, here)):
        page = client.get(path).text
        assert page.count("Begins so.") == page.count("more characters") == 2
        assert "ends so" not in page
        assert "A short one" in page
        whole = led_to(page, "Show all")
        assert "#reply-" in whole
        assert client.get(whole).text.count("ends so") == 1
    monkeypatch.setattr("annotate.replies.bounded.MOST_WORDS", 1_000)
    thread = led_to(alice.get(trial).text, "Show all").partition("?")[0]
    assert alice.get(thread).text.count("more characters") == 1


def test_of_many_replies_the_last_of_each_thread_are_shown(
    cast: Cast, database: Database, shared: Shared, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, here = cast.client("alice"), f"/shared/{shared.id}"
    reply(visitor, shared, "Alone", name="A guest", note=1)
    for number in range(4):
        reply(visitor, shared, f"Said {number}")
    answer(alice, thread_ids(database)[-1], "The author's")
    monkeypatch.setattr("annotate.replies.bounded.MOST_REPLIES", 4)
    for client, path in ((alice, f"/trials/{shared.registry_id}"), (visitor, here)):
        page = client.get(path).text
        assert re.findall(r"Said \d|Alone|The author&#39;s", page).count("Alone") == 1
        assert re.findall(r"Said \d", page) == ["Said 3"]
        monkeypatch.setattr("annotate.replies.bounded.MOST_REPLIES", 5)
        page = client.get(led_to(page, "Show all 5 replies")).text
        assert re.findall(r"Said \d", page) == [f"Said {number}" for number in range(4)]
        monkeypatch.setattr("annotate.replies.bounded.MOST_REPLIES", 4)
