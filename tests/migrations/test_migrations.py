"""The migrations: up, down and up again, and never apart from the models."""

import shutil
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import bindparam, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from annotate import clock, schema
from annotate.accounts import actions as accounts
from annotate.activity import actions as activity
from annotate.activity import queries
from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.core.viewer import Viewer
from annotate.database import Database, UtcDateTime, opened
from annotate.jobs.actions import claim
from annotate.jobs.job import Job
from annotate.jobs.queries import all_leases
from annotate.notes.models import Note
from annotate.resources import MIGRATIONS
from annotate.trials.models import Trial, TrialAlias, TrialVersion
from tests.cast import PASSWORD
from tests.databases import new_url, sqlite_only
from tests.sharing import share, write_note
from tests.texts import keep_trial


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        yield database


def test_up_down_up(fresh: Database) -> None:
    assert schema.upgrade(fresh)
    before = sorted(inspect(fresh.engine).get_table_names())
    schema.downgrade(fresh, "base")
    assert inspect(fresh.engine).get_table_names() == ["alembic_version"]
    assert schema.upgrade(fresh)
    assert sorted(inspect(fresh.engine).get_table_names()) == before


def test_a_second_upgrade_has_nothing_to_do(fresh: Database) -> None:
    assert schema.upgrade(fresh)
    assert not schema.upgrade(fresh)


def test_head_is_what_the_models_say(fresh: Database) -> None:
    schema.upgrade(fresh)
    schema.check(fresh)


def test_a_later_release_s_database_is_refused(fresh: Database) -> None:
    schema.upgrade(fresh)
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(schema.SchemaTooNew, match="later"):
        schema.upgrade(fresh)


def test_a_draft_of_the_next_revision_brings_the_schema_to_the_models(
    fresh: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    monkeypatch.setattr(schema, "MIGRATIONS", copied)
    schema.upgrade(fresh)
    with fresh.engine.begin() as connection:
        connection.execute(text("ALTER TABLE accounts DROP COLUMN deactivated_at"))

    drafted = schema.draft_revision(fresh, "Whether somebody left")

    number = int(schema.newest() or 0)
    assert drafted == copied / "versions" / f"{number:04}_whether_somebody_left.py"
    assert "sa.DateTime(timezone=True)" in drafted.read_text("utf-8")
    assert schema.upgrade(fresh)
    schema.check(fresh)


def test_an_older_database_gets_no_draft(fresh: Database) -> None:
    with pytest.raises(CommandError, match="not up to date"):
        schema.draft_revision(fresh, "Too early")


def _add_revision(folder: Path, does: str) -> None:
    """Write one more revision, which does this when the schema goes up."""
    newest = schema.newest()
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        "revision = 'one more'",
        f"down_revision = {newest!r}",
    ]
    lines += [
        "branch_labels = None",
        "depends_on = None",
        "def upgrade() -> None:",
        *(f"    {line}" for line in does.splitlines()),
    ]
    (folder / "versions" / "one_more.py").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def kept(fresh: Database) -> str:
    """A database in which somebody has stored something; the id of their account."""
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
        account = accounts.sign_up(session, new)
        accounts.begin_sign_in(session, account, user_agent="tests", address="127.0.0.1")
        return account.id


@sqlite_only
def test_a_table_that_is_made_anew_loses_nothing_that_refers_to_it(
    fresh: Database, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    monkeypatch.setattr(schema, "MIGRATIONS", copied)
    _add_revision(
        copied,
        "with op.batch_alter_table('accounts', recreate='always') as accounts:\n    accounts.add_column(sa.Column('motto', sa.Text()))",
    )
    assert schema.upgrade(fresh)
    with fresh.reader() as session:
        assert session.execute(text("SELECT account_id FROM sign_ins")).scalars().all() == [kept]
    with pytest.raises(IntegrityError), fresh.transaction() as session:
        session.execute(text("UPDATE sign_ins SET account_id = 'nobody'"))


@sqlite_only
def test_a_revision_that_leaves_references_to_nothing_changes_nothing(
    fresh: Database, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    monkeypatch.setattr(schema, "MIGRATIONS", copied)
    before = schema.current(fresh)
    _add_revision(copied, "op.execute('DELETE FROM accounts')")
    with pytest.raises(IntegrityError, match="sign_ins refer to nothing"):
        schema.upgrade(fresh)
    assert schema.current(fresh) == before
    with fresh.reader() as session:
        assert session.execute(text("SELECT id FROM accounts")).scalars().all() == [kept]


def test_whoever_is_locked_out_stays_so_when_the_counters_move(fresh: Database) -> None:
    schema.upgrade(fresh, "0005")
    row = {"scope": "share-net", "key": "x 192.0.2.1", "tries": 5, "at": clock.now(), "until": clock.now()}
    with fresh.transaction() as session:
        session.execute(
            text("INSERT INTO passcode_counters VALUES (:scope, :key, :tries, :at, :until)").bindparams(
                *(bindparam(name, type_=UtcDateTime()) for name in ("at", "until"))
            ),
            row,
        )
    schema.upgrade(fresh)
    with fresh.reader() as session:
        moved = session.execute(text("SELECT scope, key, tries FROM counters")).all()
    assert [tuple(each) for each in moved] == [("passcode link net", "x 192.0.2.1", 5)]
    schema.downgrade(fresh, "0005")
    with fresh.reader() as session:
        back = session.execute(text("SELECT scope, key, failures FROM passcode_counters")).all()
    assert [tuple(each) for each in back] == [("share-net", "x 192.0.2.1", 5)]


def test_when_words_were_changed_is_taken_from_when_the_note_was(fresh: Database, kept: str) -> None:
    with fresh.transaction() as session:
        trial = keep_trial(session)
        viewer = Viewer(id=kept, name="Alice", email="", sign_in_id="")
        edited, other = (write_note(session, viewer, trial, body=body).id for body in ("Edited", "As it was"))
    schema.downgrade(fresh, "0006")
    with fresh.transaction() as session:
        session.execute(text("UPDATE notes SET revision = 3 WHERE id = :id"), {"id": edited})
    schema.upgrade(fresh)
    with fresh.reader() as session:
        times = {note.id: note.edited_at == note.updated_at for note in session.scalars(select(Note))}
    assert times == {edited: True, other: False}


def test_an_account_that_was_nobody_s_is_a_tombstone(fresh: Database) -> None:
    schema.upgrade(fresh, "0012")
    with fresh.transaction() as session:
        for name, password_hash in (("left x", ""), ("bob@example.org", "a hash")):
            row = {"id": name, "email": name, "name": name, "hash": password_hash, "at": clock.now()}
            session.execute(
                text(
                    "INSERT INTO accounts (id, email, name, password_hash, created_at) VALUES (:id, :email, :name, :hash, :at)"
                ).bindparams(bindparam("at", type_=UtcDateTime())),
                row,
            )
    schema.upgrade(fresh)
    with fresh.reader() as session:
        rows = session.execute(text("SELECT email, kind, password_hash FROM accounts ORDER BY email")).all()
    assert rows == [("bob@example.org", "person", "a hash"), ("left x", "tombstone", None)]
    schema.downgrade(fresh, "0012")
    with fresh.reader() as session:
        assert session.execute(text("SELECT password_hash FROM accounts ORDER BY email")).scalars().all() == [
            "a hash",
            "",
        ]


def test_leases_of_jobs_come_and_go_without_anything_else(fresh: Database, kept: str) -> None:
    with fresh.transaction() as session:
        assert claim(session, Job("dusting", timedelta(hours=1), lambda _: ""), "host/7")
    schema.downgrade(fresh, "0016")
    assert not {"jobs", "job_runs"} & set(inspect(fresh.engine).get_table_names())
    schema.upgrade(fresh)
    with fresh.reader() as session:
        assert all_leases(session) == {}
        assert session.execute(text("SELECT account_id FROM sign_ins")).scalars().all() == [kept]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"protocolSection": {"identificationModule": {"nctIdAliases": ["NCT00089934", 7, "x"]}}}',
        b'{"FullStudy": {"Study": {"ProtocolSection": {"IdentificationModule": {"NCTIdAliasList": {"NCTIdAlias": ["NCT00089934"]}}}}}}',
        b"<clinical_study><id_info><nct_alias>NCT00089934</nct_alias></id_info></clinical_study>",
        b'{"nctIdAliases": "not a record"}',
    ],
    ids=["api", "legacy", "xml", "other"],
)
def test_former_ids_of_the_records_that_are_here_are_read_once(
    fresh: Database, raw: bytes, request: pytest.FixtureRequest
) -> None:
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        keep_trial(session)
        trial_id = session.scalar(select(Trial.id))
        session.execute(update(TrialVersion).values(raw=zlib.compress(raw)))
    schema.downgrade(fresh, "0013")
    schema.upgrade(fresh)
    with fresh.reader() as session:
        found = [tuple(row) for row in session.execute(select(TrialAlias.registry_id, TrialAlias.trial_id))]
    assert found == ([] if "other" in request.node.name else [("NCT00089934", trial_id)])


def test_what_is_stored_was_read_by_the_first_edition(fresh: Database) -> None:
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        keep_trial(session)
    schema.downgrade(fresh, "0019")
    schema.upgrade(fresh)
    with fresh.reader() as session:
        assert session.scalars(select(Trial.edition)).all() == [1]
        assert session.execute(select(TrialVersion.edition, TrialVersion.rereads)).all() == [(1, None)]


def test_what_happened_to_links_moves_there_and_back(fresh: Database, kept: str) -> None:
    share_id = share(fresh, Viewer(id=kept, name="Alice", email="", sign_in_id="")).id
    schema.downgrade(fresh, "0016")
    at = clock.now()
    events = [("created", "", ""), ("opened", "Bob", "192.0.2.0/24"), ("replied", "Bob", ""), ("revoked", "", "")]
    with fresh.transaction() as session:
        session.execute(text("DELETE FROM share_events"))
        for number, (kind, who, net) in enumerate(events):
            row = {"id": f"event {number}", "share": share_id, "kind": kind, "at": at, "who": who, "net": net}
            session.execute(
                text(
                    "INSERT INTO share_events (id, share_id, kind, at, who, net) VALUES (:id, :share, :kind, :at, :who, :net)"
                ).bindparams(bindparam("at", type_=UtcDateTime())),
                row,
            )
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        rows = session.scalars(select(Activity).order_by(Activity.seq)).all()
        moved = [(row.account_id, row.seq, row.kind, row.actor, row.net, row.subject_id, row.at) for row in rows]
        activity.record(session, kept, ActivityKind.LINK_EXPIRING, share_id)
        activity.record(session, kept, ActivityKind.NOTE_WRITTEN, "a note")
    kinds = ["link.created", "link.opened", "reply.came", "link.revoked"]
    assert moved == [
        (kept, number, kind, who, net, share_id, at)
        for number, (kind, (_, who, net)) in enumerate(zip(kinds, events, strict=True), start=1)
    ]
    with fresh.reader() as session:
        assert queries.last_seq(session, kept) == 6, "numbers go on after those that were moved"
    schema.downgrade(fresh, "0016")
    with fresh.reader() as session:
        back = session.execute(text("SELECT kind, who, net FROM share_events ORDER BY id")).all()
    assert [tuple(each) for each in back] == events, "what the release before does not know is left out"
