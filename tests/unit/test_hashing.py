"""Hashing: a few at a time, and as costly for nobody as for somebody."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

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


def test_however_many_come_few_hash_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when hashing fails for some: a turn that is never given back would be a turn less for ever."""
    hasher = Hasher(CHEAPEST, at_once=3, busy="Please try again in a moment.", patience=60)
    together, lock, at_work, most = threading.Barrier(3, timeout=60), threading.Lock(), 0, 0

    class Counted:
        def hash(self, secret: str) -> str:
            nonlocal at_work, most
            with lock:
                at_work += 1
                most = max(most, at_work)
            together.wait()  # until as many hash as may
            with lock:
                at_work -= 1
            if secret == "fails":
                raise MemoryError
            return "hashed"

    monkeypatch.setattr(hasher, "_argon2", Counted())

    def hash_one(number: int) -> str:
        try:
            return hasher.hash("fails" if number % 4 == 0 else "reading records")
        except MemoryError:
            return "failed"

    with ThreadPoolExecutor(36) as people:
        assert Counter(people.map(hash_one, range(36))) == {"hashed": 27, "failed": 9}
    assert most == 3


def test_what_is_known_of_somebody_is_easy_to_guess() -> None:
    assert hard_to_guess("quiet otters juggle", ())
    assert not hard_to_guess("margaret.miller", ("margaret.miller", "x" * 10_000))
    assert not hard_to_guess("annotate", ())
