"""A database at the first schema, as an old instance has it: people, a record, and notes on its words."""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import MetaData, select, text

from annotate.core.document import document_to_json
from annotate.core.record import TrialRecord, record_to_json
from annotate.database import Database, new_id
from tests.texts import REGISTRY_ID, document

ACCOUNTS = 100
WORDS = "160 mg"
BATCH = 10_000

# What a note says and where it stands: whatever a later schema adds beside it, this stays.
_NOTE = "id, account_id, trial_id, version_id, start_offset, end_offset, exact, prefix, suffix, body, revision"


def fill(database: Database, notes: int) -> None:
    """Put rows into the tables as the first migration made them, whatever the models say today."""
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=400)
    tables = MetaData()
    whole = document()
    trial_id, version_id = new_id(), new_id()
    accounts = [new_id() for _ in range(ACCOUNTS)]
    record = TrialRecord(registry_id=REGISTRY_ID, title="A study", document=whole)
    version = {
        "id": version_id,
        "trial_id": trial_id,
        "number": 1,
        "digest": "0" * 64,
        "imported_at": at,
        "record_updated": "2022-07-01",
        "sample": False,
        "title": "A study",
        "status": "RECRUITING",
        "sponsor": "A sponsor",
        "text": whole.text,
        "document": document_to_json(whole),
        "facts": record_to_json(record),
        "raw": zlib.compress(b"{}"),
    }
    start = whole.text.index(WORDS)
    passage = {"start_offset": start, "end_offset": start + len(WORDS), "exact": WORDS, "prefix": "", "suffix": ""}
    with database.transaction() as session:
        connection = session.connection()
        tables.reflect(connection, only=["accounts", "trials", "trial_versions", "notes"])
        people = [
            {"id": id_, "email": f"{number}@example.org", "name": "Somebody", "password_hash": "none", "created_at": at}
            for number, id_ in enumerate(accounts)
        ]
        connection.execute(tables.tables["accounts"].insert(), people)
        trial = {"id": trial_id, "registry_id": REGISTRY_ID, "current_number": 1, "created_at": at, "updated_at": at}
        connection.execute(tables.tables["trials"].insert(), trial)
        connection.execute(tables.tables["trial_versions"].insert(), version)
        for batch in range(0, notes, BATCH):
            rows: list[dict[str, Any]] = [
                {
                    **(
                        passage
                        if number % 5
                        else dict.fromkeys(passage, "") | {"start_offset": None, "end_offset": None}
                    ),
                    "id": new_id(),
                    "account_id": accounts[number % ACCOUNTS],
                    "trial_id": trial_id,
                    "version_id": version_id,
                    "body": f"Note number {number} – ANC <LLN",
                    "client_key": str(number),
                    "revision": 1,
                    "created_at": at + timedelta(seconds=number),
                    "updated_at": at + timedelta(seconds=number),
                }
                for number in range(batch, min(batch + BATCH, notes))
            ]
            connection.execute(tables.tables["notes"].insert(), rows)


def digest_of_notes(database: Database) -> str:
    """Give one number for all that the notes say, and where."""
    digest = hashlib.sha256()
    for row in _notes(database):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _notes(database: Database) -> Iterator[tuple[Any, ...]]:
    with database.reader() as session:
        rows = session.connection().execution_options(yield_per=BATCH)
        for row in rows.execute(select(text(_NOTE)).select_from(text("notes")).order_by(text("id"))):
            yield tuple(row)
