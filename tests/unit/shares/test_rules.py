"""The rules of a share that hold whoever writes its row."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from annotate import clock
from annotate.database import Database
from annotate.errors import Invalid
from annotate.shares import actions
from annotate.shares.models import Share
from tests.cast import Cast
from tests.sharing import Shared, change_share, share


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


@pytest.mark.parametrize(
    "values",
    [
        {"expires_at": timedelta(days=91)},
        {"expires_at": timedelta(0)},
        {"expires_at": timedelta(days=3650)},
        {"failures": -1},
        {"openings": -1},
        {"epoch": 0},
        {"most_openings": 0},
        {"most_openings": 1001},
        {"recipient": ""},
        {"recipient": "x" * 121},
    ],
    ids=str,
)
def test_the_database_holds_the_rules_as_well(database: Database, shared: Shared, values: dict[str, Any]) -> None:
    with database.reader() as session:
        made = session.get_one(Share, shared.id).created_at
    ends = {name: made + value if isinstance(value, timedelta) else value for name, value in values.items()}
    with pytest.raises(IntegrityError):
        change_share(database, shared.id, **ends)


@pytest.mark.parametrize("lives", [timedelta(days=91), timedelta(0), timedelta(days=-1)])
def test_no_program_sets_an_end_that_no_form_could(
    database: Database, cast: Cast, shared: Shared, lives: timedelta
) -> None:
    with pytest.raises(Invalid), database.transaction() as session:
        actions.set_expiry(session, session.get_one(Share, shared.id), clock.now() + lives)
    with pytest.raises(Invalid):
        share(database, cast.viewer("alice"), trial_id=shared.trial_id, lives=lives)
