"""What tests of replies share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from annotate.replies.models import Reply


@pytest.fixture
def loaded() -> Iterator[list[str]]:
    """Every reply that is loaded during the test, by its words; by its id where they are not read with it."""
    bodies: list[str] = []

    def note(reply: Reply, _context: object) -> None:
        bodies.append(reply.__dict__.get("body", reply.id))

    event.listen(Reply, "load", note)
    yield bodies
    event.remove(Reply, "load", note)
