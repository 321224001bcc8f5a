"""Evidence tables made for a test."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotate.codebook.actions import create_label
from annotate.codebook.models import Label
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.evidence.actions import TableDraft, make_table
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.trials.models import Trial
from tests.changing import NEW, OLD, change_under
from tests.texts import REGISTRY_ID


@dataclass(frozen=True, slots=True)
class MadeTable:
    """A table of one trial, whose record changed under three notes, with two labels."""

    id: str
    registry_id: str
    dose: str
    """Id of the label of the notes whose words are gone, and the same."""
    eligibility: str
    """Id of the label of the note whose words changed."""
    risk: str
    """Id of a label without a note."""
    gone: str
    changed: str
    kept: str


def make_label(session: Session, viewer: Viewer, name: str, hue: int = 1) -> str:
    """Make a label, or find it; return its id."""
    found = session.scalar(select(Label.id).where(Label.account_id == viewer.id, Label.name == name))
    return found or create_label(session, viewer, has_notes, name=name, hue=hue).id


def put_label(session: Session, note_id: str, label_id: str) -> None:
    """Give a note a label."""
    session.execute(update(Note).where(Note.id == note_id).values(label_id=label_id))


def table_of(
    session: Session, viewer: Viewer, *registry_ids: str, columns: tuple[str, ...], name: str = "Doses"
) -> str:
    """Make a table and return its id."""
    trials = [session.scalars(select(Trial.id).where(Trial.registry_id == each)).one() for each in registry_ids]
    return make_table(session, viewer, TableDraft(name, columns, tuple(trials), new_id())).id


def changed_table(database: Database, viewer: Viewer, *, registry_id: str = REGISTRY_ID) -> MadeTable:
    """Make a table over a record that changed: one note's words are gone, another's changed, a third's are the same."""
    made = change_under(database, viewer, registry_id=registry_id, texts=(OLD, NEW))
    with database.transaction() as session:
        dose, eligibility, risk = (make_label(session, viewer, name) for name in ("Dosing", "Criteria", "Risk of bias"))
        put_label(session, made.gone, dose)
        put_label(session, made.kept, dose)
        put_label(session, made.changed, eligibility)
        table_id = table_of(session, viewer, registry_id, columns=("status", dose, eligibility, risk))
    return MadeTable(table_id, registry_id, dose, eligibility, risk, made.gone, made.changed, made.kept)
