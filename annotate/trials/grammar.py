"""The grammar of the search box: words, "phrases", OR, a leading minus, registry ids.

No input is an error. A sign that is no operator is a blank; words without a letter or digit are ignored.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from annotate.core.record import read_registry_id
from annotate.core.text import collapse
from annotate.trials.index_words import index_words

LONGEST_QUERY = 300
"""Code points of a query that are read; the rest is ignored."""
MOST_WORDS = 16
"""Most words that are searched for; the page says how many others there were."""
SHORTEST_PREFIX = 2
"""Least letters and digits of a last word that is searched as a prefix: a single one begins too many words."""

_ID = re.compile(r"\bnct[\s:-]?([0-9]{8})\b", re.IGNORECASE | re.ASCII)
_BARE_ID = re.compile(r"[0-9]{8}", re.ASCII)
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'))
"""Word processors and phones replace a typed straight quote by these."""
_UNIT = re.compile(r'((?<!\S)-)?(?:"([^"]*)"|([^\s"]+))')
_EITHER = frozenset({"OR", "|"})
_NOT = "NOT"
_OPERATORS = _EITHER | {"AND", _NOT}


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """One word or phrase, as it was typed."""

    text: str
    quoted: bool = False
    prefix: bool = False
    """True if words that begin with it match too."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """A parsed search: one term of every group must match, and none of the excluded ones."""

    groups: tuple[tuple[SearchTerm, ...], ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    passed_over: int = 0
    """Number of words beyond MOST_WORDS, which are not searched for."""
    registry_id: str = ""
    """The registry id, if the search asks for that alone."""

    def __bool__(self) -> bool:
        return bool(self.groups or self.excluded)

    @property
    def terms(self) -> tuple[SearchTerm, ...]:
        """Every term that is asked for, in order."""
        return tuple(term for group in self.groups for term in group)


NO_WORDS = SearchWords()
"""A search for nothing."""


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    quoted: bool
    minus: bool

    @property
    def operator(self) -> str:
        return "" if self.quoted or self.minus or self.text not in _OPERATORS else self.text

    @property
    def says_something(self) -> bool:
        return any(sign.isalnum() for sign in self.text)


def read_words(query: str) -> SearchWords:
    """Parse what a person typed; ``nct 04561557``, ``04561557`` and a registry page's address are the id NCT04561557."""
    plain = collapse(query[:LONGEST_QUERY]).translate(_QUOTES)
    with suppress(ValueError):
        registry_id = read_registry_id(plain)
        return SearchWords(((SearchTerm(registry_id),),), registry_id=registry_id)
    if _BARE_ID.fullmatch(plain):
        return SearchWords(((SearchTerm(f"NCT{plain}"),),), registry_id=f"NCT{plain}")
    units = [
        _Unit(match[2] if match[2] is not None else match[3], match[2] is not None, bool(match[1]))
        for match in _UNIT.finditer(_ID.sub(r"NCT\1", plain))
    ]
    said = [unit for unit in units if unit.says_something or unit.operator]
    if all(unit.operator for unit in said):
        said = [_Unit(unit.text, quoted=True, minus=False) for unit in said if unit.says_something]
    return _read(said)


def _read(units: Sequence[_Unit]) -> SearchWords:
    groups: list[list[SearchTerm]] = []
    excluded: list[SearchTerm] = []
    count = 0
    for unit, either, negated, last in _joined(units):
        count += 1
        if count > MOST_WORDS:
            continue
        if negated:
            excluded.append(SearchTerm(unit.text, unit.quoted))
            continue
        term = SearchTerm(unit.text, unit.quoted, prefix=last and _is_beginning(unit))
        if either and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
    return SearchWords(tuple(map(tuple, groups)), tuple(excluded), max(0, count - MOST_WORDS))


def _joined(units: Sequence[_Unit]) -> Iterator[tuple[_Unit, bool, bool, bool]]:
    """Yield each word, and whether it is an alternative to the one before, is excluded, and ends what was typed."""
    either = negated = False
    before: _Unit | None = None
    for place, unit in enumerate(units):
        if unit.operator:
            either = either or (unit.operator in _EITHER and before is not None)
            negated = negated or unit.operator == _NOT
            continue
        excluded = negated or unit.minus
        yield unit, either and not excluded, excluded, place == len(units) - 1
        before = None if excluded else unit
        either = negated = False


def _is_beginning(unit: _Unit) -> bool:
    """True if a last word may be a prefix: its last part, as indexed, is long enough."""
    parts = index_words(unit.text)
    return not unit.quoted and bool(parts) and len(parts[-1]) >= SHORTEST_PREFIX
