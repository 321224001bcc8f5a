"""A trial's or place's status in words, with its tone."""

from dataclasses import dataclass

from annotate.core.codes import code_words

NOT_STATED = "not stated"
"""Words for a missing value."""

_TONES = {
    "RECRUITING": "open",
    "ENROLLING_BY_INVITATION": "open",
    "AVAILABLE": "open",
    "NOT_YET_RECRUITING": "soon",
    "TEMPORARILY_NOT_AVAILABLE": "soon",
    "ACTIVE_NOT_RECRUITING": "closed",
    "COMPLETED": "closed",
    "APPROVED_FOR_MARKETING": "closed",
    "NO_LONGER_AVAILABLE": "closed",
    "SUSPENDED": "stopped",
    "TERMINATED": "stopped",
    "WITHDRAWN": "stopped",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in words, and its tone: open, soon, closed, stopped or neutral."""

    words: str
    tone: str


def badge(status: str) -> Badge:
    """Return a status code of the registry in words, with its tone."""
    return Badge(code_words(status) if status else f"Status {NOT_STATED}", _TONES.get(status, "neutral"))
