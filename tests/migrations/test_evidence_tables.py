"""The migration of evidence tables: on the way back tables are lost, and notes, labels and links stay."""

from pathlib import Path

from sqlalchemy import inspect, select, text

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.evidence.freezing import freeze
from annotate.evidence.models import EvidenceTable
from annotate.evidence.queries import find_table
from annotate.notes.models import Note
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.evidence import changed_table

_BEFORE = "0039"


def test_notes_stay_when_tables_go_and_tables_can_be_made_again(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            alice = Viewer(id=accounts.sign_up(session, new).id, name="Alice", email="", sign_in_id="")
        made = changed_table(database, alice)
        with database.transaction() as session:
            freeze(session, alice, find_table(session, alice, made.id), "As submitted")

        schema.downgrade(database, _BEFORE)
        assert not [name for name in inspect(database.engine).get_table_names() if name.startswith("evidence_")]
        with database.reader() as session:
            labelled = session.execute(text("SELECT id FROM notes WHERE label_id IS NOT NULL")).all()
        assert {row[0] for row in labelled} == {made.gone, made.changed, made.kept}

        schema.upgrade(database)
        with database.reader() as session:
            assert session.scalars(select(EvidenceTable)).all() == []
            assert len(session.scalars(select(Note)).all()) == 3
        again = changed_table(database, alice, registry_id="NCT00000008")
        with database.reader() as session:
            assert find_table(session, alice, again.id).name == "Doses"
