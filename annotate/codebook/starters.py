"""The labels that everybody starts with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """A label that everybody starts with; it becomes a row when it is first used."""

    id: str
    name: str
    hue: int
    description: str = ""
    when_not: str = ""


STARTERS = (
    # The first is what a highlight gets that nobody labels, so it says no more than that the passage matters.
    Starter("starter-important", "Important", 1),
    Starter("starter-dose", "Dose", 3),
    Starter("starter-eligibility", "Eligibility", 2),
    Starter("starter-outcome", "Outcome", 7),
    Starter("starter-question", "Question", 4),
)
