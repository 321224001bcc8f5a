"""The fields of the grammar of my notes, and how each reads its value. Another field is a line in FIELDS, and what it needs.

A value that is not understood raises ValueError with a sentence for the reader.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from annotate.core.anchoring import AnchorState
from annotate.core.record import read_registry_id
from annotate.core.tags import read_tags

ASKING = "asking"
"""State of notes that wait for their author's eye."""

WITHOUT_LABEL = "none"
"""Label of notes that bear none."""

_DAY = timedelta(days=1)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.ASCII)


class Field(StrEnum):
    """What a condition is about."""

    WORDS = "words"
    LABEL = "label"
    TAG = "tag"
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


def _labelled(value: str) -> NoteCondition:
    if not value.strip():
        raise ValueError("Write a label's name after “label:”, or label:none for notes without a label.")
    return label(WITHOUT_LABEL if value.lower() == WITHOUT_LABEL else value)


def _tagged(value: str) -> NoteCondition:
    names = read_tags(value)
    if len(names) != 1:
        raise ValueError("Write one of your tags after “tag:”, such as tag:dose.")
    return NoteCondition(Field.TAG, names[0])


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
FIELDS: Mapping[str, Callable[[str], NoteCondition]] = {
    Field.LABEL: _labelled,
    Field.TAG: _tagged,
    Field.TRIAL: trial,
    Field.STATE: state,
    Field.BEFORE: _before,
    Field.AFTER: _after,
    Field.IS: _kind,
}
"""The fields, and how each reads its value. Another one is a line here, in ``Field``, and in both tables of ``meanings``."""
