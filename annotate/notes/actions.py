"""Use cases of notes: write, edit, label, delete, bring back."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.accounts import quota
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.clock import now
from annotate.codebook.actions import begin_labels, own_label
from annotate.codebook.models import Label
from annotate.codebook.tags.actions import take_tags
from annotate.core.anchoring import Selector, describe
from annotate.core.passage import Passage
from annotate.core.text import line_feeds, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Conflict, Invalid, NotFound, TooMany
from annotate.notes import indexing, queries
from annotate.notes.anchors import placing
from annotate.notes.labelled import forget_former_labels, put_tags
from annotate.notes.models import Note, NoteRevision
from annotate.notes.update_times import next_update
from annotate.texts.actions import LONGEST_TEXT, change_words, refuse_stale
from annotate.texts.queries import base_of, find_revision
from annotate.trials.locks import hold_trial
from annotate.trials.models import Trial

LONGEST_BODY = LONGEST_TEXT
"""Longest words of a note, in code points."""

LONGEST_CLIENT_KEY = 64
"""Longest key that a client makes for a form, so that what is sent twice is kept once; in code points."""

MOST_NOTES = 50_000
"""Notes of one account, deleted ones too: each of them is kept."""

MOST_ON_TRIAL = 10_000
"""Notes of one account on one trial, deleted ones too: the page of a trial carries a mark for each."""

_DELETED = "This note has been deleted since it was saved. Restore it to change it."

_PAGE = Selector(0, 0, "", "", "")


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note as it comes in; without a passage it is about the whole trial, without words it is a highlight."""

    version_id: str
    passage: Passage | None = None
    body: str = ""
    label_id: str = ""
    """A label of the author's, a starter label's key, or nothing."""
    client_key: str = ""
    """Made by the client for this one note; the same key again gives the same note. Without one, one is made up."""
    tags: tuple[str, ...] = ()
    written_at: datetime | None = None
    """When it was written, if it comes from elsewhere; None for now."""
    is_placed: bool = True
    """False if the caller places it in the current version, together with others."""


@dataclass(frozen=True, slots=True)
class NoteEdit:
    """A note's new words, label and tags."""

    revision: int
    """The revision of the note that the edit was made on."""
    body: str | None
    """None leaves the words as they are."""
    label_id: str | None = None
    """None leaves the label as it is; empty takes it away."""
    tags: tuple[str, ...] | None = None
    """All that it has from now on; None leaves them as they are."""


def add_note(session: Session, viewer: Viewer, trial: Trial, draft: NoteDraft) -> Note:
    """Keep a note on a passage of one of the trial's versions, or on the whole trial; it gets its place in the current one.

    The same ``client_key`` again gives the note that it made; with other words than before, it edits that note.

    Raises NotFound when the version is not of this trial, Conflict when the words at the passage are not those that the
    client saw, TooMany when the viewer has too many notes or holds too much, and Invalid for everything else that cannot be kept.
    """
    body = _words(draft.body)
    if draft.passage is None and not body:
        raise Invalid.field("body", "Write something first: a note on the whole trial needs words.")
    client_key = _client_key(draft.client_key)
    text, is_kept = queries.text_to_note(session, viewer, trial.id, draft.version_id, client_key)
    selector = _selector(text, draft.passage) if draft.passage else _PAGE
    kept = replace(draft, body=body, client_key=client_key)
    made = None if is_kept else _new_note(session, viewer, trial, kept, selector)
    return made or _sent_again(session, viewer, kept)


def edit_note(session: Session, viewer: Viewer, note: Note, edit: NoteEdit) -> Note:
    """Change a note's words, label and tags; the words that stood there go into its history.

    Raises Conflict, with the present words, when the note has changed since; Invalid when the words cannot be stored; TooMany
    when it was changed too often, or its author holds too much.
    """
    words = None if edit.body is None else _words(edit.body)
    if words == "" and note.start_offset is None:
        raise Invalid.field("body", "A note on the whole trial needs words. If you no longer need it, delete it.")
    refuse_stale(note, edit.revision, words)
    label = note.label if edit.label_id is None else _label(session, viewer, edit.label_id)
    if words is not None and words != note.body:
        # The account's row is locked before the note's is changed: the same note sent again holds the account, and waits for
        # whoever is changing the row of its key.
        with session.no_autoflush:
            change = change_words(session, NoteRevision, note, words)
            quota.take(session, note.account_id, change.added)
        if change.keeps_earlier:
            activity.record(session, note.account_id, ActivityKind.NOTE_EDITED, note.id)
        note.updated_at = next_update(session, note.account_id)
        indexing.change_words(session, note)
    if label is not note.label:
        _put_label(session, note, label)
    if edit.tags is not None and put_tags(session, note, take_tags(session, viewer, edit.tags)):
        note.updated_at = next_update(session, note.account_id)
    session.flush()
    return note


def save_note(session: Session, viewer: Viewer, note: Note, edit: NoteEdit) -> Note:
    """Save a note as a form holds it, words, label and tags, whichever of them was changed.

    Words that are still those of the text that the edit was made on were not changed: they stay as they are now, and only
    label and tags are put. Raises as ``edit_note`` does.
    """
    base = base_of(session, NoteRevision, note, edit.revision)
    if edit.body is not None and base is not None and (base.number, base.body) == (edit.revision, _words(edit.body)):
        edit = replace(edit, revision=note.revision, body=None)
    return edit_note(session, viewer, note, edit)


def restore_revision(session: Session, viewer: Viewer, note: Note, number: int, revision: int) -> Note:
    """Put an earlier text of a note in its place again, as an edit: the present one goes into the history.

    ``revision`` is the one that the history was read with. Raises NotFound, and Conflict when the note has changed since.
    """
    earlier = find_revision(session, NoteRevision, note, number)
    return edit_note(session, viewer, note, NoteEdit(revision, earlier.body))


def relabel_note(session: Session, viewer: Viewer, note: Note, label_id: str) -> Note:
    """Give the note another label, or none; its words and their revision stay."""
    label = _label(session, viewer, label_id)
    if label is not note.label:
        _put_label(session, note, label)
    session.flush()
    return note


def delete_note(session: Session, note: Note, made_on: int | None = None) -> None:
    """Take a note out of every page; its author can bring it back. Deleting twice is deleting once.

    ``made_on`` is the revision that was read, for those who state it. Raises Conflict when the note has changed since.
    """
    if made_on is not None:
        refuse_stale(note, made_on, None)
    if note.deleted_at is None:
        note.deleted_at = now()
        activity.record(session, note.account_id, ActivityKind.NOTE_DELETED, note.id)
    session.flush()


def restore_note(session: Session, note: Note) -> None:
    """Bring a deleted note back as it was; programs that ask what has changed are told of it."""
    if note.deleted_at is not None:
        note.deleted_at, note.updated_at = None, next_update(session, note.account_id)
        activity.record(session, note.account_id, ActivityKind.NOTE_RESTORED, note.id)
    session.flush()


def _new_note(session: Session, viewer: Viewer, trial: Trial, draft: NoteDraft, selector: Selector) -> Note | None:
    """Keep a note that was not there, and place it in the current version; raises TooMany, Invalid.

    The same key may have come in by another connection at the same moment, and this has waited for it: then there is nothing to
    keep, and None is given.
    """
    quota.take(session, viewer.id, len(draft.body) + len(selector.exact))
    at = next_update(session, viewer.id)
    written_at = draft.written_at or at
    number = indexing.number_at(written_at)
    before = queries.notes_before(session, viewer, trial.id, draft.client_key, number)
    if before.has_key:
        quota.take(session, viewer.id, -len(draft.body) - len(selector.exact))
        return None
    if before.notes >= MOST_NOTES:
        raise TooMany(
            f"You have {MOST_NOTES:,} notes, which is the limit for one person. This one was not saved; what you typed is "
            "still here for you to copy."
        )
    if before.on_trial >= MOST_ON_TRIAL:
        raise TooMany(
            f"You have {MOST_ON_TRIAL:,} notes on this trial, which is the limit. This one was not saved; what you typed is "
            "still here for you to copy."
        )
    if not before.has_notes:
        begin_labels(session, viewer, queries.has_notes)
    current = hold_trial(session, trial)
    note = Note(
        id=new_id(),
        account_id=viewer.id,
        trial_id=trial.id,
        version_id=draft.version_id,
        start_offset=selector.start if draft.passage else None,
        end_offset=selector.end if draft.passage else None,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        body=draft.body,
        label=_label(session, viewer, draft.label_id),
        client_key=draft.client_key,
        revision=1,
        created_at=written_at,
        updated_at=at,
        number=indexing.draw_numbers(session, [written_at])[0] if before.has_number else number,
    )
    session.add(note)
    session.flush()
    if tags := take_tags(session, viewer, draft.tags):
        put_tags(session, note, tags)
    indexing.restore_words(session, [note], indexing.no_replies)
    activity.record(session, viewer.id, ActivityKind.NOTE_WRITTEN, note.id)
    if draft.version_id != current.id and draft.is_placed:
        placing.place_note(session, note.id, current)
    return note


def _sent_again(session: Session, viewer: Viewer, draft: NoteDraft) -> Note:
    """The note that this key made. When its first answer got lost, the words may have grown since: keep them."""
    earlier = queries.find_note_by_client_key(session, viewer, draft.client_key)
    if earlier is None:
        raise Conflict(_DELETED)  # for good, since this looked
    span = (draft.passage.start, draft.passage.end) if draft.passage else (None, None)
    if (earlier.version_id, earlier.start_offset, earlier.end_offset) != (draft.version_id, *span):
        raise Conflict("This form has already made a note on another passage. Nothing was saved; please try again.")
    if earlier.deleted_at is not None:
        raise Conflict(_DELETED, earlier.body)
    if draft.body == earlier.body:
        return earlier
    found = queries.find_note(session, viewer, earlier.id, for_change=True)
    return save_note(session, viewer, found, NoteEdit(1, draft.body, draft.label_id, draft.tags))


def _selector(text: str, passage: Passage) -> Selector:
    """Describe the passage by the text itself, never by what the client says of it."""
    exact = passage.words_in(text)
    if exact is None:
        raise Invalid(
            "The selection is not inside this version of the text, so nothing was saved. Select the words again."
        )
    if not passage.was_seen_as(exact):
        raise Conflict(
            "The text here is not what you selected, so nothing was saved. Reload the page and select the words again."
        )
    if not exact.strip():
        raise Invalid("You selected only spaces, so nothing was saved. Select some words.")
    return describe(text, passage.start, passage.end)


def _words(body: str) -> str:
    """The words of a note as typed, with LF line ends; blanks alone are no words."""
    words = line_feeds(body)
    if not storable(words):
        raise Invalid.field("body", "This holds a character that cannot be stored. Please remove it; the rest is kept.")
    if len(words) > LONGEST_BODY:
        raise Invalid.field(
            "body", f"A note can be {LONGEST_BODY:,} characters long; this one has {len(words):,}. Please shorten it."
        )
    return words if words.strip() else ""


def _client_key(key: str) -> str:
    if not key:
        return new_id()
    if len(key) > LONGEST_CLIENT_KEY or not storable(key):
        raise Invalid(f"The note's key is longer than {LONGEST_CLIENT_KEY} characters or cannot be stored.")
    return key


def _label(session: Session, viewer: Viewer, label_id: str) -> Label | None:
    if not label_id:
        return None
    try:
        return own_label(session, viewer, label_id, queries.has_notes)
    except NotFound:
        raise Invalid.field("label", "This label no longer exists. Choose another one.") from None


def _put_label(session: Session, note: Note, label: Label | None) -> None:
    forget_former_labels(session, [note.id])
    note.label = label
    note.updated_at = next_update(session, note.account_id)
