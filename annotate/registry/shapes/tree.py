"""A part of a parsed record, read without complaint: what is not as the registry writes it is as if it were absent.

For the parts of a record that a reading can do without. What every record needs is read by models, which refuse it by name.
"""

from collections.abc import Callable, Iterable
from typing import Any

from annotate.core.criteria import parse_markup
from annotate.core.text import collapse
from annotate.registry.shapes.canonical import Parts


class Tree:
    """One object of parsed JSON, and the reader of its texts: of the API's markup, or of an older format's plain text."""

    __slots__ = ("_data", "_parse")

    def __init__(self, data: Any, parse: Callable[[str], Parts] = parse_markup) -> None:  # noqa: ANN401 - any JSON value
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._parse = parse

    def __bool__(self) -> bool:
        """True if anything is there."""
        return bool(self._data)

    def at(self, *names: str) -> "Tree":
        """Return the object below these names."""
        found: Any = self._data
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return Tree(found, self._parse)

    def words(self, name: str) -> str:
        """Return a plain text, collapsed; a number becomes its digits."""
        return words_of(self._data.get(name))

    def line(self, name: str) -> str:
        """Return a text of several blocks as one line of words."""
        value = self._data.get(name)
        return " ".join(part.text for part in self._parse(value)) if isinstance(value, str) else words_of(value)

    def parts(self, name: str) -> Parts:
        """Return a text as its blocks."""
        value = self._data.get(name)
        return self._parse(value) if isinstance(value, str) else ()

    def flag(self, name: str) -> bool | None:
        """Return a truth value; None if it is not stated."""
        value = self._data.get(name)
        return value if isinstance(value, bool) else None

    def rows(self, name: str) -> tuple["Tree", ...]:
        """Return the objects of a list."""
        value = self._data.get(name)
        if not isinstance(value, list):
            return ()
        return tuple(Tree(each, self._parse) for each in value if isinstance(each, dict))

    def count(self, name: str) -> int:
        """Return how long a list is."""
        value = self._data.get(name)
        return len(value) if isinstance(value, list) else 0

    def list(self, name: str) -> tuple[str, ...]:
        """Return the plain texts of a list, without empty ones."""
        value = self._data.get(name)
        return _full(map(words_of, value)) if isinstance(value, list) else ()


def words_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a text, collapsed, or a number's digits; anything else is empty."""
    if isinstance(value, str):
        return collapse(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _full(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
