"""What the pages of rounds show before the reveal; ``unit_pages`` has what they show after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.codebook.models import Label
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.text import shortened
from annotate.notes.models import Note
from annotate.reviews.models import AnswerKind, RoundLabel, RoundMember, RoundPassage, RoundTrial
from annotate.reviews.queries import PAGE_SIZE, Seat
from annotate.reviews.results import reader_name

TRIALS_ON_PAGE = 100
"""Trials on one page of a round."""

QUOTE_LENGTH = 400
"""Code points of a quote that a list shows."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list of one's rounds."""

    id: str
    name: str
    is_owner: bool
    reads: bool
    created_at: datetime
    revealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """One page of one's rounds."""

    rows: tuple[RoundLine, ...]
    after: str
    """The cursor of the next, older page; empty on the last one."""


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody in a round, as the viewer sees them."""

    id: str
    name: str
    does: str
    state: str
    is_pending: bool
    """True for the owner's eyes, where an invitation can be taken back."""


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label of the round, and which of one's own is used for it."""

    id: str
    name: str
    hue: int
    description: str
    when_not: str
    own_name: str
    """Empty when the viewer does not read, or has none."""
    is_missing: bool
    """True for a reader whose label for it is gone."""


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One reader's state on one trial."""

    reader: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial on the board."""

    registry_id: str
    title: str
    version: int
    is_newer: bool
    """True if the record has a newer version, which the round does not read."""
    answered: int
    """For how many labels the viewer has a note or said "nothing found"."""
    closed_at: datetime | None
    """When the viewer closed it; None for who does not read."""
    cells: tuple[BoardCell, ...]
    """The readers' states, where the viewer may see them."""


@dataclass(frozen=True, slots=True)
class RoundBoard:
    """The page of one round."""

    rows: tuple[TrialRow, ...]
    after: str
    readers: tuple[str, ...]
    """Names above the columns; none where states are not shown."""
    total: int
    closed: int
    """How many trials the viewer has closed."""
    labels: tuple[LabelView, ...]
    members: tuple[MemberView, ...]

    @property
    def missing_labels(self) -> bool:
        """True if the reader lacks a label of their own for one of the round's."""
        return any(label.is_missing for label in self.labels)


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What a round's page is made from."""

    trials: Sequence[RoundTrial]
    labels: tuple[LabelView, ...]
    members: Sequence[RoundMember]
    states: Mapping[tuple[str, str], datetime]
    """Every reader's closings, by member and trial; empty where the viewer may not see them."""
    mine: Mapping[str, datetime]
    answered: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A note that counts, or the copy of one."""

    quote: str
    """Empty for a note on the whole trial."""
    body: str
    note_id: str
    is_later: bool = False
    """True if the viewer has changed their own note since."""


@dataclass(frozen=True, slots=True)
class LabelAnswer:
    """What a reader says of one label on the trial that they read."""

    label: LabelView
    quotes: tuple[QuoteView, ...]
    is_nothing: bool


def rounds_page(found: Sequence[Seat]) -> RoundsPage:
    """Show one's rounds; one more than a page tells that there is another page."""
    page = page_of(found, PAGE_SIZE)
    after = page.next_after(lambda last: write_cursor(Cursor(last.round.created_at, last.round.id)))
    return RoundsPage(tuple(_line(seat) for seat in page.rows), after)


def board(seat: Seat, facts: BoardFacts, after: int) -> RoundBoard:
    """Show a round, with the trials behind the position ``after``."""
    shown = [trial for trial in facts.trials if trial.position > after]
    page = page_of(shown[: TRIALS_ON_PAGE + 1], TRIALS_ON_PAGE)
    readers = [each for each in facts.members if _takes_part(each)] if seat.sees_states else []
    return RoundBoard(
        rows=tuple(_row(trial, readers, facts) for trial in page.rows),
        after=page.next_after(lambda last: str(last.position)),
        readers=tuple(reader_name(each) for each in readers),
        total=len(facts.trials),
        closed=sum(trial.id in facts.mine for trial in facts.trials),
        labels=facts.labels,
        members=tuple(_member(each, seat) for each in facts.members if _is_shown(each, seat)),
    )


def label_views(labels: Sequence[RoundLabel], own: Mapping[str, Label | None], *, reads: bool) -> tuple[LabelView, ...]:
    """Show the round's labels in their order, with the reader's own ones."""
    return tuple(_label(label, own.get(label.id), reads=reads) for label in labels)


def open_answers(
    labels: Sequence[LabelView], noted: Mapping[str, Sequence[Note]], said: Mapping[str, str]
) -> tuple[LabelAnswer, ...]:
    """Show what a reader would answer if they closed the trial now."""
    return tuple(
        LabelAnswer(
            label,
            tuple(
                QuoteView(shortened(note.exact, QUOTE_LENGTH), note.body, note.id) for note in noted.get(label.id, ())
            ),
            is_nothing=label.id not in noted and said.get(label.id) == AnswerKind.NOTHING,
        )
        for label in labels
    )


def closed_answers(
    labels: Sequence[LabelView], passages: Sequence[RoundPassage], later: frozenset[str]
) -> tuple[LabelAnswer, ...]:
    """Show what a reader answered when they closed the trial."""
    by_label: dict[str, list[RoundPassage]] = {}
    for passage in passages:
        by_label.setdefault(passage.label_id, []).append(passage)
    return tuple(
        LabelAnswer(
            label,
            tuple(quote_view(each, is_later=each.id in later) for each in by_label.get(label.id, ())),
            is_nothing=label.id not in by_label,
        )
        for label in labels
    )


def quote_view(passage: RoundPassage, *, is_later: bool) -> QuoteView:
    """Show the copy of a note."""
    return QuoteView(shortened(passage.exact, QUOTE_LENGTH), passage.body, passage.note_id, is_later)


def _line(seat: Seat) -> RoundLine:
    held = seat.round
    return RoundLine(held.id, held.name, seat.is_owner, seat.member.reads, held.created_at, held.revealed_at)


def _row(trial: RoundTrial, readers: Sequence[RoundMember], facts: BoardFacts) -> TrialRow:
    return TrialRow(
        registry_id=trial.trial.registry_id,
        title=trial.version.title,
        version=trial.version.number,
        is_newer=trial.trial.current_number != trial.version.number,
        answered=facts.answered.get(trial.id, 0),
        closed_at=facts.mine.get(trial.id),
        cells=tuple(BoardCell(reader_name(each), facts.states.get((each.id, trial.id))) for each in readers),
    )


def _label(label: RoundLabel, own: Label | None, *, reads: bool) -> LabelView:
    return LabelView(
        id=label.id,
        name=label.name,
        hue=label.hue,
        description=label.description,
        when_not=label.when_not,
        own_name=own.name if own is not None else "",
        is_missing=reads and own is None,
    )


def _takes_part(member: RoundMember) -> bool:
    return member.reads and member.accepted_at is not None and member.left_at is None


def _is_shown(member: RoundMember, seat: Seat) -> bool:
    """True for members whom the viewer is told of: those who take part, and for the owner everybody who was invited."""
    return seat.is_owner or (member.accepted_at is not None and member.left_at is None)


def _member(member: RoundMember, seat: Seat) -> MemberView:
    does = "reads and decides" if member.reads and member.decides else "reads" if member.reads else "decides"
    is_pending = member.accepted_at is None and member.declined_at is None and member.revoked_at is None
    name = reader_name(member) if member.accepted_at is not None else member.email or f"Invitation {member.number}"
    return MemberView(member.id, name, does, _state(member, seat), is_pending and seat.is_owner)


def _state(member: RoundMember, seat: Seat) -> str:
    if member.left_at is not None:
        return "left"
    if member.accepted_at is not None:
        return "you" if member.id == seat.member.id else "takes part"
    if member.declined_at is not None:
        return "declined"
    return "invitation taken back" if member.revoked_at is not None else "invited"
