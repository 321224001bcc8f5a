"""What the tests of links begin with: a link of Alice's, her browser, and notes to make another one of."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.sharing import Shared, share, write_note
from tests.texts import keep_trial


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    """A link over one note of Alice's."""
    return share(database, cast.viewer("alice"))


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    """The browser of the owner."""
    return cast.client("alice")


@pytest.fixture
def note_ids(database: Database, cast: Cast) -> list[str]:
    """Two notes of Alice's and one of Bob's on the same trial."""
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    with database.transaction() as session:
        trial = keep_trial(session)
        return [
            write_note(session, who, trial, words=words, body=f"A note of {who.name}").id
            for who, words in ((alice, "160 mg"), (alice, ""), (bob, "240 mg"))
        ]
