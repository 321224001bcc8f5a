"""What is made once and kept in the process: a bounded store that forgets what was asked for longest ago."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Kept(Generic[Key, Thing]):
    """At most ``limit`` things by key. Only for what never changes: there is no way to take a thing back."""

    def __init__(self, limit: int) -> None:
        """Begin empty."""
        self._limit = limit
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Thing]) -> Thing:
        """Give the thing, made now if it is not there; two threads may make it at once, and one of the two is kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            thing = self._things.setdefault(key, made)
            self._things.move_to_end(key)
            while len(self._things) > self._limit:
                self._things.popitem(last=False)
        return thing
