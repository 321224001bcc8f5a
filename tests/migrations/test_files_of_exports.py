"""The migration of files of exports: back and forth loses no note, and files can be asked for again."""

from pathlib import Path

from sqlalchemy import func, inspect, select

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.interchange.exported import ExportOrder
from annotate.interchange.files.actions import AskedExport, ask_for_export
from annotate.interchange.files.making import make_next
from annotate.interchange.files.models import ExportFile, ExportFilePart
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import ExportSource, choose_notes
from annotate.notes.models import Note
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial

_BEFORE = "0038"


def test_notes_stay_and_files_are_made_again(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            alice = Viewer(id=accounts.sign_up(session, new).id, name="Alice", email="", sign_in_id="")
            write_note(session, alice, keep_trial(session), words="160 mg", body="A thought")
        for _ in range(2):
            with database.transaction() as session:
                chosen = choose_notes(session, alice, ExportSource())
                asked = AskedExport(ExportSource(), chosen, FORMATS["json"], ExportOrder.TEXT, "")
                ask_for_export(session, alice, asked)
            assert make_next(database)
            with database.reader() as session:
                counts = [
                    session.scalar(select(func.count()).select_from(each)) for each in (ExportFile, ExportFilePart)
                ]
                assert counts == [1, 1]
            schema.downgrade(database, _BEFORE)
            assert not {"export_files", "export_file_parts"} & set(inspect(database.engine).get_table_names())
            schema.upgrade(database)
            with database.reader() as session:
                assert session.scalars(select(Note.body)).all() == ["A thought"]
