"""Counting passcodes: the limits, their windows, and what a right one takes back."""

from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from annotate import clock, throttle
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.errors import Gone, TooMany
from annotate.shares import guessing
from annotate.shares.models import Share
from annotate.shares.unlocks import actions as unlocking
from annotate.throttle import Counter, Limit
from tests.cast import Cast
from tests.sharing import Shared, change_share, share

HERE = "198.51.100.7"


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


def try_once(database: Database, share_id: str, address: str = HERE) -> guessing.PasscodeAttempt:
    with database.transaction() as session:
        return guessing.count(session, share_id, address)


def failures(database: Database, share_id: str) -> int:
    with database.reader() as session:
        return session.get_one(Share, share_id).failures


def test_five_tries_of_one_net_and_no_sixth(database: Database, shared: Shared) -> None:
    for _ in range(5):
        try_once(database, shared.id)
    with pytest.raises(TooMany, match=r"29 minutes|30 minutes") as refused:
        try_once(database, shared.id)
    assert refused.value.retry_after in range(1795, 1801)
    assert failures(database, shared.id) == 5, "a refused try counts as nothing"


def test_another_net_is_not_locked_out(database: Database, shared: Shared) -> None:
    for _ in range(5):
        try_once(database, shared.id)
    try_once(database, shared.id, "203.0.113.9")


def test_a_thousand_addresses_of_one_ipv6_network_are_one_client(database: Database, shared: Shared) -> None:
    for last in range(5):
        try_once(database, shared.id, f"2001:db8::{last:x}")
    with pytest.raises(TooMany):
        try_once(database, shared.id, "2001:db8::dead:beef")
    try_once(database, shared.id, "2001:db8:0:1::1")


def test_a_block_ends_and_the_counting_begins_anew(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for _ in range(5):
        try_once(database, shared.id)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=31))
    for _ in range(5):
        try_once(database, shared.id)
    with pytest.raises(TooMany):
        try_once(database, shared.id)


def test_a_window_ends_and_the_counting_begins_anew(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for _ in range(4):
        try_once(database, shared.id)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=11))
    for _ in range(4):
        try_once(database, shared.id)


def test_twenty_tries_from_twenty_nets_lock_the_share_for_all(database: Database, shared: Shared) -> None:
    for last in range(20):
        with database.transaction() as session:
            unlocking.note_wrong(session, guessing.count(session, shared.id, f"198.51.{last}.1"))
    with pytest.raises(TooMany, match="on this link"):
        try_once(database, shared.id, "192.0.2.1")
    with database.reader() as session:
        kinds = list(session.scalars(select(Activity.kind)))
    assert (kinds.count("link.failed"), kinds.count("link.locked")) == (20, 1)


def test_thirty_tries_of_one_net_over_all_shares(database: Database, cast: Cast) -> None:
    shares = [share(database, cast.viewer("alice")).id]
    trial = share_trial(database, shares[0])
    shares += [share(database, cast.viewer("alice"), trial_id=trial).id for _ in range(7)]
    for place in range(30):
        try_once(database, shares[place % 7])
    with pytest.raises(TooMany, match="from your network"):
        try_once(database, shares[7])


def share_trial(database: Database, share_id: str) -> str:
    with database.reader() as session:
        return session.get_one(Share, share_id).trial_id


def test_the_hundredth_of_a_life_suspends(database: Database, shared: Shared) -> None:
    change_share(database, shared.id, failures=99)
    with database.transaction() as session:
        unlocking.note_wrong(session, guessing.count(session, shared.id, HERE))
    with database.reader() as session:
        assert session.get_one(Share, shared.id).suspended_at is not None
        assert "link.suspended" in set(session.scalars(select(Activity.kind)))
    with pytest.raises(Gone):
        try_once(database, shared.id, "203.0.113.9")


def test_the_hundredth_that_is_right_suspends_nothing(database: Database, shared: Shared) -> None:
    change_share(database, shared.id, failures=99)
    attempt = try_once(database, shared.id)
    with database.transaction() as session:
        guessing.forgive(session, attempt)
    with database.reader() as session:
        found = session.get_one(Share, shared.id)
        assert (found.suspended_at, found.failures) == (None, 99)


def test_a_right_one_clears_that_net_alone(database: Database, shared: Shared) -> None:
    for address in (HERE, HERE, "203.0.113.9", "203.0.113.9"):
        try_once(database, shared.id, address)
    attempt = try_once(database, shared.id)
    with database.transaction() as session:
        guessing.forgive(session, attempt)
    with database.reader() as session:
        counted = {(row.scope, row.key): row.tries for row in session.scalars(select(Counter))}
    assert counted == {
        ("passcode net", HERE): 2,
        ("passcode net", "203.0.113.9"): 2,
        ("passcode link net", f"{shared.id} 203.0.113.9"): 2,
        ("passcode link", shared.id): 4,
    }
    assert failures(database, shared.id) == 4


def test_a_right_fifth_one_is_not_blocked(database: Database, shared: Shared) -> None:
    for _ in range(4):
        try_once(database, shared.id)
    attempt = try_once(database, shared.id)
    with database.transaction() as session:
        guessing.forgive(session, attempt)
    try_once(database, shared.id)


def test_a_try_that_nobody_judged_is_taken_back(database: Database, shared: Shared) -> None:
    for _ in range(12):
        attempt = try_once(database, shared.id)
        with database.transaction() as session:
            guessing.take_back(session, attempt)
    assert failures(database, shared.id) == 0


def test_counters_that_count_nothing_any_more_are_swept(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for _ in range(5):
        try_once(database, shared.id, "192.0.2.1")
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=3))
    try_once(database, shared.id)
    with database.transaction() as session:
        assert throttle.sweep(session, clock.now()) == 2
        assert throttle.sweep(session, clock.now()) == 0
    with database.reader() as session:
        left = {(row.scope, row.key) for row in session.scalars(select(Counter))}
    assert left == {("passcode net", HERE), ("passcode link net", f"{shared.id} {HERE}"), ("passcode link", shared.id)}


def failing(database: Database, limit: Limit, shared: Shared, place: int) -> None:
    """Try once more in the way that this limit counts, without touching the others' ends."""
    with database.transaction() as session:
        if limit is guessing.FORGED:
            guessing.count_forged(session, HERE)
        elif limit is guessing.NET:
            guessing.count(session, f"share number {place // 4}", HERE)
        elif limit is guessing.SHARE:
            guessing.count(session, shared.id, f"198.51.{place}.1")
        else:
            guessing.count(session, shared.id, HERE)


@pytest.mark.parametrize(
    "limit", [guessing.SHARE_NET, guessing.SHARE, guessing.NET, guessing.FORGED], ids=lambda x: x.scope
)
def test_each_limit_at_its_end_and_how_long_to_wait(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch, limit: Limit
) -> None:
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start)
    # A count that only a share that is there can keep has no life of its own to be counted in.
    monkeypatch.setattr(guessing, "_COUNT_LIFE", select(literal(1)))
    for place in range(limit.most):
        failing(database, limit, shared, place)
    seconds = int(limit.block.total_seconds())
    for passed, wait in ((0.0, seconds), (0.4, seconds), (seconds / 2, seconds // 2), (seconds - 0.5, 1)):
        monkeypatch.setattr(clock, "now", lambda passed=passed: start + timedelta(seconds=passed))
        with pytest.raises(TooMany) as refused:
            failing(database, limit, shared, limit.most)
        assert refused.value.retry_after == wait
    monkeypatch.setattr(clock, "now", lambda: start + limit.block)
    failing(database, limit, shared, limit.most + 1)


def test_whoever_waits_as_long_as_told_is_let_in(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start)
    monkeypatch.setattr(guessing, "_COUNT_LIFE", select(literal(1)))
    for place in range(25):  # the network's own limit, over shares
        failing(database, guessing.NET, shared, place)
    for _ in range(5):  # and the one at this share, which blocks for longer
        failing(database, guessing.SHARE_NET, shared, 0)
    with pytest.raises(TooMany) as refused:
        try_once(database, shared.id)
    assert refused.value.retry_after == 1800


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_that_goes_back_opens_nothing(
    database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    start = clock.now()
    for _ in range(4):
        try_once(database, shared.id)
    monkeypatch.setattr(clock, "now", lambda: start - back)
    try_once(database, shared.id)
    with pytest.raises(TooMany):
        try_once(database, shared.id)
