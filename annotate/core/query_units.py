"""What a search box holds, as units: words, "phrases", OR, AND, NOT, a leading minus, and values of fields (``label:dose``).

The grammars of trials and of notes are made of these. No input is an error, and reading takes linear time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from annotate.core.text import collapse

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'))
"""Word processors and phones replace a typed straight quote by these."""
_EITHER = frozenset({"OR", "|"})
_NOT = "NOT"
_OPERATORS = _EITHER | {"AND", _NOT}


@dataclass(frozen=True, slots=True)
class QueryUnit:
    """A word, a phrase or an operator, as it was typed."""

    text: str
    quoted: bool
    minus: bool
    field: str = ""
    """The field whose value the text is, in lower case; empty for a word."""

    @property
    def operator(self) -> str:
        """``OR``, ``|``, ``AND`` or ``NOT``; empty for everything that is searched for."""
        return "" if self.quoted or self.minus or self.field or self.text not in _OPERATORS else self.text

    @property
    def is_said(self) -> bool:
        """True if it has a letter or a digit."""
        return any(sign.isalnum() for sign in self.text)


@dataclass(frozen=True, slots=True)
class JoinedUnit:
    """What is searched for, and how it joins what stands before it."""

    unit: QueryUnit
    either: bool
    """True if it is an alternative to the unit before."""
    excluded: bool
    last: bool
    """True if it ends what was typed."""
    lone_or: bool = False
    """True if an OR before it joins nothing: it is excluded, or so is what stands before."""


def straight(query: str) -> str:
    """Return a query on one line, with straight quotes."""
    return collapse(query).translate(_QUOTES)


def read_units(plain: str, fields: frozenset[str] = frozenset()) -> list[QueryUnit]:
    """Split a query, as ``straight`` returns it; ``fields`` are names in lower case that a colon and a value may follow.

    What has neither a letter nor a digit is left out, unless it is a field's value. A query of operators alone is one of words.
    """
    units = [_unit(match) for match in _pattern(fields).finditer(plain)]
    said = [unit for unit in units if unit.is_said or unit.operator or unit.field]
    if all(unit.operator for unit in said):
        return [QueryUnit(unit.text, quoted=True, minus=False) for unit in said if unit.is_said]
    return said


def joined(units: Sequence[QueryUnit]) -> Iterator[JoinedUnit]:
    """Yield what is searched for, with what the operators say of it."""
    either = negated = lone = False
    before: QueryUnit | None = None
    for place, unit in enumerate(units):
        if unit.operator:
            is_or = unit.operator in _EITHER
            lone = lone or (is_or and before is None)
            either = either or (is_or and before is not None)
            negated = negated or unit.operator == _NOT
            continue
        excluded = negated or unit.minus
        yield JoinedUnit(
            unit, either and not excluded, excluded, place == len(units) - 1, lone or (either and excluded)
        )
        before = None if excluded else unit
        either = negated = lone = False


@cache
def _pattern(fields: frozenset[str]) -> re.Pattern[str]:
    field = f"(?:({'|'.join(sorted(fields))}):)?" if fields else "()"
    return re.compile(rf'((?<!\S)-)?{field}(?:"([^"]*)"|([^\s"]+))', re.IGNORECASE)


def _unit(match: re.Match[str]) -> QueryUnit:
    minus, field, phrase, word = match.groups()
    return QueryUnit(phrase if phrase is not None else word, phrase is not None, bool(minus), (field or "").lower())
