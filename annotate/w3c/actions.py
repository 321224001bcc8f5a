"""Use cases of annotations that come in: each is a note, kept by the same rules as one that was written on a page."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.codebook.queries import labels_to_choose
from annotate.core.passage import Passage
from annotate.core.text import line_feeds
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid, NotFound
from annotate.interchange.addresses import Addresses
from annotate.interchange.sources import read_source
from annotate.notes import actions as notes
from annotate.notes.models import Note
from annotate.notes.queries import find_note_by_client_key, has_notes, version_text
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import find_trial, find_version

_DIGEST = 40  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class SelectedWords:
    """The words that an annotation is about, by their place and by themselves."""

    passage: Passage
    prefix: str
    """What stands right before them; empty if that was not said."""
    suffix: str


@dataclass(frozen=True, slots=True)
class SentAnnotation:
    """A Web Annotation as it comes in."""

    source: str
    source_date: datetime | None
    """When our copy of the source was taken, if that was said."""
    selected: SelectedWords | None
    words: str
    """Markdown; empty for a highlight."""
    label: str
    """The name of a label; empty for none."""
    tags: tuple[str, ...]
    id: str = ""
    """The sender's own id of it; empty if there was none."""

    @property
    def client_key(self) -> str:
        """The key of the one note that the id stands for: the same annotation sent again makes no second one."""
        return f"w3c-{hashlib.sha256(self.id.encode()).hexdigest()[:_DIGEST]}" if self.id else ""


def add_annotation(session: Session, viewer: Viewer, sent: SentAnnotation, addresses: Addresses) -> tuple[str, bool]:
    """Keep an annotation as a note; give its id, and whether it was not there before.

    Raises Invalid for what cannot be kept, and Conflict when position and quote do not agree, or it is here already.
    """
    if sent.id.startswith(addresses.annotations):
        raise Conflict(
            "This is the id of an annotation here. Change that one with PUT, or leave the id out for another one."
        )
    trial, version = _source(session, sent, addresses.site)
    passage = _passage(version_text(session, trial.id, version.id), sent.selected)
    is_new = not sent.client_key or find_note_by_client_key(session, viewer, sent.client_key) is None
    label_id = _label_id(session, viewer, sent.label)
    draft = notes.NoteDraft(version.id, passage, sent.words, label_id, sent.client_key, sent.tags)
    return notes.add_note(session, viewer, trial, draft).id, is_new


def replace_annotation(
    session: Session, viewer: Viewer, note: Note, sent: SentAnnotation, addresses: Addresses
) -> None:
    """Give a note the words, label and tags of an annotation; what it is about never changes.

    Raises Invalid for another passage, and for what cannot be kept.
    """
    if sent.id not in {"", addresses.annotation(note.id)}:
        raise Invalid.field("id", "An annotation keeps its id. Nothing was changed.")
    trial, version = _source(session, sent, addresses.site)
    span = (sent.selected.passage.start, sent.selected.passage.end) if sent.selected else (None, None)
    if (trial.id, version.id, *span) != (note.trial_id, note.version_id, note.start_offset, note.end_offset):
        raise Invalid.field(
            "target", "A note stays on the words that it was made on. Make another one, and delete this one."
        )
    _passage(version_text(session, trial.id, version.id), sent.selected)
    label_id = _label_id(session, viewer, sent.label)
    notes.edit_note(session, viewer, note, notes.NoteEdit(note.revision, sent.words, label_id, sent.tags))


def _source(session: Session, sent: SentAnnotation, site: str) -> tuple[Trial, TrialVersion]:
    named = read_source(sent.source, site)
    if named is None:
        raise Invalid.field(
            "target/source",
            f"Notes are on trials of this site: send {site}/trials/NCT…/versions/1, or the record's address at the registry.",
        )
    try:
        trial = find_trial(session, named.registry_id)
        version = find_version(session, trial, named.number) if named.number else trial.current_version
    except NotFound as missing:
        raise Invalid.field("target/source", missing.message) from None
    if sent.source_date not in {None, version.imported_at}:
        raise Invalid.field(
            "target/state",
            "This is not the time of the version that the source names. Name the version by its address.",
        )
    return trial, version


def _passage(text: str, selected: SelectedWords | None) -> Passage | None:
    """Compare all that is said of the words; the words themselves are compared where the note is made."""
    if selected is None:
        return None
    passage = selected.passage
    before, after = text[: max(passage.start, 0)], text[max(passage.end, 0) :]
    agree = before.endswith(line_feeds(selected.prefix)) and after.startswith(line_feeds(selected.suffix))
    words = passage.words_in(text)
    if words is not None and not (agree and passage.was_seen_as(words)):
        raise Conflict(
            "Position and quote do not agree in this version's text, so nothing was saved. Offsets count Unicode code points "
            "from 0, and prefix and suffix stand right beside the words."
        )
    return passage


def _label_id(session: Session, viewer: Viewer, name: str) -> str:
    if not name:
        return ""
    for label in labels_to_choose(session, viewer, has_notes):
        if label.name == name:
            return label.id
    raise Invalid.field("body", f"You have no label called “{name}”. Make it first, on the page of labels.")
