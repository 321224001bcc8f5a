"""Use cases of annotations that clients of Hypothesis send: each is a note, saved by the same rules as one of a page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.core.passage import Passage
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid, NotFound
from annotate.hypothesis.naming import HypothesisSite
from annotate.interchange.foreign import ForeignNote, ForeignQuote
from annotate.interchange.held_versions import HeldVersions, NoPlace, PlacedQuote
from annotate.interchange.quotes import same_words
from annotate.interchange.sources import NamedSource
from annotate.notes import actions as notes
from annotate.notes.models import Note
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import find_trial, find_version


@dataclass(frozen=True, slots=True)
class SentChange:
    """What a client wants a note to be; None leaves something as it is."""

    words: str | None
    tags: tuple[str, ...] | None
    uri: str | None
    target: ForeignQuote | bool | None
    """The quote of the target that is sent; False for a target without one, None for no target at all."""
    seen_at: datetime | None
    """``updated`` as the client read it; None where that is not said."""


def add_annotation(session: Session, viewer: Viewer, sent: ForeignNote, site: HypothesisSite) -> str:
    """Save an annotation as a private note, and return its id.

    Raises Invalid for what cannot be saved, above all where the quote has no place that is sure; and as ``add_note`` does.
    """
    named = site.source(sent.address)
    if named is None:
        raise Invalid.field(
            "uri",
            f"Notes are on trials of this site: send {site.addresses.site}/trials/NCT…, or the record's address at the registry. "
            "Nothing was saved.",
        )
    trial, version = _record(session, named)
    placed = _placed(HeldVersions(session, trial), sent, version, ours=sent.address.lower().startswith(_host(site)))
    if isinstance(placed, NoPlace):
        raise Invalid.field("target", f"{_NO_PLACE[placed]} Nothing was saved.")
    passage = Passage(placed.start, placed.end, placed.exact) if sent.quote else None
    draft = notes.NoteDraft(placed.version_id, passage, sent.body, tags=sent.tags)
    return notes.add_note(session, viewer, trial, draft).id


def change_annotation(session: Session, viewer: Viewer, note: Note, sent: SentChange, site: HypothesisSite) -> None:
    """Give a note the words and tags that are sent; what it is about never changes.

    Raises Conflict when the note has changed since the client read it, Invalid for another passage; and as ``edit_note`` does.
    """
    if sent.seen_at is not None and sent.seen_at != note.updated_at:
        raise Conflict(
            "This note has changed since you read it, so nothing was changed. Read it again, and send the change anew."
        )
    if not _is_about(note, sent, site):
        raise Invalid.field(
            "target" if sent.target is not None else "uri",
            "A note stays on the words that it was made on. Make another one, and delete this one. Nothing was changed.",
        )
    notes.edit_note(session, viewer, note, notes.NoteEdit(note.revision, sent.words, tags=sent.tags))


def _host(site: HypothesisSite) -> str:
    return f"{site.addresses.site}/".lower()


def _record(session: Session, named: NamedSource) -> tuple[Trial, TrialVersion]:
    try:
        trial = find_trial(session, named.registry_id)
        return trial, find_version(session, trial, named.number) if named.number else trial.current_version
    except NotFound:
        raise Invalid.field(
            "uri", f"{named.registry_id}, or this version of it, is not on this site. Add it first. Nothing was saved."
        ) from None


def _placed(versions: HeldVersions, sent: ForeignNote, version: TrialVersion, *, ours: bool) -> PlacedQuote | NoPlace:
    """Place a quote of our own page there; of the registry's, whose text may be another, only where all around it is the same."""
    return versions.place_as_shown(sent, version) if ours or sent.quote is None else versions.place(sent)


_NO_PLACE = {
    NoPlace.GONE: "The quoted words are in no version of this record here.",
    NoPlace.ELSEWHERE: "The quoted words are in this record, but with other words around them than prefix and suffix say.",
    NoPlace.SEVERAL: "The quoted words are in this record more than once: prefix and suffix have to tell which ones are meant.",
}


def _is_about(note: Note, sent: SentChange, site: HypothesisSite) -> bool:
    """True if the page and the quote that are sent, if any are, are the note's own."""
    if sent.uri is not None:
        named = site.source(sent.uri)
        if named is None or named.registry_id != note.trial.registry_id:
            return False
    if sent.target is None:
        return True
    if isinstance(sent.target, bool):
        return note.start_offset is None
    return same_words(sent.target.exact, note.exact)
