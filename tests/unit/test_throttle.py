"""Counters of attempts: a window lets through what the limit says, in the first window and in every later one."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.throttle import Limit

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_every_window_lets_as_many_through(session: Session, most: int) -> None:
    limit, at = Limit("tests", most, HOUR, HOUR, ""), clock.now()
    for window in range(3):
        begins = at + window * (HOUR + timedelta(minutes=1))
        counted = [throttle.count(session, limit, "a key", begins) for _ in range(most + 2)]
        assert counted == [*range(1, most + 1), None, None]


def test_an_attempt_that_was_taken_back_is_free_again(session: Session) -> None:
    limit, at = Limit("tests", 1, HOUR, HOUR, ""), clock.now()
    for moment in (at, at + 2 * HOUR):
        assert throttle.count(session, limit, "a key", moment) == 1
        assert throttle.count(session, limit, "a key", moment) is None
        throttle.take_back(session, [(limit, "a key")])
        assert throttle.count(session, limit, "a key", moment) == 1
