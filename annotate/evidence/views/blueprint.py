"""Where the pages of tables are registered, and what reading pages ask of them."""

from collections.abc import Callable, Sequence

from flask import Blueprint, request
from sqlalchemy.orm import Session

from annotate.codebook.presenters import LabelChoice, label_choices
from annotate.codebook.queries import labels_to_choose
from annotate.core.numbers import many
from annotate.core.viewer import Viewer
from annotate.evidence import contents, presenters, queries
from annotate.evidence.deletions import taken_with_label
from annotate.evidence.models import EvidenceTable
from annotate.evidence.presenters import TableAtHand
from annotate.notes.queries import has_notes
from annotate.web import identity, transactions
from annotate.web.identity import required_viewer

blueprint = Blueprint("evidence", __name__)


@blueprint.app_context_processor
def beside_trials() -> dict[str, Callable[[str], Sequence[TableAtHand]]]:
    """Let the reading page ask for the tables that have its trial, for ``evidence/_at_hand.html``."""
    return {"tables_at_hand": tables_at_hand}


def tables_at_hand(trial_id: str) -> Sequence[TableAtHand]:
    """Return the viewer's tables that have a trial, the one that the address names first: what it still lacks of each."""
    viewer, session = identity.viewer(), transactions.reader()
    if viewer is None:
        return ()
    tables = queries.tables_on_trial(session, viewer, trial_id)
    asked = request.args.get("table", "")
    trials = queries.trials_by_id(session, [trial_id]) if tables else []
    found = [
        presenters.at_hand(table, contents.read_row(session, viewer, table, trial), is_asked=table.id == asked)
        for table in tables
        for trial in trials
    ]
    return sorted(found, key=lambda each: not each.is_asked)


def own_table(table_id: str) -> EvidenceTable:
    """Return a table of the viewer's; raises NotFound."""
    return queries.find_table(transactions.reader(), required_viewer(), table_id)


def label_choices_of(session: Session) -> tuple[LabelChoice, ...]:
    """Return the viewer's labels, or the starters."""
    return label_choices(labels_to_choose(session, required_viewer(), has_notes))


def taken_words(session: Session, viewer: Viewer, label_id: str) -> str:
    """Say what the viewer's tables lose with a label; empty for nothing."""
    taken = taken_with_label(session, viewer, label_id)
    if not taken.tables:
        return ""
    return f"{many(taken.tables, 'table has', 'tables have')} a column of it, with {many(taken.cells, 'filled cell')}."
