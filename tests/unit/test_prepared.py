"""Statements that are put together once hold nothing of anybody, and nothing that goes on changing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import eq
from threading import Barrier

import pytest
from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.prepared import prepared
from tests.cast import Cast

ALICE = Viewer("alice-id", "Alice", "alice@example.org", "sign-in-of-alice")
BOB = Viewer("bob-id", "Bob", "bob@example.org", "sign-in-of-bob")


@prepared
def accounts(
    viewer: Viewer | None, names: tuple[str, ...] = (), ids: list[str] | None = None, *, left: bool = False
) -> Select[str]:
    statement = select(Account.id).where(Account.id == viewer.id if viewer else false())
    for name in names:
        statement = statement.where(Account.name != name)
    if ids is not None:
        statement = statement.where(Account.id.in_(ids))
    return statement.where(Account.deactivated_at.is_not(None)) if left else statement


def test_two_people_share_a_statement_and_no_value() -> None:
    (one, of_alice), (other, of_bob) = accounts(ALICE, ("Carol",)), accounts(BOB, ("Dave",))
    assert one is other
    assert set(of_alice.values()) == {"alice-id", "Carol"}  # and nothing that the statement does not ask for
    assert set(of_bob.values()) == {"bob-id", "Dave"}
    assert set(one.compile().params.values()) == {None}


@pytest.mark.parametrize(
    "other",
    [accounts(None), accounts(ALICE, ("Carol", "Dave")), accounts(ALICE, (), []), accounts(ALICE, left=True)],
    ids=["nobody", "two names", "a list", "a flag"],
)
def test_each_shape_has_a_statement_of_its_own(other: tuple[Select[str], dict[str, object]]) -> None:
    plain, _values = accounts(ALICE)
    assert str(other[0]) != str(plain)


def test_the_database_is_asked_with_the_values_of_each_call(cast: Cast, session: Session) -> None:
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    for viewer, ids, found in [
        (alice, [alice.id, bob.id], [alice.id]),
        (bob, [alice.id, bob.id], [bob.id]),
        (bob, [alice.id], []),
        (bob, [], []),
        (None, [alice.id], []),
    ]:
        assert list(session.scalars(*accounts(viewer, ("Carol",), ids))) == found


def test_an_instant_may_be_given_but_not_read() -> None:
    @prepared
    def since(at: datetime) -> Select[str]:
        return select(Account.id).where(Account.created_at > at)

    @prepared
    def until_now() -> Select[str]:
        return select(Account.id).where(Account.created_at < clock.now())

    assert list(since(datetime(2026, 1, 1, tzinfo=UTC))[1].values()) == [datetime(2026, 1, 1, tzinfo=UTC)]
    with pytest.raises(TypeError, match="instant"):
        until_now()


@pytest.mark.parametrize(
    "look",
    [
        bool,
        str,
        lambda name: f"%{name}%",
        lambda name: name == "none",
        lambda name: name != "none",
        lambda name: name in ["none", "all"],
        lambda name: name < "none",
        lambda name: name >= "none",
        lambda name: name == None,  # noqa: E711 - what is tried
        len,
    ],
    ids=["bool", "str", "format", "==", "!=", "in", "<", ">=", "== None", "len"],
)
def test_values_are_not_looked_at(look: Callable[[str], object]) -> None:
    @prepared
    def named(name: str) -> Select[str]:
        look(name)
        return select(Account.id).where(Account.name == name)

    with pytest.raises(TypeError):
        named("Alice")


def test_a_placeholder_is_compared_with_columns_from_either_side(cast: Cast, session: Session) -> None:
    alice = cast.viewer("alice")

    @prepared
    def named(name: str) -> Select[str]:
        return select(Account.id).where(eq(name, Account.name), Account.name == name, Account.name.like(name + "%"))

    assert list(session.scalars(*named(alice.name))) == [alice.id]


def test_an_old_statement_makes_room_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """People make shapes by what they search for."""
    monkeypatch.setattr("annotate.prepared.MOST_SHAPES", 2)

    @prepared
    def named(names: tuple[str, ...]) -> Select[str]:
        return select(Account.id).where(*[Account.name == name for name in names])

    def statement(length: int) -> Select[str]:
        return named(("Carol",) * length)[0]

    one, two = statement(1), statement(2)
    assert statement(1) is one
    three = statement(3)
    assert statement(3) is three, "which came when all places were taken"
    assert statement(1) is one
    assert statement(2) is not two, "which was asked for longest ago"
    assert set(named(("Carol", "Dave", "Erin"))[1].values()) == {"Carol", "Dave", "Erin"}


def test_threads_that_ask_at_once_share_a_statement() -> None:
    together, built = Barrier(8), list[str]()

    @prepared
    def named(name: str) -> Select[str]:
        built.append("once")
        return select(Account.id).where(Account.name == name)

    def ask(number: int) -> tuple[Select[str], dict[str, str]]:
        together.wait(20)
        return named(f"name {number}")

    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(ask, range(8)))
    assert built == ["once"]
    assert [list(values.values()) for _, values in given] == [[f"name {number}"] for number in range(8)]
    assert len({id(statement) for statement, _ in given}) == 1


def test_other_kinds_are_refused() -> None:
    @dataclass
    class Changing:
        account: Account

    @prepared
    def of(changing: Changing) -> Select[str]:
        return select(Account.id).where(Account.id == changing.account.id)

    with pytest.raises(TypeError, match="Account"):
        of(Changing(Account()))
