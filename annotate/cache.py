"""A cache of what is costly to make and never changes: bounded, and made once however many threads ask at once."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from gc import get_referents
from threading import Lock
from types import FunctionType, ModuleType
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")

_SHARED = (type, ModuleType, FunctionType)  # what belongs to the program, not to a thing


class Cache(Generic[Key, Thing]):
    """Things by key; the least recently used make room for others. Only for what never changes: nothing is ever taken back."""

    def __init__(self, most: int, weigh: Callable[[Thing], int] | None = None) -> None:
        """Begin empty. ``most`` bounds the sum of the weights; by default a thing weighs its bytes in memory."""
        self._most = most
        self._weigh = weigh or size_of
        self._weight = 0
        self._things: OrderedDict[Key, tuple[Thing, int]] = OrderedDict()
        self._making: dict[Key, _Turns] = {}
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Thing]) -> Thing:
        """Return the thing, made now if it is not there; who asks for it meanwhile waits, and makes it if that failed."""
        with self._lock:
            if key in self._things:
                return self._used(key)
            turns = self._making.setdefault(key, _Turns())
            turns.taken += 1
        try:
            with turns.lock:
                return self._made(key, make)
        finally:
            with self._lock:
                turns.taken -= 1
                if not turns.taken:
                    self._making.pop(key, None)

    def _made(self, key: Key, make: Callable[[], Thing]) -> Thing:
        with self._lock:
            if key in self._things:
                return self._used(key)
        thing = make()
        weight = self._weigh(thing)
        with self._lock:
            self._things[key] = (thing, weight)
            self._weight += weight
            while self._weight > self._most:
                _key, (_thing, dropped) = self._things.popitem(last=False)
                self._weight -= dropped
        return thing

    def _used(self, key: Key) -> Thing:
        self._things.move_to_end(key)
        return self._things[key][0]


class _Turns:
    """Those who want a thing that is not made yet: one makes it, the others wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.taken = 0


def size_of(thing: object) -> int:
    """Return the bytes that a thing takes in memory with all that it refers to, but for what belongs to the program."""
    total, seen, left = 0, set(), [thing]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, _SHARED):
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        left.extend(get_referents(one))
    return total
