"""What always holds in sound data of labels, tags and acts: they are of the person whose notes they are on."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label, Tag
from annotate.notes.acts.models import NoteAct, NoteOfAct
from annotate.notes.models import Note, NoteTag
from annotate.upkeep.violations import Violation


def violations_of_ownership(session: Session) -> Iterator[Violation | None]:
    """Look for labels, tags and acts of one person on notes of another."""
    notes = select(Note.id).order_by(Note.id).distinct()
    for what, others in (
        ("label", notes.join(Label, Label.id == Note.label_id).where(Label.account_id != Note.account_id)),
        (
            "tag",
            notes.join(NoteTag, NoteTag.note_id == Note.id)
            .join(Tag, Tag.id == NoteTag.tag_id)
            .where(Tag.account_id != Note.account_id),
        ),
        (
            "act",
            notes.join(NoteOfAct, NoteOfAct.note_id == Note.id)
            .join(NoteAct, NoteAct.id == NoteOfAct.act_id)
            .where(NoteAct.account_id != Note.account_id),
        ),
    ):
        for note_id in session.scalars(others):
            yield Violation(f"note {note_id}: another person's {what} is on it")
    yield None
