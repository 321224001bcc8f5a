"""Archives on their way: few at once, and each ends, whatever its client does."""

from collections.abc import Callable, Generator

import pytest

from annotate.errors import Unavailable
from annotate.personal_data.downloading import (
    AT_ONCE,
    IDLE_SECONDS,
    LONGEST_SECONDS,
    ON_ITS_WAY,
    RENEWED_SECONDS,
    Downloads,
    TooSlow,
)


class Archive:
    """An archive of three parts, and what became of it and its lease."""

    def __init__(self) -> None:
        self.let_go = 0
        self.ended = 0
        self.renewed = 0

    def parts(self) -> Generator[bytes, None, None]:
        try:
            yield from (b"1", b"2", b"3")
        finally:
            self.let_go += 1

    def release(self) -> None:
        self.ended += 1

    def renew(self) -> None:
        self.renewed += 1


@pytest.fixture
def at() -> list[float]:
    return [0.0]


@pytest.fixture
def downloads(at: list[float]) -> Downloads:
    return Downloads(lambda: at[0])


def begin(downloads: Downloads, archive: Archive) -> Callable[[], bytes]:
    return downloads.begin(archive.parts(), archive).__next__


def test_few_are_sent_at_once(downloads: Downloads) -> None:
    sent = [downloads.begin(Archive().parts(), Archive()) for _ in range(AT_ONCE)]
    with pytest.raises(Unavailable):
        downloads.begin(Archive().parts(), Archive())
    sent[0].close()
    downloads.begin(Archive().parts(), Archive())


def test_one_that_is_taken_whole_is_over(downloads: Downloads) -> None:
    archive = Archive()
    sent = downloads.begin(archive.parts(), archive)
    assert b"".join(sent) == b"123"
    sent.close()
    assert (archive.let_go, archive.ended) == (1, 1)


def test_one_that_nobody_takes_lets_go_of_the_database_and_is_cut_off(downloads: Downloads, at: list[float]) -> None:
    archive = Archive()
    take = begin(downloads, archive)
    for _ in range(2):
        take()
        at[0] += IDLE_SECONDS - 1
    assert downloads.look() == 0
    at[0] += 1
    assert downloads.look() == 1
    assert (archive.let_go, archive.ended) == (1, 1)
    assert downloads.look() == 0
    with pytest.raises(TooSlow):
        take()


def test_one_that_is_taken_byte_by_byte_has_an_end_too(downloads: Downloads, at: list[float]) -> None:
    archive = Archive()
    take = begin(downloads, archive)
    at[0] = LONGEST_SECONDS - 1
    take()
    assert downloads.look() == 0
    at[0] += 1
    assert downloads.look() == 1
    assert archive.ended == 1


def test_its_lease_is_renewed_while_it_is_sent_and_no_longer(downloads: Downloads, at: list[float]) -> None:
    archive = Archive()
    take = begin(downloads, archive)
    assert ON_ITS_WAY.block.total_seconds() >= 3 * RENEWED_SECONDS, "renewals that fail are made up for"
    for renewed in range(3):
        assert archive.renewed == renewed
        take()
        at[0] += RENEWED_SECONDS
        downloads.look()
        downloads.look()
    at[0] += IDLE_SECONDS
    downloads.look()
    assert (archive.renewed, archive.ended) == (3, 1)
    at[0] += RENEWED_SECONDS
    downloads.look()
    assert archive.renewed == 3
