from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from annotate.trials import conditions, queries
from annotate.trials.conditions import top_conditions
from tests.studies import keep_study, numbered

BARE: dict[str, list[str]] = {"terms": [], "ancestors": []}


@pytest.fixture
def made_counts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each time that conditions are counted."""
    made: list[int] = []
    count: Callable[..., tuple[queries.ConditionCount, ...]] = queries.top_conditions

    def counting(session: Session, *, limit: int) -> tuple[queries.ConditionCount, ...]:
        made.append(limit)
        return count(session, limit=limit)

    monkeypatch.setattr(queries, "top_conditions", counting)
    return made


def keys(session: Session) -> list[str]:
    return [each.key for each in top_conditions(session, limit=2)]


def test_conditions_are_counted_once_until_a_record_comes_in(
    session: Session, made_counts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        conditions, "_FELT_SECONDS", 600.0
    )  # on a busy machine a count takes long, and rests afterwards
    keep_study(session, numbered(1), conditions=["Gout"], **BARE)
    assert keys(session) == keys(session) == ["gout"]
    assert len(made_counts) == 1

    keep_study(session, numbered(2), conditions=["Asthma"], **BARE)
    assert keys(session) == ["asthma", "gout"]

    keep_study(session, numbered(2), conditions=["Scurvy"], updated="2026-11-01", **BARE)
    assert keys(session) == ["gout", "scurvy"]
    assert len(made_counts) == 3


def test_while_records_come_in_what_takes_long_is_counted_seldom(
    session: Session, made_counts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "_FELT_SECONDS", 0)
    monkeypatch.setattr(conditions, "_REST", 1_000_000)
    keep_study(session, numbered(1), conditions=["Gout"], **BARE)
    assert keys(session) == ["gout"]
    keep_study(session, numbered(2), conditions=["Asthma"], **BARE)
    assert keys(session) == ["gout"]
    assert len(made_counts) == 1


def test_a_count_is_not_good_for_ever(
    session: Session, made_counts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "_LONGEST_SECONDS", 0)
    keep_study(session, numbered(1), conditions=["Gout"], **BARE)
    assert keys(session) == keys(session) == ["gout"]
    assert len(made_counts) == 2


def test_without_a_record_there_is_no_condition(session: Session, made_counts: list[int]) -> None:
    assert keys(session) == keys(session) == []
    assert len(made_counts) == 1
