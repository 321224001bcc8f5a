"""A cache that is bounded, and in which each thing is made once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import pytest

from annotate.cache import Cache, size_of


@dataclass(frozen=True, slots=True)
class Record:
    words: str
    parts: tuple[str, ...]


def test_what_many_ask_for_at_once_is_made_once() -> None:
    kept: Cache[str, str] = Cache(1000)
    made, begun, go_on = [], Event(), Event()

    def make() -> str:
        made.append("thing")
        begun.set()
        assert go_on.wait(20)
        return "thing"

    with ThreadPoolExecutor(8) as people:
        first = people.submit(kept.get, "key", make)
        assert begun.wait(20)
        others = [people.submit(kept.get, "key", make) for _ in range(7)]
        assert kept.get("another", lambda: "at once") == "at once", "nobody waits for what others make"
        go_on.set()
        assert {each.result(20) for each in (first, *others)} == {"thing"}
    assert made == ["thing"]


def test_what_could_not_be_made_is_tried_by_the_next() -> None:
    kept: Cache[str, int] = Cache(1000)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 // 0)
    assert kept.get("key", lambda: 5) == 5


def test_the_things_used_longest_ago_go_when_there_are_too_many_bytes() -> None:
    kept: Cache[int, str] = Cache(size_of("x" * 1000) * 3)
    asked: list[int] = []

    def ask(key: int, length: int = 1000) -> None:
        def make() -> str:
            asked.append(key)
            return "x" * length

        kept.get(key, make)

    for key in (1, 2, 3, 1, 4):
        ask(key)
    assert asked == [1, 2, 3, 4]
    ask(1)
    ask(2)
    assert asked == [1, 2, 3, 4, 2], "2 was used longest ago"
    ask(5, length=100_000)
    ask(5, length=100_000)
    assert asked[-2:] == [5, 5], "what is larger than all the room is not kept"


def test_things_can_be_counted_instead() -> None:
    kept: Cache[int, str] = Cache(2, weigh=lambda _: 1)
    for key in (1, 2, 3):
        kept.get(key, lambda: "x" * 1000)
    assert [kept.get(key, lambda: "made again") == "x" * 1000 for key in (3, 2, 1)] == [True, True, False]


def test_a_thing_is_as_large_as_all_that_it_refers_to() -> None:
    small = size_of(Record("w", ()))
    assert small < 500, "its class is the program's"
    assert size_of(Record("w" * 10_000, ("p" * 5_000, "q" * 5_000))) > small + 19_000
