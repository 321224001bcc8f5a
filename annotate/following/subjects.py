"""What can be followed."""

from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    """What can be followed; the value is the name of the form's field that holds its key."""

    TRIAL = "trial"
    CONDITION = "condition"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to follow."""

    kind: SubjectKind
    key: str
    """A trial's registry id, a condition's key, or a saved search's id."""
