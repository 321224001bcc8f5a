"""What the page *Then and now* shows of a trial: values without anybody's notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.core.merging import Piece
from annotate.core.outcomes import OutcomeEvidence, OutcomeVerdict, PlannedOutcome
from annotate.reading.comparison import Part

VERDICT_WORDS: Mapping[OutcomeVerdict, str] = {
    OutcomeVerdict.IDENTICAL: "Identical",
    OutcomeVerdict.COSMETIC: "Cosmetic",
    OutcomeVerdict.TIME_FRAME: "Time frame only",
    OutcomeVerdict.REWORDED: "Reworded",
    OutcomeVerdict.SUBSTANTIVE: "Substantive",
    OutcomeVerdict.ADDED: "Added",
    OutcomeVerdict.DROPPED: "Dropped",
    OutcomeVerdict.TO_SECONDARY: "Primary → secondary",
    OutcomeVerdict.TO_PRIMARY: "Secondary → primary",
    OutcomeVerdict.OTHER_LIST: "In another list",
}
"""Verdicts as pages write them."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A version, and the moments at which it stood."""

    version_id: str
    number: int
    is_current: bool
    dated: str
    moments: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownMoment:
    """A moment of which no version is known, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A fact at one moment; ``changed`` if it was another one before."""

    words: str
    changed: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A fact at all moments."""

    name: str
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """An outcome in one version, against the column before that has it."""

    outcome: PlannedOutcome
    verdict: OutcomeVerdict | None
    """None in the first version that has it."""
    measure: tuple[Piece, ...]
    description: tuple[Piece, ...]
    time_frame: tuple[Piece, ...]
    evidence: tuple[OutcomeEvidence, ...]

    @property
    def is_same(self) -> bool:
        """Whether it stands as before, to the letter."""
        return self.verdict is OutcomeVerdict.IDENTICAL


@dataclass(frozen=True, slots=True)
class OutcomeThread:
    """One outcome through the versions that are shown; a cell is None where a version lacks it."""

    verdict: OutcomeVerdict
    evidence: tuple[OutcomeEvidence, ...]
    passing: bool
    """Whether it is neither in the first column nor in the last."""
    cells: tuple[OutcomeCell | None, ...]
    kin: tuple[str, ...] = ()
    """Measures of the outcomes that it may have been split off or merged into."""

    @property
    def words(self) -> str:
        """The verdict."""
        return "Added and dropped between" if self.passing else VERDICT_WORDS[self.verdict]

    @property
    def last(self) -> PlannedOutcome:
        """As it stands in the last version that has it."""
        return [cell for cell in self.cells if cell is not None][-1].outcome


@dataclass(frozen=True, slots=True)
class EligibilityStep:
    """Eligibility in two neighbouring columns: what changed, in words that are empty if nothing did, and the rows."""

    old: int
    new: int
    words: str
    parts: tuple[Part, ...]
    too_long: bool


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """The sheet without anybody's notes."""

    registry_id: str
    title: str
    columns: tuple[SheetColumn, ...]
    unknown: tuple[UnknownMoment, ...]
    held: int
    held_words: str
    undated: int
    facts: tuple[SheetRow, ...]
    threads: tuple[OutcomeThread, ...]
    counts: tuple[tuple[str, int], ...]
    eligibility: tuple[EligibilityStep, ...]
    eligibility_spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where eligibility stands in each column's text, by the version's id."""

    @property
    def is_lone(self) -> bool:
        """Whether there is but one version to show."""
        return len(self.columns) == 1
