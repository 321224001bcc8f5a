"""Followers are told what came in: what changed by kind, what is new by what they follow, each once, and nobody else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.activity.kinds import ActivityKind
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.following import actions, jobs, queries, telling
from annotate.following.models import Arrival, Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from annotate.trials import query_strings
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.following import bring_in, follow, save_search, told
from tests.studies import numbered

TRIAL = numbered(1)


def waiting(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Arrival)) or 0


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def bob(cast: Cast) -> Viewer:
    return cast.viewer("bob")


@pytest.fixture
def followed(database: Database, alice: Viewer) -> Database:
    """A trial that Alice follows."""
    bring_in(database, TRIAL, updated="2026-01-01")
    follow(database, alice, SubjectKind.TRIAL, TRIAL)
    return database


def test_a_follower_is_told_what_changed_and_nobody_else_is(followed: Database, alice: Viewer, bob: Viewer) -> None:
    bring_in(followed, TRIAL, updated="2026-02-01", summary="Other words.", status="COMPLETED")
    assert waiting(followed) == 1
    ((kind, detail),) = told(followed, alice)
    assert kind == ActivityKind.FOLLOWED_CHANGED
    assert detail == {"version": 2, "former": 1, "changes": {"status": 1, "other": 2}}
    assert told(followed, bob) == []
    assert waiting(followed) == 0
    assert len(told(followed, alice)) == 1, "once is enough"


def test_status_alone_is_news_of_its_own_kind(followed: Database, alice: Viewer) -> None:
    bring_in(followed, TRIAL, updated="2026-02-01", status="COMPLETED")
    ((kind, _),) = told(followed, alice)
    assert kind == ActivityKind.FOLLOWED_MINOR


def test_the_same_record_and_an_earlier_one_are_no_news(followed: Database, alice: Viewer) -> None:
    bring_in(followed, TRIAL, updated="2026-01-01")
    bring_in(followed, TRIAL, updated="2025-01-01", summary="What was said a year before.")
    assert waiting(followed) == 0
    assert told(followed, alice) == []


def test_a_version_that_changes_nothing_that_is_shown_is_no_news(followed: Database, alice: Viewer) -> None:
    bring_in(followed, TRIAL, updated="2026-02-01")
    assert told(followed, alice) == []
    assert waiting(followed) == 0


def test_nothing_waits_where_nobody_follows(database: Database) -> None:
    bring_in(database, TRIAL, updated="2026-01-01")
    bring_in(database, TRIAL, updated="2026-02-01", summary="Other words.")
    assert waiting(database) == 0


def test_who_stopped_following_is_told_nothing(followed: Database, alice: Viewer) -> None:
    bring_in(followed, TRIAL, updated="2026-02-01", summary="Other words.")
    with followed.transaction() as session:
        actions.unfollow(session, session.scalars(select(Follow)).one())
    assert told(followed, alice) == []
    assert waiting(followed) == 0


def test_new_trials_of_a_condition_come_as_one_row(database: Database, alice: Viewer, bob: Viewer) -> None:
    bring_in(database, numbered(9), conditions=["Gout"])
    follow_id = follow(database, alice, SubjectKind.CONDITION, "gout")
    bring_in(database, numbered(2), conditions=["Gout"])
    bring_in(database, numbered(3), conditions=["Gout", "Asthma"])
    bring_in(database, numbered(4), conditions=["Asthma"])
    ((kind, detail),) = told(database, alice)
    with database.reader() as session:
        ids = [find_trial(session, numbered(number)).id for number in (2, 3)]
    assert kind == ActivityKind.FOLLOWED_FOUND
    assert detail == {"trials": ids, "count": 2, "condition": "gout"}
    assert told(database, bob) == []
    assert waiting(database) == 0
    with database.reader() as session:
        assert queries.still_followed(session, alice.id, {follow_id}) == {follow_id}


def test_a_wider_condition_tells_of_trials_on_narrower_ones(database: Database, alice: Viewer) -> None:
    """As the page of the wider condition lists them."""
    bring_in(database, numbered(9), terms=["Arthritis"], ancestors=["Joint Diseases"])
    follow(database, alice, SubjectKind.CONDITION, "joint-diseases")
    bring_in(database, numbered(2), terms=["Gout"], ancestors=["Joint Diseases"])
    bring_in(database, numbered(3), terms=["Asthma"], ancestors=["Lung Diseases"])
    ((_, detail),) = told(database, alice)
    assert (detail["count"], detail["condition"]) == (1, "joint-diseases")


def test_a_search_is_understood_as_on_its_page(database: Database, alice: Viewer) -> None:
    """Either word, without a third, and only what recruits."""
    query = "q=colchicine+OR+rest+-asthma&status=OPEN"
    follow(database, alice, SubjectKind.SEARCH, save_search(database, alice, query))
    bring_in(database, numbered(2), title="Colchicine in gout", status="RECRUITING")
    bring_in(database, numbered(3), title="Rest in asthma", status="RECRUITING")
    bring_in(database, numbered(4), title="Rest in gout", status="COMPLETED")
    bring_in(database, numbered(5), title="Rest in gout", status="RECRUITING")
    ((_, detail),) = told(database, alice)
    assert detail["count"] == 2


def test_new_trials_that_a_followed_search_finds(database: Database, alice: Viewer, bob: Viewer) -> None:
    search_id = save_search(database, alice, "condition=gout&q=colchicine", "My secret interest")
    save_search(database, bob, "q=colchicine")
    follow(database, alice, SubjectKind.SEARCH, search_id)
    bring_in(database, numbered(2), title="Colchicine in gout", conditions=["Gout"])
    bring_in(database, numbered(3), title="Colchicine in asthma", conditions=["Asthma"])
    ((_, detail),) = told(database, alice)
    assert (detail["count"], detail["search"]) == (1, search_id)
    assert "secret" not in str(detail)
    assert told(database, bob) == [], "saving is not following"


def test_a_search_that_takes_too_long_keeps_nobody_else_waiting(
    database: Database, alice: Viewer, bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for viewer, query in ((alice, "q=slow"), (bob, "q=colchicine")):
        follow(database, viewer, SubjectKind.SEARCH, save_search(database, viewer, query))
    matching = query_strings.matching

    def slow(session: Session, query: str, ids: Sequence[str]) -> frozenset[str]:
        if "slow" in query:
            raise Unavailable("This takes too long.")
        return matching(session, query, ids)

    @contextmanager
    def limit(session: Session, _seconds: float) -> Iterator[None]:
        try:
            yield
        except Unavailable:
            session.rollback()  # so it forgets what it has read
            raise

    monkeypatch.setattr(telling, "time_limit", limit)
    monkeypatch.setattr(query_strings, "matching", slow)
    bring_in(database, numbered(2), title="Colchicine, slow release")
    assert told(database, alice) == []
    assert len(told(database, bob)) == 1


def test_a_search_that_was_slow_for_a_moment_is_asked_once_more(
    database: Database, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(database, alice, SubjectKind.SEARCH, save_search(database, alice, "q=colchicine"))
    matching, asked = query_strings.matching, list[str]()

    def slow_at_first(session: Session, query: str, ids: Sequence[str]) -> frozenset[str]:
        asked.append(query)
        if len(asked) == 1:
            raise Unavailable("This takes too long.")
        return matching(session, query, ids)

    monkeypatch.setattr(query_strings, "matching", slow_at_first)
    bring_in(database, numbered(2), title="Colchicine")
    assert len(told(database, alice)) == 1
    assert len(asked) == 2


def test_many_are_told_in_parts_each_once(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    people = [cast.viewer(name) for name in ("alice", "bob", "charlie", "dora", "emil")]
    bring_in(database, TRIAL, updated="2026-01-01", conditions=["Gout"])
    for viewer in people:
        follow(database, viewer, SubjectKind.TRIAL, TRIAL)
        follow(database, viewer, SubjectKind.CONDITION, "gout")
    bring_in(database, TRIAL, updated="2026-02-01", summary="Other words.", conditions=["Gout"])
    bring_in(database, numbered(2), conditions=["Gout"])
    assert telling.tell_followers(database) == 10
    for viewer in people:
        kinds = [kind for kind, _ in told(database, viewer)]
        assert kinds == [ActivityKind.FOLLOWED_CHANGED, ActivityKind.FOLLOWED_FOUND]


def test_a_stop_tells_nobody_twice(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    people = [cast.viewer(name) for name in ("alice", "bob", "charlie")]
    bring_in(database, TRIAL, updated="2026-01-01")
    for viewer in people:
        follow(database, viewer, SubjectKind.TRIAL, TRIAL)
    bring_in(database, TRIAL, updated="2026-02-01", summary="Other words.")
    go_on, left = telling._go_on, [1]  # noqa: SLF001 - the moment after which a process may die

    def stop(*given: object) -> None:
        go_on(*given)  # type: ignore[arg-type]  # passed on as they came
        if not left:
            raise SystemExit
        left.pop()

    monkeypatch.setattr(telling, "_go_on", stop)
    with pytest.raises(SystemExit):
        telling.tell_followers(database)
    monkeypatch.setattr(telling, "_go_on", go_on)
    assert [len(told(database, viewer)) for viewer in people] == [1, 1, 1]


def test_importing_writes_one_row_for_a_record_whoever_follows(
    database: Database, cast: Cast, queries: list[str]
) -> None:
    bring_in(database, TRIAL, updated="2026-01-01")
    counts: list[int] = []
    for names in (("alice",), ("bob", "charlie")):
        for name in names:
            follow(database, cast.viewer(name), SubjectKind.TRIAL, TRIAL)
        queries.clear()
        bring_in(database, TRIAL, updated=f"2026-02-0{len(counts) + 1}", summary=f"Other words {names}.")
        counts.append(len([each for each in queries if each.startswith("INSERT")]))
    assert counts[0] == counts[1]


def test_the_jobs_say_what_they_did(followed: Database, alice: Viewer) -> None:
    tell, forget = jobs.JOBS
    assert (tell.work(followed), forget.work(followed)) == ("", "")
    bring_in(followed, TRIAL, updated="2026-02-01", summary="Other words.")
    with followed.reader() as session:
        assert tell.waits
        assert tell.waits(session)
    assert tell.work(followed) == "1 follower told"
    with followed.transaction() as session:
        actions.unfollow(session, session.scalars(select(Follow)).one())
        actions.delete_search(session, actions.save_search(session, alice, name="Mine", query="q=gout"))
    assert forget.work(followed) == ""
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert forget.work(followed) == "2 rows deleted"
    with followed.reader() as session:
        assert session.scalars(select(Follow)).all() == []
        assert session.scalars(select(SavedSearch)).all() == []
