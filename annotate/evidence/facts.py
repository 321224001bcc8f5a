"""Facts of a record that a table can show beside labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.codes import code_words
from annotate.core.numbers import written
from annotate.core.record import PartialDate
from annotate.trials.status import NOT_STATED


class RecordFact(StrEnum):
    """A fact, by its name in forms and in stored columns."""

    STATUS = "status"
    PHASE = "phase"
    PARTICIPANTS = "participants"
    START = "start"
    COMPLETION = "completion"
    SPONSOR = "sponsor"
    UPDATED = "updated"


HEADINGS: Mapping[RecordFact, str] = {
    RecordFact.STATUS: "Status",
    RecordFact.PHASE: "Phase",
    RecordFact.PARTICIPANTS: "Participants",
    RecordFact.START: "Start",
    RecordFact.COMPLETION: "Completion",
    RecordFact.SPONSOR: "Sponsor",
    RecordFact.UPDATED: "Record updated",
}


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known of a trial's current version without reading its record; dates as the registry gives them."""

    status: str
    sponsor: str
    updated: str
    started: str
    participants: int | None
    facets: str
    """One in each line, as ``annotate.trials.facets`` writes them."""
    completed: str = ""
    """Read from the record, where a table shows it."""


def fact_words(fact: RecordFact, known: KnownFacts) -> str:
    """Say a fact of a record in words."""
    words = ""
    match fact:
        case RecordFact.STATUS:
            words = code_words(known.status) if known.status else ""
        case RecordFact.PHASE:
            words = ", ".join(code_words(phase) for phase in _values(known.facets, "phase"))
        case RecordFact.PARTICIPANTS:
            words = "" if known.participants is None else written(known.participants)
        case RecordFact.START:
            words = PartialDate(known.started).words()
        case RecordFact.COMPLETION:
            words = PartialDate(known.completed).words()
        case RecordFact.SPONSOR:
            words = known.sponsor
        case RecordFact.UPDATED:
            words = PartialDate(known.updated).words()
    return words or NOT_STATED.capitalize()


def _values(facets: str, kind: str) -> list[str]:
    begins = f"{kind}="
    return [line.removeprefix(begins) for line in facets.split("\n") if line.startswith(begins)]
