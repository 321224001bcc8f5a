"""Labels as a file holds them, whatever its format."""

from dataclasses import dataclass

from annotate.core.refi.codes import Code

MOST_ROWS = 200
"""Labels of a file that are read."""


@dataclass(frozen=True, slots=True)
class FileLabel:
    """A label of a file, as it stands there: a row of a table, or a code."""

    number: int
    """Its place in the file; rows of a table count from 2, as the first one names the columns."""
    name: str
    colour: str | None = None
    """None for what the file does not say."""
    description: str | None = None
    when_not: str | None = None
    order: str | None = None
    code: Code | None = None
    """The code that it is in a file of REFI-QDA."""
    unit: str = "row"
    """What the file calls it."""
