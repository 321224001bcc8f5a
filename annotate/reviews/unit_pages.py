"""What the pages of a revealed round show: the list of differences, and one unit with all answers laid over the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from annotate.core.document import Block, Document
from annotate.core.text import shortened
from annotate.reviews.comparing import UnitVerdict
from annotate.reviews.models import AnswerKind, RoundDecision
from annotate.reviews.presenters import QUOTE_LENGTH, QuoteView, quote_view
from annotate.reviews.results import ReaderAnswer, ReadUnit, RoundReader, RoundResults

UNITS_ON_PAGE = 50
"""Units on one page of the list."""

VERDICT_WORDS: Mapping[UnitVerdict, str] = {
    UnitVerdict.PRESENCE: "Found by some only",
    UnitVerdict.PLACES: "Different passages",
    UnitVerdict.BOUNDS: "Same place, other bounds",
    UnitVerdict.AGREED: "Agreed",
    UnitVerdict.ALONE: "Closed by fewer than two readers",
}
"""What pages call them."""


class UnitFilter(StrEnum):
    """Which units the list shows."""

    OPEN = ""
    """Differences that nobody has decided yet."""
    DECIDED = "decided"
    DIFFERENT = "different"
    ALL = "all"


FILTER_WORDS: Mapping[UnitFilter, str] = {
    UnitFilter.OPEN: "To decide",
    UnitFilter.DECIDED: "Decided",
    UnitFilter.DIFFERENT: "All differences",
    UnitFilter.ALL: "All labels on all trials",
}
"""What pages call them."""


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A way to narrow the list."""

    words: str
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one reader answered."""

    reader: str
    mark: str
    """The letter that stands for the reader in the text: ``A``."""
    words: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list."""

    registry_id: str
    label_id: str
    label: str
    hue: int
    verdict: str
    answers: tuple[AnswerView, ...]
    decision: str
    """What was decided, in words; empty for nothing yet."""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """One page of the list of units."""

    rows: tuple[UnitLine, ...]
    filters: tuple[FilterLink, ...]
    shown: str
    after: str
    """The place after which the next page continues; empty on the last one."""
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverlaySegment:
    """A run of text that the same readers marked."""

    text: str
    marks: str
    """The readers' letters, ``AB``; empty where nobody marked anything."""


@dataclass(frozen=True, slots=True)
class OverlayBlock:
    """A block of the record in which somebody marked something."""

    section: str
    start: int
    segments: tuple[OverlaySegment, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision, the one that holds or an earlier one."""

    id: str
    words: str
    reason: str
    by: str
    made_at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One label on one trial, with all answers."""

    line: UnitLine
    title: str
    version: int
    description: str
    when_not: str
    blocks: tuple[OverlayBlock, ...]
    decisions: tuple[DecisionView, ...]
    before: tuple[str, str] | None
    """The unit before it in the same list, by registry id and label; None for the first."""
    after: tuple[str, str] | None
    place: int
    total: int


def units_shown(results: RoundResults, shown: UnitFilter) -> list[ReadUnit]:
    """Give the units of a list, by trial and label."""
    match shown:
        case UnitFilter.OPEN:
            return [unit for unit in results.units if unit.is_disagreement and unit.decision is None]
        case UnitFilter.DECIDED:
            return [unit for unit in results.units if unit.decision is not None]
        case UnitFilter.DIFFERENT:
            return [unit for unit in results.units if unit.is_disagreement]
        case UnitFilter.ALL:
            return list(results.units)


def units_page(results: RoundResults, shown: UnitFilter, after: int) -> UnitsPage:
    """Show a list of units; ``after`` is the number of the last one on the page before."""
    number = {unit.place: place for place, unit in enumerate(results.units)}
    units = [unit for unit in units_shown(results, shown) if number[unit.place] > after]
    page = units[:UNITS_ON_PAGE]
    return UnitsPage(
        rows=tuple(unit_line(unit, results.readers) for unit in page),
        filters=tuple(
            FilterLink(words, each, len(units_shown(results, each)), each is shown)
            for each, words in FILTER_WORDS.items()
        ),
        shown=shown,
        after=str(number[page[-1].place]) if len(units) > len(page) else "",
        readers=tuple(reader.name for reader in results.readers),
    )


def unit_line(unit: ReadUnit, readers: Sequence[RoundReader], later: frozenset[str] = frozenset()) -> UnitLine:
    """Show a unit; ``later`` has the copies of the viewer's notes that they changed since."""
    return UnitLine(
        registry_id=unit.trial.trial.registry_id,
        label_id=unit.label.id,
        label=unit.label.name,
        hue=unit.label.hue,
        verdict=VERDICT_WORDS[unit.verdict],
        answers=tuple(_answer(answer, letter_of(place), later) for place, answer in enumerate(unit.answers)),
        decision=decision_words(unit.decision, readers) if unit.decision is not None else "",
    )


def unit_page(
    unit: ReadUnit,
    results: RoundResults,
    shown: UnitFilter,
    document: Document,
    history: Sequence[RoundDecision],
    later: frozenset[str],
) -> UnitPage:
    """Show one unit, and where its list goes on."""
    listed = units_shown(results, shown)
    places = [each.place for each in listed]
    before = next((each for each in reversed(listed) if each.place < unit.place), None)
    after = next((each for each in listed if each.place > unit.place), None)
    return UnitPage(
        line=unit_line(unit, results.readers, later),
        title=unit.trial.version.title,
        version=unit.trial.version.number,
        description=unit.label.description,
        when_not=unit.label.when_not,
        blocks=overlay(document, unit.answers),
        decisions=tuple(_decision(each, results.readers, holds=place == 0) for place, each in enumerate(history)),
        before=_address(before),
        after=_address(after),
        place=places.index(unit.place) + 1 if unit.place in places else 0,
        total=len(places),
    )


def overlay(document: Document, answers: Sequence[ReaderAnswer]) -> tuple[OverlayBlock, ...]:
    """Lay what every reader marked over the text: the blocks that somebody marked, cut where marks begin and end."""
    spans = [
        (each.start_offset, each.end_offset, letter_of(place))
        for place, answer in enumerate(answers)
        for each in answer.passages
        if each.start_offset is not None and each.end_offset is not None
    ]
    return tuple(
        OverlayBlock(section.title, block.start, _segments(block, spans))
        for section in document.sections
        for block in section.blocks
        if any(start < block.end and block.start < end for start, end, _ in spans)
    )


def letter_of(place: int) -> str:
    """Give the letter that stands for a reader: A for the first."""
    return chr(ord("A") + place)


def decision_words(decision: RoundDecision, readers: Sequence[RoundReader]) -> str:
    """Say what was decided."""
    taken_from = next((reader.name for reader in readers if reader.id == decision.taken_from_id), "")
    if decision.kind == AnswerKind.NOTHING:
        return f"Not reported, as {taken_from} answered" if taken_from else "Not reported"
    return f"As {taken_from} marked it" if taken_from else "All marked passages together"


def _segments(block: Block, spans: Sequence[tuple[int, int, str]]) -> tuple[OverlaySegment, ...]:
    within = [(max(start, block.start), min(end, block.end), mark) for start, end, mark in spans]
    within = [each for each in within if each[0] < each[1]]
    cuts = sorted({block.start, block.end, *(start for start, _, _ in within), *(end for _, end, _ in within)})
    return tuple(
        OverlaySegment(
            block.text[begin - block.start : stop - block.start],
            "".join(sorted({mark for start, end, mark in within if start <= begin and stop <= end})),
        )
        for begin, stop in pairwise(cuts)
    )


def _answer(answer: ReaderAnswer, mark: str, later: frozenset[str]) -> AnswerView:
    words = {None: "Did not close this trial", AnswerKind.NOTHING: "Looked, nothing found"}.get(answer.kind, "")
    quotes = tuple(quote_view(each, is_later=each.id in later) for each in answer.passages)
    return AnswerView(answer.reader.name, mark, words, quotes)


def _decision(decision: RoundDecision, readers: Sequence[RoundReader], *, holds: bool) -> DecisionView:
    by = decision.decided_by.name if decision.decided_by is not None else "somebody who left"
    words = decision_words(decision, readers)
    return DecisionView(decision.id, words, shortened(decision.reason, 10 * QUOTE_LENGTH), by, decision.made_at, holds)


def _address(unit: ReadUnit | None) -> tuple[str, str] | None:
    return (unit.trial.trial.registry_id, unit.label.id) if unit is not None else None
