"""The grammar of the search box: words, "phrases", OR, a leading minus, registry ids.

No input is an error. A sign that is no operator is a blank; words without a letter or digit are ignored.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from annotate.core.query_units import QueryUnit, joined, read_units, straight
from annotate.core.record import read_registry_id
from annotate.trials.index_words import index_words

LONGEST_QUERY = 300
"""Code points of a query that are read; the rest is ignored."""
MOST_WORDS = 16
"""Most words that are searched for; the page says how many others there were."""
SHORTEST_PREFIX = 2
"""Least letters and digits of a last word that is searched as a prefix: a single one begins too many words."""

_ID = re.compile(r"\bnct[\s:-]?([0-9]{8})\b", re.IGNORECASE | re.ASCII)
_BARE_ID = re.compile(r"[0-9]{8}", re.ASCII)


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


def read_words(query: str) -> SearchWords:
    """Parse what a person typed; ``nct 04561557``, ``04561557`` and a registry page's address are the id NCT04561557."""
    plain = straight(query[:LONGEST_QUERY])
    with suppress(ValueError):
        registry_id = read_registry_id(plain)
        return SearchWords(((SearchTerm(registry_id),),), registry_id=registry_id)
    if _BARE_ID.fullmatch(plain):
        return SearchWords(((SearchTerm(f"NCT{plain}"),),), registry_id=f"NCT{plain}")
    return _read(read_units(_ID.sub(r"NCT\1", plain)))


def _read(units: Sequence[QueryUnit]) -> SearchWords:
    groups: list[list[SearchTerm]] = []
    excluded: list[SearchTerm] = []
    count = 0
    for each in joined(units):
        unit = each.unit
        count += 1
        if count > MOST_WORDS:
            continue
        if each.excluded:
            excluded.append(SearchTerm(unit.text, unit.quoted))
            continue
        term = SearchTerm(unit.text, unit.quoted, prefix=each.last and _is_beginning(unit))
        if each.either and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
    return SearchWords(tuple(map(tuple, groups)), tuple(excluded), max(0, count - MOST_WORDS))


def _is_beginning(unit: QueryUnit) -> bool:
    """True if a last word may be a prefix: its last part, as indexed, is long enough."""
    parts = index_words(unit.text)
    return not unit.quoted and bool(parts) and len(parts[-1]) >= SHORTEST_PREFIX
