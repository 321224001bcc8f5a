"""What an import is made of: notes as a file holds them, whatever its format; values without rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotate.core.refi.codes import Code


class NotesFileKind(StrEnum):
    """What wrote a file of notes."""

    ANNOTATE = "annotate"
    HYPOTHESIS = "Hypothesis"
    REFI_QDA = "REFI-QDA"


@dataclass(frozen=True, slots=True)
class ForeignQuote:
    """The words of a passage, and what stood before and after them."""

    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class ForeignVersion:
    """The version that a note was made on, as its file names it."""

    number: int
    registry_date: str
    """May be empty."""
    digest: str
    """Empty in files of earlier releases."""


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """A note in a file. Offsets are Unicode code points, half-open."""

    key: str
    """Made of its origin and its id there: the same note in another file has the same key. It is a client key of notes."""
    id: str
    """Its id where it comes from; empty if the file has none."""
    registry_id: str
    """The trial that it is on; empty if its address is that of no record."""
    address: str
    body: str
    quote: ForeignQuote | None = None
    """None for a note on the whole trial."""
    start: int = 0
    """With ``end``, where the passage is in ``version``; both 0 where the file does not say it."""
    end: int = 0
    version: ForeignVersion | None = None
    label: str = ""
    colour: str = ""
    """The label's colour, in a word."""
    tags: tuple[str, ...] = ()
    written_at: datetime | None = None
    author: str = ""
    is_reply: bool = False
    replies: int = 0
    """Replies that the file has under it."""
    is_unsure: bool = False
    """True if the file can be read as naming several passages: programs count line ends and rare characters in their own ways."""
    code: Code | None = None
    """Its label as the code that the file has."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """The notes of a file, in its order."""

    kind: NotesFileKind
    notes: tuple[ForeignNote, ...]
    unreadable: int = 0
    """Entries that are not what its format says."""
