"""Questions besides those for one record: how they are asked, and what the caller is told."""

import pytest

from annotate.errors import Unavailable
from annotate.registry.client import LARGEST_ANSWER, RegistryClient
from annotate.registry.errors import AnswerTooLarge, QuestionRefused
from tests.registry import NoTurns, StubRegistry, answers

ID = "NCT04561557"


@pytest.fixture
def waits() -> list[float]:
    """How long the client slept, each time."""
    return []


@pytest.fixture
def client(registry: StubRegistry, waits: list[float]) -> RegistryClient:
    """A client that sleeps in no time."""
    return RegistryClient(registry.base_url, turns=NoTurns(), timeout=2, sleep=waits.append)


def test_a_question_is_asked_with_its_words(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"{}", ETag='"1"'))

    answer = client.ask("/studies", {"filter.ids": "NCT00000001,NCT00000002", "pageSize": "2"})

    assert (answer.body, answer.etag, answer.changed) == (b"{}", '"1"', True)
    assert registry.asked == ["/api/v2/studies?filter.ids=NCT00000001,NCT00000002&pageSize=2"]


def test_what_has_not_changed_is_not_sent_again(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"", 304))

    answer = client.ask("/version", etag='"1"')

    assert (answer.body, answer.etag, answer.changed) == (b"", '"1"', False)
    assert registry.headers[0]["If-None-Match"] == '"1"'


def test_the_registry_knows_who_asks(registry: StubRegistry) -> None:
    registry.plays(answers(b"{}"))
    client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=2, agent="annotate (notes@example.org)")

    client.ask("/version")

    assert registry.headers[0]["User-Agent"] == "annotate (notes@example.org)"


def test_a_question_that_is_refused_comes_with_the_reason(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"`pageToken` has\n  incorrect format" + b"!" * 10_000, 400, "text/plain"))

    with pytest.raises(QuestionRefused, match=r"It says: `pageToken` has incorrect format!+…$"):
        client.ask("/studies")
    assert len(registry.asked) == 1


def test_the_caller_says_how_much_it_takes(client: RegistryClient, registry: StubRegistry) -> None:
    body = b" " * (LARGEST_ANSWER + 1)
    registry.plays(answers(body))

    assert client.ask("/studies", largest=LARGEST_ANSWER + 1).body == body
    with pytest.raises(AnswerTooLarge):
        client.ask("/studies", largest=LARGEST_ANSWER)


def test_a_pause_that_the_registry_asks_for_holds_for_everybody(registry: StubRegistry, waits: list[float]) -> None:
    rests: list[float] = []

    class Watched(NoTurns):
        def rest(self, seconds: float) -> None:
            rests.append(seconds)

    client = RegistryClient(registry.base_url, turns=Watched(), timeout=2, sleep=waits.append)
    registry.plays(answers(b"", 429, "text/plain", Retry_After="600"))

    with pytest.raises(Unavailable):
        client.fetch(ID)
    assert (rests, waits) == ([600], [])
