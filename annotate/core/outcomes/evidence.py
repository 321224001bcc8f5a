"""What a verdict on an outcome rests on, as plain values that a page can print."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutcomeEvidence:
    """One finding, and what stood then and stands now; an empty side says that nothing of the kind does."""

    what: str
    """What was found, as the head of a line: ``Numbers``, ``Time frame``."""
    then: str = ""
    now: str = ""
