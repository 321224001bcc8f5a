"""What the database is asked is ended in time."""

import time

import pytest
from sqlalchemy import text

from annotate.database import Database
from annotate.errors import Unavailable
from annotate.time_limits import time_limit
from tests.databases import sqlite_only

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT count(*) FROM n"
FEW_LONG_STEPS = text(" OR ".join([f"{NUMBERS} WHERE i < 0", *["(:body || i) LIKE '%' || :word || i || '%'"] * 20]))


@sqlite_only
def test_it_is_ended_in_time_however_long_each_step_takes(database: Database) -> None:
    began = time.thread_time()
    with database.reader() as session:
        with pytest.raises(Unavailable), time_limit(session, 0.05):
            session.execute(FEW_LONG_STEPS, {"body": "e" * 40_000, "word": "e" * 300}).scalar_one()
        assert time.thread_time() - began < 2, "not the ten seconds that all of it takes"
        assert session.scalar(text("SELECT 1")) == 1
