"""A note's author decides where it stands: each choice is an anchor of its own, with when, and can be taken back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.clock import now
from annotate.core.anchoring import AnchorState, Choice
from annotate.core.passage import Passage
from annotate.core.words import same_spelling
from annotate.database import new_id
from annotate.errors import Conflict, Invalid, TooMany
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.models import Anchor, Note
from annotate.trials.locks import hold_trial
from annotate.trials.models import TrialVersion
from annotate.trials.queries import version_content

MOST_CHOICES = 500
"""Choices of one note's place, those that were taken back too: each of them is kept."""

_CHANGED_SINCE = (
    "This note has moved since you opened the page, in another window or because the record has changed. Nothing was "
    "changed. Reload the page and look at it again."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a note's author decided, and what they saw when they did."""

    anchor_id: str
    """The anchor that they saw."""
    passage: Passage | None
    """The words on which they put the note; None to keep it without a place."""


def decide(session: Session, note: Note, decision: Decision) -> Anchor:
    """Put the note on words of its trial's current version, or keep it without a place.

    A place that the anchor offers needs no words with it, others do. Raises Conflict when the note stands elsewhere by now,
    or the words are not those that the author saw; Invalid for a passage outside the text or of blanks alone; TooMany when
    that was decided too often.
    """
    version = hold_trial(session, note.trial)
    before = _seen(session, note, version, decision.anchor_id)
    if anchors.count_choices(session, note) >= MOST_CHOICES:
        raise TooMany(
            f"You have decided {MOST_CHOICES} times where this note belongs, which is the limit. Nothing was changed. Write a "
            "new note on the words instead."
        )
    at = now()
    before.replaced_at = at
    session.flush()
    chosen = _kept(before) if decision.passage is None else _put(session, note, version, before, decision.passage)
    chosen.chosen_at = chosen.made_at = at
    session.add(chosen)
    session.flush()
    return chosen


def take_back(session: Session, note: Note, chosen: Anchor) -> None:
    """Take a choice back: what held before it holds again, and versions that came since are worked out anew."""
    hold_trial(session, note.trial)
    at = now()
    following = session.scalars(select(Anchor).where(Anchor.follows_id == chosen.id, anchors.HOLDS)).all()
    for each in (chosen, *following):
        each.replaced_at = at
    session.flush()
    before = session.get(Anchor, chosen.replaces_id) if chosen.replaces_id else None
    if before is not None:
        before.replaced_at = None
        session.flush()
    for version in session.scalars(
        select(TrialVersion).where(TrialVersion.id.in_([each.version_id for each in following]))
    ):
        placing.place_note(session, note.id, version)
    session.flush()


def _seen(session: Session, note: Note, version: TrialVersion, anchor_id: str) -> Anchor:
    anchor = anchors.anchors_of(session, [note.id], version.id).get(note.id)
    if anchor is None or anchor.id != anchor_id:
        raise Conflict(_CHANGED_SINCE)
    return anchor


def _kept(before: Anchor) -> Anchor:
    return _choice(before, Choice.KEPT, AnchorState.ORPHANED, None, 0.0, "Its author kept it without a place.")


def _put(session: Session, note: Note, version: TrialVersion, before: Anchor, passage: Passage) -> Anchor:
    text = version_content(session, version.id).text
    words = passage.words_in(text)
    if words is None:
        raise Invalid("The words that you chose are not inside this version of the text, so nothing was changed.")
    span = (passage.start, passage.end)
    accepted = span == (before.start_offset, before.end_offset)
    offered = accepted or list(span) in before.candidates
    if not offered and not passage.was_seen_as(words):
        raise Conflict("The text here is not what you saw, so nothing was changed. Reload the page.")
    if not words.strip():
        raise Invalid("You chose only spaces, so nothing was changed. Select some words.")
    same = same_spelling(words) == same_spelling(note.exact)
    if accepted:
        choice, said = Choice.ACCEPTED, "Its author accepted these words."
    elif offered:
        choice, said = Choice.CHOSEN, "Its author chose this place among those that could be it."
    else:
        choice, said = Choice.ATTACHED, "Its author put it on these words."
    chosen = _choice(before, choice, AnchorState.MOVED if same else AnchorState.CHANGED, span, 1.0, said)
    chosen.crossed = before.crossed and accepted
    return chosen


def _choice(
    before: Anchor, choice: Choice, state: AnchorState, span: tuple[int, int] | None, score: float, said: str
) -> Anchor:
    return Anchor(
        id=new_id(),
        note_id=before.note_id,
        version_id=before.version_id,
        state=state,
        start_offset=span[0] if span else None,
        end_offset=span[1] if span else None,
        score=score,
        # Of a choice before it, what that one found is kept, not that it was made: its own row tells that.
        evidence=[said, *before.evidence[1 if before.choice else 0 :]],
        candidates=before.candidates,
        crossed=False,
        choice=choice,
        replaces_id=before.id,
    )
