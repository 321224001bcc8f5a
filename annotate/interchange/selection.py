"""Which notes an export is asked for: those that match a query, some that are named, or those of a link; and in which format."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.codebook.queries import labels_of
from annotate.core.numbers import written
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.interchange import queries
from annotate.interchange.exported import ExportOrder
from annotate.interchange.formats import FORMATS, MOST_CHARACTERS_IN_WORD, MOST_LINES_IN_WORD, ExportFormat
from annotate.interchange.queries import ExportSize
from annotate.notes.grammar import NotesQuery
from annotate.notes.query_fields import Field
from annotate.notes.search import matching_ids, search_of
from annotate.shares.queries import find_share
from annotate.time_limits import SEARCH_SECONDS

MOST_NOTES = 100_000
"""Notes of one export. Their ids are held in memory while it is made, and nothing else of them."""

MOST_AT_ONCE = 1_000
"""Notes of an export that a page sends at once; a file of more is made by a job, and the page shows how far it is."""


@dataclass(frozen=True, slots=True)
class ExportSource:
    """Where the notes of an export come from."""

    query: NotesQuery = field(default_factory=NotesQuery)
    note_ids: tuple[str, ...] = ()
    """Named notes; when there are any, the query counts for nothing."""
    share_id: str = ""
    """A link of the viewer's; when there is one, nothing else counts."""


@dataclass(frozen=True, slots=True)
class ChosenNotes:
    """The notes that an export will hold."""

    title: str
    name: str
    """Part of the file's name: letters, digits and hyphens."""
    ids: tuple[str, ...]
    """Newest first."""


def choose_notes(
    session: Session, viewer: Viewer, source: ExportSource, *, seconds: float = SEARCH_SECONDS
) -> ChosenNotes:
    """Give the notes that are asked for; a search may take so many seconds.

    Raises NotFound for a link of others, Invalid for an unclear query or too many notes, and Unavailable for a search that takes too long.
    """
    if source.share_id:
        share = find_share(session, viewer, source.share_id)
        ids = queries.ids_in_link(session, viewer, share.id)
        return ChosenNotes(f"Notes of the link for {share.recipient}", "link", _few_enough(ids))
    if source.note_ids:
        ids = queries.ids_of_named(session, viewer, source.note_ids)
        return ChosenNotes("Chosen notes", "notes", _few_enough(ids))
    search = search_of(source.query, labels_of(session, viewer))
    if search.told:
        raise Invalid(f"This search is not clear, so there is no file. {' '.join(search.told)}")
    ids = matching_ids(session, viewer, search, None, MOST_NOTES + 1, seconds=seconds)
    return ChosenNotes(*_named(source.query), _few_enough(ids))


def file_name(chosen: ChosenNotes, wanted: ExportFormat, at: datetime) -> str:
    """Give the name of an export's file: letters, digits, hyphens and points, all of ASCII."""
    return f"annotate-{chosen.name}-{at:%Y-%m-%d}.{wanted.suffix}"


def read_format(key: str) -> ExportFormat:
    """Give a format by its key. Raises Invalid."""
    if found := FORMATS.get(key):
        return found
    raise Invalid.field("format", f"There is no format of this name. There are: {', '.join(FORMATS)}.")


def read_order(key: str) -> ExportOrder:
    """Give an order by its key; that of the text unless told. Raises Invalid."""
    try:
        return ExportOrder(key or ExportOrder.TEXT)
    except ValueError:
        raise Invalid.field("order", f"The order is one of {', '.join(ExportOrder)}.") from None


def check_fits(session: Session, viewer: Viewer, chosen: ChosenNotes, wanted: ExportFormat) -> None:
    """Raise Invalid for notes that a format does not take."""
    if wanted.most_notes and len(chosen.ids) > wanted.most_notes:
        raise Invalid.field(
            "format",
            f"This kind of Word document takes up to {written(wanted.most_notes)} notes; these are {written(len(chosen.ids))}. "
            "Search for fewer, or choose another format.",
        )
    if wanted.of_one_trial and queries.count_trials(session, viewer, chosen.ids) > 1:
        raise Invalid.field(
            "format",
            "These notes are on several trials. A record with comments takes those on one: "
            "search for trial:NCT… with its id, or choose another format.",
        )
    if wanted.most_notes:
        _check_size(queries.size_of(session, viewer, chosen.ids))


def _check_size(size: ExportSize) -> None:
    """Raise Invalid for words that are too many for a Word document: it is made in memory, a paragraph for each line."""
    for found, most, what in (
        (size.characters, MOST_CHARACTERS_IN_WORD, "characters"),
        (size.lines, MOST_LINES_IN_WORD, "lines"),
    ):
        if found > most:
            raise Invalid.field(
                "format",
                f"A Word document takes up to {written(most)} {what} of notes and replies; these have {written(found)}. "
                "Search for fewer notes, or choose another format.",
            )


def _few_enough(ids: list[str]) -> tuple[str, ...]:
    if len(ids) > MOST_NOTES:
        raise Invalid(f"An export takes up to {written(MOST_NOTES)} notes, and there are more. Search for fewer.")
    return tuple(ids)


def _named(query: NotesQuery) -> tuple[str, str]:
    if not query:
        return "All my notes", "notes"
    match query.groups, query.excluded:
        case ((condition,),), () if condition.field is Field.TRIAL:
            # An address of an earlier release names any words at all as a trial.
            is_name = condition.value.isascii() and condition.value.isalnum()
            return f"Notes on {condition.value}", condition.value if is_name else "notes"
    return f"Notes that match “{query.written}”", "notes"
