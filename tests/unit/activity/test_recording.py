"""What happened is written with what happens, numbered for each account alone, in the order of commits."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from annotate import clock
from annotate.accounts.models import Account
from annotate.activity import actions, queries
from annotate.activity.actions import RETENTION
from annotate.activity.kinds import OF_LINKS, ActivityKind
from annotate.activity.models import Activity, ActivitySequence
from annotate.core.viewer import Viewer
from annotate.database import Database
from tests.cast import Cast

WRITTEN = ActivityKind.NOTE_WRITTEN


def seqs(database: Database, account_id: str) -> list[tuple[int, str]]:
    with database.reader() as session:
        own = select(Activity.seq, Activity.subject_id).where(Activity.account_id == account_id)
        return [(row[0], row[1]) for row in session.execute(own.order_by(Activity.seq))]


def record(database: Database, account_id: str, *subjects: str, kind: ActivityKind = WRITTEN) -> None:
    with database.transaction() as session:
        for subject in subjects:
            actions.record(session, account_id, kind, subject)


def fresh(database: Database, cast: Cast, name: str) -> Viewer:
    """An account to which nothing has happened yet, not even a sign-in."""
    viewer = cast.viewer(name)
    with database.transaction() as session:
        for table in (Activity, ActivitySequence):
            session.execute(delete(table).where(table.account_id == viewer.id))
    return viewer


@pytest.fixture
def alice(database: Database, cast: Cast) -> str:
    return fresh(database, cast, "alice").id


@pytest.fixture
def bob(database: Database, cast: Cast) -> str:
    return fresh(database, cast, "bob").id


def test_numbers_count_what_happened_to_one_account_alone(database: Database, alice: str, bob: str) -> None:
    record(database, alice, "a1")
    record(database, bob, "b1", "b2", "b3")
    record(database, alice, "a2")
    assert seqs(database, alice) == [(1, "a1"), (2, "a2")], "no gap tells what happened to somebody else"
    assert seqs(database, bob) == [(1, "b1"), (2, "b2"), (3, "b3")]


def test_what_is_rolled_back_never_happened(database: Database, alice: str) -> None:
    def fail() -> None:
        with database.transaction() as session:
            actions.record(session, alice, WRITTEN, "never")
            session.flush()
            raise LookupError

    record(database, alice, "before")
    with pytest.raises(LookupError):
        fail()
    record(database, alice, "after")
    assert seqs(database, alice) == [(1, "before"), (2, "after")]


@pytest.mark.parametrize("inner_kept", [True, False])
@pytest.mark.parametrize("outer_kept", [True, False])
def test_a_savepoint_takes_what_happened_in_it_along(
    database: Database, alice: str, *, outer_kept: bool, inner_kept: bool
) -> None:
    with database.transaction() as session:
        actions.record(session, alice, WRITTEN, "before")
        outer = session.begin_nested()
        actions.record(session, alice, WRITTEN, "outer")
        inner = session.begin_nested()
        actions.record(session, alice, WRITTEN, "inner")
        (inner.commit if inner_kept else inner.rollback)()
        (outer.commit if outer_kept else outer.rollback)()
        actions.record(session, alice, WRITTEN, "after")
    kept = ["before", *(["outer"] if outer_kept else []), *(["inner"] if outer_kept and inner_kept else []), "after"]
    assert seqs(database, alice) == list(enumerate(kept, start=1))


def test_those_who_tell_the_same_two_at_once_do_not_wait_crosswise(database: Database, alice: str, bob: str) -> None:
    """Each thread tells both, half of them in the other order; none is refused, and no number is missing or there twice."""
    failures: list[BaseException] = []

    def tell(order: tuple[str, str]) -> None:
        try:
            for _ in range(5):
                with database.transaction() as session:
                    for account_id in order:
                        actions.record(session, account_id, WRITTEN, "told")
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=tell, args=(order,)) for order in ((alice, bob), (bob, alice)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for account_id in (alice, bob):
        assert [number for number, _ in seqs(database, account_id)] == list(range(1, 31))


def test_who_holds_an_account_first_does_not_wait_crosswise(database: Database, alice: str) -> None:
    """As signing in does; others record something for the account without having held it."""
    failures: list[BaseException] = []

    def tell(*, holds: bool) -> None:
        try:
            for _ in range(10):
                with database.transaction() as session:
                    if holds:
                        session.get(Account, alice, with_for_update=True)
                    actions.record(session, alice, WRITTEN, "told")
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=tell, kwargs={"holds": holds}) for holds in (True, False, True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [number for number, _ in seqs(database, alice)] == list(range(1, 41))


def test_everybody_reads_their_own_alone(database: Database, cast: Cast, alice: str, bob: str) -> None:
    record(database, alice, "a1")
    record(database, bob, "b1")
    with database.reader() as session:
        visible = {
            name: set(session.scalars(select(Activity.subject_id).where(queries.visible_activity(viewer))))
            for name, viewer in (("alice", cast.viewer("alice")), ("nobody", None))
        }
        assert queries.last_seq(session, alice) == 1
        assert queries.last_seq(session, "unknown") == 0
    assert visible == {"alice": {"a1"}, "nobody": set()}


def test_pages_go_back_by_number_and_kind(database: Database, cast: Cast, alice: str) -> None:
    for number in range(5):
        record(database, alice, f"note {number}")
        record(database, alice, f"link {number}", kind=ActivityKind.LINK_OPENED)
    viewer, kinds = cast.viewer("alice"), [WRITTEN]
    with database.reader() as session:
        first = queries.activity_of(session, viewer, kinds, limit=2)
        second = queries.activity_of(session, viewer, kinds, before=first[-1].seq, limit=10)
    assert [row.subject_id for row in first] == ["note 4", "note 3"]
    assert [row.subject_id for row in second] == ["note 2", "note 1", "note 0"]


def test_rows_go_after_their_time_but_those_of_links_stay(database: Database, alice: str) -> None:
    record(database, alice, "old", "new")
    record(database, alice, "link", kind=OF_LINKS[0])
    at = clock.now()
    with database.transaction() as session:
        old = Activity.subject_id.in_(["old", "link"])
        session.execute(update(Activity).where(old).values(at=at - RETENTION))
        session.execute(
            update(Activity).where(Activity.subject_id == "new").values(at=at - RETENTION + timedelta(seconds=1))
        )
    assert actions.sweep(database, at) == 1
    assert actions.sweep(database, at) == 0
    assert [subject for _, subject in seqs(database, alice)] == ["new", "link"]
    record(database, alice, "next")
    assert seqs(database, alice)[-1] == (4, "next"), "a number is never given twice"


def test_what_happened_to_a_thing_goes_with_it(database: Database, alice: str, bob: str) -> None:
    record(database, alice, "gone", "stays")
    record(database, bob, "gone")
    with database.transaction() as session:
        actions.forget_subjects(session, ["gone"])
    with database.reader() as session:
        assert session.scalars(select(Activity.subject_id).where(Activity.kind == WRITTEN)).all() == ["stays"]
        assert session.scalar(select(func.count()).select_from(Activity).where(Activity.account_id == bob)) == 0
