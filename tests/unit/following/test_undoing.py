"""What was ended can be taken up again, also while the rows of what else was ended make room."""

import pytest
from sqlalchemy import select

from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following import actions, queries
from annotate.following.models import Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from tests.cast import Cast
from tests.following import bring_in, follow, save_search
from tests.studies import numbered


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.mark.parametrize("way", ["undo", "anew"])
def test_a_follow_is_taken_up_again(
    database: Database, alice: Viewer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(actions, "MOST_FOLLOWED", 2)
    followed = []
    for number in range(1, 5):
        bring_in(database, numbered(number))
        followed.append(follow(database, alice, SubjectKind.TRIAL, numbered(number)))
        with database.transaction() as session:
            actions.unfollow(session, session.get_one(Follow, followed[-1]))
    with database.transaction() as session:
        first = session.get_one(Follow, followed[0])
        if way == "undo":
            actions.follow_again(session, alice, first)
    if way == "anew":
        assert follow(database, alice, SubjectKind.TRIAL, numbered(1)) == followed[0]
    with database.reader() as session:
        assert session.get_one(Follow, followed[0]).ended_at is None


@pytest.mark.parametrize("way", ["undo", "anew"])
def test_a_search_is_taken_up_again(
    database: Database, alice: Viewer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 2)
    saved = []
    for number in range(4):
        saved.append(save_search(database, alice, f"q=gout{number}", f"Search {number}"))
        with database.transaction() as session:
            actions.delete_search(session, session.get_one(SavedSearch, saved[-1]))
    if way == "anew":
        assert save_search(database, alice, "q=gout0", "Search 0") == saved[0]
    else:
        with database.transaction() as session:
            actions.restore_search(session, alice, session.get_one(SavedSearch, saved[0]))
    with database.reader() as session:
        assert queries.find_search(session, alice, saved[0]).name == "Search 0"


def test_who_saves_and_deletes_in_a_loop_loses_the_undoing_of_the_earliest_alone(
    database: Database, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 2)
    monkeypatch.setattr(actions, "MOST_FOLLOWED", 2)
    saved, followed = [], []
    for number in range(1, 6):
        bring_in(database, numbered(number))
        saved.append(save_search(database, alice, f"q=gout{number}", f"Search {number}"))
        followed.append(follow(database, alice, SubjectKind.TRIAL, numbered(number)))
        with database.transaction() as session:
            actions.delete_search(session, session.get_one(SavedSearch, saved[-1]))
            actions.unfollow(session, session.get_one(Follow, followed[-1]))
    with database.reader() as session:
        assert set(session.scalars(select(SavedSearch.id))) == set(saved[1:])
        assert set(session.scalars(select(Follow.id))) == set(followed[1:])
