"""A registry that answers as a test says."""

from collections.abc import Iterator

import pytest

from tests.registry import StubRegistry, stub_registry


@pytest.fixture
def registry() -> Iterator[StubRegistry]:
    with stub_registry() as registry:
        yield registry
