"""The outcomes that a version plans, read from its document."""

from dataclasses import dataclass
from enum import StrEnum

from annotate.core.document import Block, BlockKind, Document

SECTION = "outcomes"
_GROUP_DEPTH, _MEASURE_DEPTH = 3, 4
_TIME_FRAME = "Time frame: "


class OutcomeGroup(StrEnum):
    """The registry's lists of outcomes, in the order of a record."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PlannedOutcome:
    """One outcome as a version states it; an absent description or time frame is empty.

    ``start`` and ``end`` are where it stands in the version's text, in code points, half-open.
    """

    group: OutcomeGroup
    measure: str
    description: str = ""
    time_frame: str = ""
    start: int = 0
    end: int = 0

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """All that is compared: group, measure, description, time frame."""
        return (self.group.value, self.measure, self.description, self.time_frame)


def outcomes_of(document: Document) -> tuple[PlannedOutcome, ...]:
    """Return the outcomes of a document in its order; empty if it has none."""
    found: list[PlannedOutcome] = []
    for section in document.sections:
        if section.key == SECTION:
            found += _in_section(section.blocks[1:])
    return tuple(found)


def _in_section(blocks: tuple[Block, ...]) -> list[PlannedOutcome]:
    found: list[PlannedOutcome] = []
    group = OutcomeGroup.PRIMARY
    own: list[Block] = []
    for block in blocks:
        is_heading = block.kind is BlockKind.HEADING
        if is_heading and block.depth <= _MEASURE_DEPTH:
            found += _outcome(group, own)
            own = []
        if is_heading and block.depth <= _GROUP_DEPTH:
            group = _group(block.path)
        elif own or is_heading:
            own.append(block)
    return found + _outcome(group, own)


def _group(path: str) -> OutcomeGroup:
    name = path.rpartition("/")[2].partition("~")[0]
    return OutcomeGroup(name) if name in set(OutcomeGroup) else OutcomeGroup.OTHER


def _outcome(group: OutcomeGroup, blocks: list[Block]) -> list[PlannedOutcome]:
    if not blocks:
        return []
    frames = [block for block in blocks[1:] if block.path.rpartition("/")[2].partition("~")[0] == "time-frame"]
    description = "\n".join(block.text for block in blocks[1:] if block not in frames)
    frame = " ".join(block.text.removeprefix(_TIME_FRAME) for block in frames)
    return [PlannedOutcome(group, blocks[0].text, description, frame, blocks[0].start, blocks[-1].end)]
