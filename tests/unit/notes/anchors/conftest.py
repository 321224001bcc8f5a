"""What the tests of anchors share: a trial in a transaction that is given up at the end."""

import pytest
from sqlalchemy.orm import Session

from annotate.trials.models import Trial
from tests.texts import keep_trial
from tests.unit.notes.arms import FIRST


@pytest.fixture
def trial(session: Session) -> Trial:
    return keep_trial(session, FIRST)
