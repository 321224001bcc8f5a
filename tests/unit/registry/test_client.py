import gzip
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest

from annotate.errors import NotFound, Unavailable
from annotate.registry.client import LARGEST_ANSWER, RegistryClient
from annotate.registry.errors import RegistryRefusal
from tests.registry import NoTurns, Play, StubRegistry, answers, leads_to
from tests.unit.registry.studies import API, as_bytes

ID = "NCT04561557"
RECORD = as_bytes(API)


@pytest.fixture
def waits() -> list[float]:
    """How long the client slept, each time."""
    return []


@pytest.fixture
def client(registry: StubRegistry, waits: list[float]) -> RegistryClient:
    """A client that sleeps in no time."""
    return RegistryClient(registry.base_url, turns=NoTurns(), timeout=2, sleep=waits.append)


def test_a_record_comes_as_it_was_sent(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(RECORD))

    assert client.fetch("nct 04561557") == RECORD
    assert registry.asked == [f"/api/v2/studies/{ID}"]


def test_a_packed_record_is_unpacked(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(gzip.compress(RECORD), Content_Encoding="gzip"))

    assert client.fetch(ID) == RECORD


def test_what_is_no_id_is_never_asked_for(client: RegistryClient, registry: StubRegistry) -> None:
    for text in ("", "NCT1", "NCT04561557/../x", "NCT0456155７", "https://example.org"):
        with pytest.raises(ValueError, match="eight digits"):
            client.fetch(text)
    assert registry.asked == []


@pytest.mark.parametrize("status", [400, 404])
def test_a_missing_record_is_said_to_be_missing(client: RegistryClient, registry: StubRegistry, status: int) -> None:
    registry.plays(answers(b"no such study", status, "text/plain"))

    with pytest.raises(NotFound, match=f"The registry has no {ID}"):
        client.fetch(ID)
    assert len(registry.asked) == 1


def test_an_alias_is_followed_within_the_registry(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(leads_to("/api/v2/studies/NCT00000001"), answers(RECORD))

    assert client.fetch(ID) == RECORD
    assert registry.asked[-1] == "/api/v2/studies/NCT00000001"


@pytest.mark.parametrize(
    "away", ["http://example.org/api/v2/studies/NCT00000001", "//example.org/x", "http://[", "file:///etc/hosts"]
)
def test_an_answer_that_leads_away_is_not_followed(client: RegistryClient, registry: StubRegistry, away: str) -> None:
    registry.plays(leads_to(away))

    with pytest.raises(Unavailable, match="leads away"):
        client.fetch(ID)
    assert len(registry.asked) == 1


def test_a_circle_ends(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(leads_to(f"/api/v2/studies/{ID}"))

    with pytest.raises(Unavailable):
        client.fetch(ID)
    assert len(registry.asked) < 10


def test_a_busy_registry_is_asked_again_after_the_time_that_it_names(
    client: RegistryClient, registry: StubRegistry, waits: list[float]
) -> None:
    registry.plays(answers(b"slow down", 429, "text/plain", Retry_After="3"), answers(RECORD))

    assert client.fetch(ID) == RECORD
    assert waits == [3]


def test_a_wait_that_is_too_long_is_told_and_not_waited(
    client: RegistryClient, registry: StubRegistry, waits: list[float]
) -> None:
    registry.plays(answers(b"", 429, "text/plain", Retry_After="600"))

    with pytest.raises(Unavailable) as failure:
        client.fetch(ID)
    assert failure.value.retry_after == 600
    assert waits == []


@pytest.mark.parametrize("wait", ["soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 400])
def test_a_strange_wait_breaks_nothing(client: RegistryClient, registry: StubRegistry, wait: str) -> None:
    registry.plays(answers(b"", 429, "text/plain", Retry_After=wait), answers(RECORD))

    with suppress(Unavailable):
        assert client.fetch(ID) == RECORD


def test_a_broken_registry_is_asked_a_few_times(
    client: RegistryClient, registry: StubRegistry, waits: list[float]
) -> None:
    registry.plays(answers(b"oops", 503, "text/html"))

    with pytest.raises(Unavailable, match="does not answer"):
        client.fetch(ID)
    assert 2 <= len(registry.asked) <= 5
    assert waits == sorted(waits)
    assert waits[-1] > 0


def test_one_failure_is_forgiven(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"", 500), answers(RECORD))

    assert client.fetch(ID) == RECORD


def test_a_refusal_is_not_repeated(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b"who are you", 403, "text/plain"))

    with pytest.raises(RegistryRefusal, match=r"status 403.*annotate trials import FILE"):
        client.fetch(ID)
    assert len(registry.asked) == 1


def test_nobody_there(waits: list[float]) -> None:
    client = RegistryClient("http://127.0.0.1:9/api/v2", turns=NoTurns(), timeout=1, sleep=waits.append)

    with pytest.raises(Unavailable, match="Nothing was changed"):
        client.fetch(ID)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise a whole record and send half of it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(RECORD)))
    handler.end_headers()
    handler.wfile.write(RECORD[: len(RECORD) // 2])
    handler.close_connection = True


def in_chunks(handler: BaseHTTPRequestHandler) -> None:
    """Send the record in pieces, without saying how long it is."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json;charset=utf-8")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for start in range(0, len(RECORD), 1000):
        piece = RECORD[start : start + 1000]
        handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


def cut_in_chunks(handler: BaseHTTPRequestHandler) -> None:
    """Send the first piece and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b'5\r\n{"pro\r\n')
    handler.close_connection = True


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing for a while."""
    time.sleep(1.5)
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, without an end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.close_connection = True


def test_an_answer_in_chunks_is_put_together(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(in_chunks)

    assert client.fetch(ID) == RECORD


@pytest.mark.parametrize("play", [cut, cut_in_chunks])
def test_a_cut_answer_is_asked_for_again(client: RegistryClient, registry: StubRegistry, play: Play) -> None:
    registry.plays(play, answers(RECORD))

    assert client.fetch(ID) == RECORD


@pytest.mark.parametrize("play", [silent, dripping])
def test_the_time_is_bounded_whatever_the_registry_does(registry: StubRegistry, play: Play) -> None:
    registry.plays(play)
    client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=0.4, patience=0.8)
    begun = time.monotonic()

    with pytest.raises(Unavailable):
        client.fetch(ID)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (answers(b"<html>", content_type="text/html"), "not a record"),
        (answers(b" " * (LARGEST_ANSWER + 1)), "larger than 5 MB"),
        (answers(gzip.compress(b" " * (LARGEST_ANSWER + 1)), Content_Encoding="gzip"), "larger than 5 MB"),
        (answers(gzip.compress(b"\0" * 200_000_000, 9), Content_Encoding="gzip"), "larger than 5 MB"),
        (answers(b"no gzip", Content_Encoding="gzip"), "damaged"),
        (answers(gzip.compress(RECORD)[:-10], Content_Encoding="gzip"), "cut short"),
        (answers(RECORD, Content_Encoding="br"), "not asked for"),
    ],
    ids=["html", "huge", "huge when unpacked", "bomb", "no gzip", "cut gzip", "brotli"],
)
def test_garbage_is_refused_with_a_reason(
    client: RegistryClient, registry: StubRegistry, play: Play, words: str
) -> None:
    registry.plays(play)

    with pytest.raises(Unavailable, match=words):
        client.fetch(ID)


def test_an_empty_answer_is_given_as_it_is(client: RegistryClient, registry: StubRegistry) -> None:
    registry.plays(answers(b""))

    assert client.fetch(ID) == b""
