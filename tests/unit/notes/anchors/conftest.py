"""What the tests of anchors share: Alice, and a trial in a transaction that is given up at the end."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.texts import keep_trial
from tests.unit.notes.arms import FIRST


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def session(alice: Viewer, database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture
def trial(session: Session) -> Trial:
    return keep_trial(session, FIRST)
