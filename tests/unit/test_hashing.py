"""Hashing: a few at a time, and as costly for nobody as for somebody."""

import threading

import pytest
from argon2.profiles import CHEAPEST

from annotate.errors import Unavailable
from annotate.hashing import Hasher, hard_to_guess


@pytest.fixture
def hasher() -> Hasher:
    return Hasher(CHEAPEST, at_once=1, busy="Please try again in a moment.", patience=0.01)


def test_who_waits_too_long_for_a_turn_is_put_off(hasher: Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hasher, "_turns", turns)
    with turns:
        with pytest.raises(Unavailable, match="in a moment") as busy:
            hasher.hash("reading records")
        assert busy.value.retry_after == 2
        with pytest.raises(Unavailable):
            hasher.matches(None, "reading records")


def test_a_turn_is_given_back(hasher: Hasher) -> None:
    hashed = hasher.hash("reading records")
    for _ in range(3):
        assert hasher.matches(hashed, "reading records")
        assert not hasher.matches("no hash", "reading records")
        assert not hasher.matches(None, "reading records")


def test_what_is_known_of_somebody_is_easy_to_guess() -> None:
    assert hard_to_guess("quiet otters juggle", ())
    assert not hard_to_guess("margaret.miller", ("margaret.miller", "x" * 10_000))
    assert not hard_to_guess("annotate", ())
