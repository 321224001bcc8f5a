"""What is found wrong with stored data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that does not hold."""

    what: str
