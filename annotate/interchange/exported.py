"""What an export is made of: values without rows, requests or addresses of their own, so that each format is a pure function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotate.core.citation import CitedVersion
from annotate.core.document import Document
from annotate.core.refi.codes import Code

WAITING = "waiting"
"""State of a note that is still to be placed in the current version, beside those of ``AnchorState``."""


class ExportOrder(StrEnum):
    """Order of the notes."""

    TEXT = "text"
    """By trial, and within one as the passages stand in its text; notes on the whole trial first."""
    DATE = "date"
    """The newest first."""


@dataclass(frozen=True, slots=True)
class ExportedVersion:
    """A version of a trial's record that a note was made on."""

    id: str
    registry_id: str
    number: int
    title: str
    record_updated: str
    """The registry's date of its last update, as exact as it gives it; may be empty."""
    stored_at: datetime
    sample: bool
    address: str
    digest: str = ""
    """Of the record, by which another instance recognises it."""


@dataclass(frozen=True, slots=True)
class ExportedReply:
    """A reply in a private thread under a note, which the person who exports may read."""

    thread: str
    """Id of its thread: each respondent has one of their own."""
    who: str
    mine: bool
    at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    """When its respondent withdrew it: then it has no words."""
    body: str
    """Markdown as it was written."""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ExportedNote:
    """A note, as its author sees it. Offsets are Unicode code points, half-open."""

    id: str
    address: str
    author: str
    version: ExportedVersion
    quote: str
    """Empty for a note on the whole trial."""
    start: int | None
    """In the text of the version that it was made on."""
    end: int | None
    prefix: str
    suffix: str
    body: str
    """Markdown as it was written; empty for a highlight."""
    label: str
    colour: str
    """The label's colour in a word; empty without a label."""
    tags: tuple[str, ...]
    state: str
    """How it stands in the current version: a value of ``AnchorState``, or ``WAITING``; empty on the whole trial."""
    crossed: bool
    """True if its words stand in another list of criteria there, or in another free text, than they did."""
    current_number: int
    """Number of the trial's current version."""
    place: tuple[int, int] | None
    """Where it stands in the current version; None without a place."""
    revision: int
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None
    replies: tuple[ExportedReply, ...] = ()
    iri: str = ""
    """Names the note as a Web Annotation: its address below ``/w3c``."""
    author_iri: str = ""
    """Names its author, and says nothing of them."""
    site_iri: str = ""
    """Address of the site."""
    code: Code | None = None
    """Its label as a code of REFI-QDA; None without a label."""


@dataclass(frozen=True, slots=True)
class ExportedRecord:
    """The current version of a trial, with its text."""

    version: ExportedVersion
    document: Document


@dataclass(frozen=True, slots=True)
class Export:
    """Notes on their way out. ``notes`` is read once, and holds few at a time."""

    title: str
    made_at: datetime
    order: ExportOrder
    notes: Iterable[ExportedNote]
    cite: Callable[[str], CitedVersion]
    """Gives what a citation says of a version, by its id."""
    cited: Iterable[CitedVersion]
    """Every version that the notes were made on, once."""
    record_of: Callable[[str], ExportedRecord]
    """Gives a trial's current version, by its registry id."""
    text_of: Callable[[str], str]
    """Gives the text of a version, by its id."""
