"""The grammar of my notes, for the box, the address and programs: words, "phrases", OR, a leading minus, and ``label:dose``.

No input is an error. What is not understood is said in a sentence, and a search with such a part finds nothing: an act on all
that match must not reach notes that nobody meant.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.core.query_units import JoinedUnit, QueryUnit, joined, read_units, straight
from annotate.notes.query_fields import FIELDS, WITHOUT_LABEL, Field, NoteCondition
from annotate.trials.grammar import SHORTEST_PREFIX
from annotate.trials.index_words import index_words

LONGEST_QUERY = 500
"""Code points of a query that are read; the page says so where there are more."""

MOST_CONDITIONS = 16
"""Most words and fields of a query; the page says how many others there were."""

_NAMES = frozenset(map(str, FIELDS))
_LISTED = ", ".join(f"{name}:" for name in FIELDS)
_LIKE_FIELD = re.compile(r"([a-z]{2,12}):(?!//)[^\s:]", re.IGNORECASE)
_LONGEST_TOLD = 40  # code points of what was typed that a sentence gives back


@dataclass(frozen=True, slots=True)
class NotesQuery:
    """A parsed query: one condition of every group must hold, and none of the excluded ones."""

    groups: tuple[tuple[NoteCondition, ...], ...] = ()
    excluded: tuple[NoteCondition, ...] = ()
    told: tuple[str, ...] = ()
    """What was not understood or not read, in sentences."""
    strange: tuple[str, ...] = ()
    """Parts that were not understood, as they were typed; with one, nothing is found."""

    def __bool__(self) -> bool:
        return bool(self.groups or self.excluded or self.strange)

    @property
    def written(self) -> str:
        """The query as the box writes it; read again, it is the same."""
        # The last of those that end in a word stays the last: its word may be the beginning of one.
        last = next((each for each in reversed(self.groups) if each[-1].field is Field.WORDS), None)
        rest = [each for each in self.groups if each is not last]
        fields = [each for each in rest if any(one.field is not Field.WORDS for one in each)]
        words = [each for each in rest if each not in fields] + ([last] if last else [])
        minus = [f"-{each.written}" for each in self.excluded]
        parts = [" OR ".join(one.written for one in each) for each in (*fields, *words)]
        return " ".join([*parts[: len(fields)], *minus, *self.strange, *parts[len(fields) :]])

    def holds(self, condition: NoteCondition) -> bool:
        """True if every note that is found meets this condition because the query says so."""
        return (condition,) in self.groups

    def narrowed(self, condition: NoteCondition) -> "NotesQuery":
        """Return the query with one more condition."""
        return NotesQuery((*self.groups, (condition,)), self.excluded, self.told, self.strange)

    def without(self, condition: NoteCondition) -> "NotesQuery":
        """Return the query for those of its notes that do not meet a condition."""
        return NotesQuery(self.groups, (*self.excluded, condition), self.told, self.strange)

    def widened(self, condition: NoteCondition) -> "NotesQuery":
        """Return the query without a condition."""
        return NotesQuery(tuple(each for each in self.groups if each != (condition,)), self.excluded, (), self.strange)

    @property
    def names_labels(self) -> bool:
        """True if a label is asked for, or excluded, by its name or id."""
        every = (*(each for group in self.groups for each in group), *self.excluded)
        return any(each.field is Field.LABEL and each.value != WITHOUT_LABEL for each in every)

    @property
    def words(self) -> tuple[NoteCondition, ...]:
        """The words that are asked for, in order."""
        return tuple(each for group in self.groups for each in group if each.field is Field.WORDS)


def read_query(typed: str) -> NotesQuery:
    """Parse what a person or a program asks for."""
    plain = straight(typed[:LONGEST_QUERY])
    units = list(joined(read_units(plain, _NAMES)))
    read = _QueryReader()
    for unit in units[:MOST_CONDITIONS]:
        read.take(unit)
    return NotesQuery(
        _open_last(read.groups),
        tuple(read.excluded),
        tuple(dict.fromkeys((*read.told, *_told_of(typed, plain, len(units))))),
        tuple(read.strange) if units or not plain else ('"' + plain.replace('"', " ") + '"',),
    )


class _QueryReader:
    """The conditions of a query while it is read."""

    def __init__(self) -> None:
        self.groups: list[list[NoteCondition]] = []
        self.excluded: list[NoteCondition] = []
        self.told: list[str] = []
        self.strange: list[str] = []

    def take(self, part: JoinedUnit) -> None:
        """Take the next part, or say what is wrong with it."""
        try:
            condition = self._condition(part.unit)
        except ValueError as wrong:
            self.told.append(str(wrong))
            self.strange.append(_as_typed(part))
            return
        if part.lone_or:
            self.told.append("OR joins two words or fields without a minus; here it was not read.")
        if part.excluded:
            self.excluded.append(condition)
        elif part.either and self.groups:
            self.groups[-1].append(condition)
        else:
            self.groups.append([condition])

    def _condition(self, unit: QueryUnit) -> NoteCondition:
        if unit.field:
            return FIELDS[unit.field](unit.text)
        name = unit.text.removesuffix(":").lower()
        if not unit.quoted and unit.text.endswith(":") and name in _NAMES:
            raise ValueError(f"Write what you look for right after “{name}:”, without a blank.")
        if not unit.quoted and (like := _LIKE_FIELD.match(unit.text)):
            self.told.append(
                f"“{like[1]}:” is no field, so “{_cut(unit.text)}” was searched for as words. The fields are {_LISTED}."
            )
        return NoteCondition(Field.WORDS, unit.text, unit.quoted)


def _as_typed(part: JoinedUnit) -> str:
    unit = part.unit
    value = f'"{unit.text}"' if unit.quoted or not unit.text else unit.text
    return f"{'-' if part.excluded else ''}{unit.field + ':' if unit.field else ''}{value}"


def _told_of(typed: str, plain: str, parts: int) -> Iterable[str]:
    """Say what of the whole was not read."""
    if len(typed) > LONGEST_QUERY:
        yield f"Only the first {LONGEST_QUERY} characters were read."
    if parts > MOST_CONDITIONS:
        beyond = parts - MOST_CONDITIONS
        last = "The last one was" if beyond == 1 else f"The last {beyond:,} were"
        yield f"Only the first {MOST_CONDITIONS} words were searched for. {last} not."
    usual = {"|", "-"} if parts else set()
    signs = [each for each in plain.split() if each not in usual and not any(map(str.isalnum, each))]
    if signs:
        yield f"“{_cut(signs[0].strip(chr(34)) or chr(34))}” has no letter or digit, so it was not searched for."
    if ("(" in plain or ")" in plain) and (" OR " in plain or "|" in plain):
        yield "Parentheses are not read: OR joins the two words or fields beside it."


def _open_last(groups: Sequence[Sequence[NoteCondition]]) -> tuple[tuple[NoteCondition, ...], ...]:
    """Return the groups with the last word open: words that begin with it match too."""
    last = max((place for place, each in enumerate(groups) if each[-1].field is Field.WORDS), default=None)
    if last is None:
        return tuple(map(tuple, groups))
    word = groups[last][-1]
    parts = index_words(word.value)
    is_open = not word.quoted and bool(parts) and len(parts[-1]) >= SHORTEST_PREFIX
    opened = NoteCondition(word.field, word.value, word.quoted, prefix=is_open)
    return tuple((*each[:-1], opened) if place == last else tuple(each) for place, each in enumerate(groups))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"
