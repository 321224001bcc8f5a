"""Who asks the registry when it fails: few at once, and nobody for a while."""

from contextlib import ExitStack, suppress

import pytest

from annotate.errors import NotFound, Unavailable
from annotate.registry.breaker import AT_ONCE, FAILURES, REST_SECONDS, Breaker


class Watch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def breaker(watch: Watch) -> Breaker:
    return Breaker(watch)


def ask(breaker: Breaker, failure: Exception | None = None) -> None:
    with suppress(NotFound), breaker.asking():
        if failure:
            raise failure


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable, match="down"):
            ask(breaker, Unavailable("down"))


def test_after_failures_in_a_row_nobody_asks_until_the_rest_is_over(breaker: Breaker, watch: Watch) -> None:
    fail(breaker, FAILURES)
    with pytest.raises(Unavailable, match="do not ask it") as refused:
        ask(breaker)
    assert refused.value.retry_after == REST_SECONDS
    watch.seconds += REST_SECONDS
    fail(breaker, 1)
    with pytest.raises(Unavailable, match="do not ask it"):
        ask(breaker)
    watch.seconds += REST_SECONDS
    ask(breaker)
    fail(breaker, FAILURES)


def test_an_answer_of_any_kind_forgets_the_failures(breaker: Breaker) -> None:
    for answer in (None, NotFound()):
        fail(breaker, FAILURES - 1)
        ask(breaker, answer)
    ask(breaker)


def test_few_ask_at_once(breaker: Breaker) -> None:
    with ExitStack() as asking:
        for _ in range(AT_ONCE):
            asking.enter_context(breaker.asking())
        with pytest.raises(Unavailable, match="Others are waiting"):
            ask(breaker)
    ask(breaker)
