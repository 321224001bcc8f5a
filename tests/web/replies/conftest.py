"""What tests of replies share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from annotate.replies.models import Reply


@pytest.fixture
def loaded() -> Iterator[list[str]]:
    """Every reply that is loaded during the test, by its words."""
    bodies: list[str] = []

    def note(reply: Reply, _context: object) -> None:
        bodies.append(reply.body)

    event.listen(Reply, "load", note)
    yield bodies
    event.remove(Reply, "load", note)
