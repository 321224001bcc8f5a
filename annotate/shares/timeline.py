"""A link's life as a small chart: what strangers and guests did on each day, or in each week of a long life."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from annotate.activity.kinds import ActivityKind
from annotate.core.instants import write_day
from annotate.core.numbers import many
from annotate.shares.queries import DayRow

HEIGHT = 60
"""Of the whole chart, in its own units; each column is ``STEP`` of them wide."""

STEP = 10

_GAP = 2
_LEAST_COLUMNS = 7  # a chart of fewer days is a slab
_MOST_COLUMNS = 46  # days beyond which a column stands for a week
_SHOWN = {
    ActivityKind.LINK_OPENED: ("opened", "opening", "openings"),
    ActivityKind.LINK_FAILED: ("failed", "wrong passcode", "wrong passcodes"),
    ActivityKind.REPLY_CAME: ("replied", "reply", "replies"),
}


@dataclass(frozen=True, slots=True)
class TimelineSegment:
    """A part of a column: so many events of one kind."""

    mark: str
    """What the style sheet draws it by: ``opened``, ``failed`` or ``replied``."""
    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class TimelineColumn:
    """A day, or a week that begins on it, on which something happened."""

    words: str
    openings: int
    failures: int
    replies: int

    @property
    def summary(self) -> str:
        """What happened, without what did not."""
        counts = zip((self.openings, self.failures, self.replies), _SHOWN.values(), strict=True)
        return ", ".join(many(count, one, more) for count, (_mark, one, more) in counts if count)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chart, and the same as a table."""

    width: int
    parts: tuple[TimelineSegment, ...]
    columns: tuple[TimelineColumn, ...]
    """Those on which something happened, the first one first."""
    span: str
    """What a column stands for."""
    first: str
    last: str
    most: int
    """Of the highest column."""
    summary: str

    @property
    def is_drawn(self) -> bool:
        """Whether it spans days enough for a chart; a short list says more of fewer."""
        return self.width >= _LEAST_COLUMNS * STEP


def timeline(rows: Sequence[DayRow], begins_at: datetime, ends_at: datetime) -> Timeline | None:
    """Draw what happened between two instants, whole days of UTC; None when nothing did that is drawn."""
    shown = [row for row in rows if row.kind in _SHOWN]
    if not shown:
        return None
    first = min([begins_at.astimezone(UTC).date(), *(row.day for row in shown)])
    last = max([ends_at.astimezone(UTC).date(), *(row.day for row in shown)])
    days = 1 if (last - first).days < _MOST_COLUMNS else 7
    stacks: dict[int, Counter[ActivityKind]] = {}
    for row in shown:
        stacks.setdefault((row.day - first).days // days, Counter())[ActivityKind(row.kind)] += row.times
    most = max(stack.total() for stack in stacks.values())
    return Timeline(
        width=((last - first).days // days + 1) * STEP,
        parts=tuple(part for place in sorted(stacks) for part in _parts(place, stacks[place], most)),
        columns=tuple(_column(first + timedelta(days=place * days), stacks[place]) for place in sorted(stacks)),
        span="day" if days == 1 else "week",
        first=write_day(first),
        last=write_day(last),
        most=most,
        summary=_summary(stacks.values(), first, last),
    )


def _parts(place: int, stack: Counter[ActivityKind], most: int) -> Iterable[TimelineSegment]:
    top = float(HEIGHT)
    for kind, (mark, _one, _more) in _SHOWN.items():
        height = round(stack[kind] * HEIGHT / most, 2)
        top -= height
        if height:
            yield TimelineSegment(mark, place * STEP + _GAP // 2, round(top, 2), STEP - _GAP, height)


def _column(begins: date, stack: Counter[ActivityKind]) -> TimelineColumn:
    opened, failed, replied = (stack[kind] for kind in _SHOWN)
    return TimelineColumn(f"{begins.day} {begins:%b %Y}", opened, failed, replied)


def _summary(stacks: Iterable[Counter[ActivityKind]], first: date, last: date) -> str:
    whole: Counter[ActivityKind] = sum(stacks, Counter())
    counts = ", ".join(many(whole[kind], one, more) for kind, (_mark, one, more) in _SHOWN.items())
    return f"From {write_day(first)} to {write_day(last)}: {counts}."
