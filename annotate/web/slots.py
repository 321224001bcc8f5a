"""Bounded slots, of which each owner may hold at most a share."""

from collections import Counter
from threading import Lock


class Slots:
    """A number of slots, of which one owner may hold at most a share: nobody can take all of them."""

    def __init__(self, most: int, most_of_one: int) -> None:
        """Offer ``most`` slots, ``most_of_one`` to each owner."""
        self._most = most
        self._most_of_one = most_of_one
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, owner: str) -> bool:
        """Take a slot; False if all are taken, or as many as the owner may have."""
        with self._lock:
            if self._taken.total() >= self._most or self._taken[owner] >= self._most_of_one:
                return False
            self._taken[owner] += 1
            return True

    def give_back(self, owner: str) -> None:
        """Return a slot."""
        with self._lock:
            self._taken[owner] -= 1
            if not self._taken[owner]:
                del self._taken[owner]
