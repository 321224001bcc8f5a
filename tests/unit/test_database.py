"""The database's own promises."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from annotate.database import Database


def test_an_error_names_no_words_that_somebody_wrote(migrated: Database) -> None:
    wrong = text("INSERT INTO guests (id, share_id, name, created_at) VALUES ('x', 'nowhere', :name, '2026-01-01')")
    with pytest.raises(IntegrityError) as refused, migrated.transaction() as session:
        session.execute(wrong, {"name": "canary"})
    assert "canary" not in str(refused.value)
