"""The grammar of my notes, for the box, the address and programs: words, "phrases", OR, a leading minus, and ``label:dose``.

No input is an error. What is not understood is said in a sentence, and a search with such a part finds nothing: an act on all
that match must not reach notes that nobody meant.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from annotate.core.anchoring import AnchorState
from annotate.core.query_units import JoinedUnit, QueryUnit, joined, read_units, straight
from annotate.core.record import read_registry_id
from annotate.trials.grammar import SHORTEST_PREFIX
from annotate.trials.index_words import index_words

LONGEST_QUERY = 500
"""Code points of a query that are read; the page says so where there are more."""

MOST_CONDITIONS = 16
"""Most words and fields of a query; the page says how many others there were."""

ASKING = "asking"
"""State of notes that wait for their author's eye."""

WITHOUT_LABEL = "none"
"""Label of notes that bear none."""

_DAY = timedelta(days=1)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.ASCII)
_LIKE_FIELD = re.compile(r"([a-z]{2,12}):(?!//)[^\s:]", re.IGNORECASE)
_LONGEST_TOLD = 40  # code points of what was typed that a sentence gives back


class Field(StrEnum):
    """What a condition is about."""

    WORDS = "words"
    LABEL = "label"
    TRIAL = "trial"
    STATE = "state"
    BEFORE = "before"
    AFTER = "after"
    IS = "is"


class NoteKind(StrEnum):
    """Kinds that ``is:`` asks for."""

    HIGHLIGHT = "highlight"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class NoteCondition:
    """One condition on a note."""

    field: Field
    value: str
    """As the address writes it; of words as they were typed."""
    quoted: bool = False
    prefix: bool = False
    """True if words that begin with it match too."""
    at: datetime | None = None
    """Instant before which, or from which on, the note was written."""

    @property
    def written(self) -> str:
        """The condition as the box writes it."""
        is_word = self.field is Field.WORDS
        plain = not self.quoted and bool(self.value) and not any(sign.isspace() or sign == '"' for sign in self.value)
        value = self.value if plain else f'"{self.value.replace(chr(34), " ")}"'
        return value if is_word else f"{self.field}:{value}"


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
        fields = [each for each in self.groups if any(one.field is not Field.WORDS for one in each)]
        words = [each for each in self.groups if each not in fields]
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


def label(name: str) -> NoteCondition:
    """Return the condition for notes with a label, by its name or id; ``none`` for those without one."""
    return NoteCondition(Field.LABEL, name)


def trial(registry_id: str) -> NoteCondition:
    """Return the condition for notes on a trial; raises ValueError, with a sentence, for what is no registry id."""
    try:
        return NoteCondition(Field.TRIAL, read_registry_id(registry_id))
    except ValueError:
        raise ValueError("Write a registry id after “trial:”, such as trial:NCT04561557.") from None


def state(name: str) -> NoteCondition:
    """Return the condition for notes that stand so in the current version; raises ValueError, with a sentence."""
    found = _STATES.get(name.lower())
    if found is None:
        raise ValueError(f"“state:” takes {_any_of(STATE_WORDS)}.")
    return NoteCondition(Field.STATE, found)


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
            return _FIELDS[unit.field](unit.text)
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


def _labelled(value: str) -> NoteCondition:
    if not value.strip():
        raise ValueError("Write a label's name after “label:”, or label:none for notes without a label.")
    return label(WITHOUT_LABEL if value.lower() == WITHOUT_LABEL else value)


def _kind(value: str) -> NoteCondition:
    if value.lower() not in set(NoteKind):
        raise ValueError("“is:” takes highlight (without words) or page (on the whole trial).")
    return NoteCondition(Field.IS, value.lower())


def _before(value: str) -> NoteCondition:
    begin, _end = _period(Field.BEFORE, value)
    return NoteCondition(Field.BEFORE, value, at=begin)


def _after(value: str) -> NoteCondition:
    _begin, end = _period(Field.AFTER, value)
    return NoteCondition(Field.AFTER, value, at=end)


def _period(field: Field, value: str) -> tuple[datetime, datetime]:
    """Return when a day, month or year begins and when the next one does, in UTC; raises ValueError with a sentence."""
    match = _DATE.fullmatch(value)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
        if day:
            return begin, begin + _DAY
        return begin, datetime(year + (not month or month == _DECEMBER), month % 12 + 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"“{field}:” takes a day, a month or a year, such as {field}:2026-11-05, {field}:2026-11 or {field}:2026."
        ) from None


def _any_of(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


_DECEMBER = 12
STATE_WORDS = (ASKING, *AnchorState)
"""What ``state:`` takes."""
_OTHER_STATES = {
    "check": ASKING,
    "unchanged": AnchorState.EXACT,
    "uncertain": AnchorState.AMBIGUOUS,
    "gone": AnchorState.ORPHANED,
}
_STATES: Mapping[str, str] = {**{str(each): str(each) for each in STATE_WORDS}, **_OTHER_STATES}
_FIELDS: Mapping[str, Callable[[str], NoteCondition]] = {
    Field.LABEL: _labelled,
    Field.TRIAL: trial,
    Field.STATE: state,
    Field.BEFORE: _before,
    Field.AFTER: _after,
    Field.IS: _kind,
}
"""The fields, and how each reads its value. Another one is a line here, in ``Field``, and in ``meanings.MEANINGS``."""
_NAMES = frozenset(map(str, _FIELDS))
_LISTED = ", ".join(f"{name}:" for name in _FIELDS)
