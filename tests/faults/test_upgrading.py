"""F20: data of every earlier schema arrive at the newest one as they were."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from annotate import schema
from annotate.database import opened
from annotate.resources import MIGRATIONS
from tests.databases import new_url
from tests.faults.conftest import FULL
from tests.faults.filling import digest_of_notes, fill

NOTES = 100_000 if FULL else 100
LONGEST_SECONDS = 60

REVISIONS = [step.revision for step in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


@pytest.mark.slow
def test_notes_arrive_from_every_schema_as_they_were(tmp_path: Path, tell: Callable[..., None]) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database, REVISIONS[0])
        fill(database, NOTES)
        before, seconds = digest_of_notes(database), {}
        for revision in REVISIONS[1:]:
            began = time.monotonic()
            schema.upgrade(database, revision)
            seconds[revision] = round(time.monotonic() - began, 2)
            assert digest_of_notes(database) == before
        schema.check(database)
        assert schema.current(database) == schema.newest()
    if FULL:
        assert sum(seconds.values()) < LONGEST_SECONDS
        tell(notes=NOTES, seconds=seconds)
