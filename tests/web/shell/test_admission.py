"""Bodies are read before the application is asked, within limits of size and time."""

import threading
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from annotate.web import admission
from annotate.web.admission import Admission


class Trickle:
    """A body that does not end, until it is told to."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    def read(self, _size: int = -1) -> bytes:
        self.ended.wait(20)
        return b""


class Broken:
    """A connection that breaks."""

    def read(self, _size: int = -1) -> bytes:
        raise OSError("gone")


def asked(stream: object, seconds: float = 20, /, **environ: str) -> tuple[bytes, int | None]:
    """Give what the application finds: the body, and the refusal."""
    found: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        found.append(environ)
        return []

    gate = Admission(application, most_bytes=10, seconds=seconds)
    gate({"REQUEST_METHOD": "POST", "wsgi.input": stream, "wsgi.input_terminated": True, **environ}, None)  # type: ignore[arg-type]  # nothing is answered here
    return found[0]["wsgi.input"].read(), found[0].get("annotate.refusal")


def test_a_body_within_the_limits_is_handed_on() -> None:
    assert asked(BytesIO(b"0123456789"), CONTENT_LENGTH="10") == (b"0123456789", None)
    assert asked(BytesIO(b"0123456789"), HTTP_TRANSFER_ENCODING="chunked") == (b"0123456789", None)
    assert asked(BytesIO()) == (b"", None)


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "٣", "10, 10"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    assert asked(BytesIO(b"x"), CONTENT_LENGTH=length) == (b"", 400)


def test_what_is_too_large_is_refused_and_thrown_away() -> None:
    for environ in ({"CONTENT_LENGTH": "100000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        stream = BytesIO(b"x" * 100_000)
        assert asked(stream, **environ) == (b"", 413)
        assert stream.read() == b""


def test_what_is_far_too_large_or_asked_for_first_is_not_even_read() -> None:
    for environ in ({"CONTENT_LENGTH": "9" * 100}, {"CONTENT_LENGTH": "100000", "HTTP_EXPECT": "100-continue"}):
        stream = BytesIO(b"x" * 100_000)
        assert asked(stream, **environ) == (b"", 413)
        assert len(stream.read()) == 100_000


def test_a_compressed_body_is_refused() -> None:
    assert asked(BytesIO(b"x"), CONTENT_LENGTH="1", HTTP_CONTENT_ENCODING="gzip") == (b"", 415)


def test_a_slow_body_is_given_up_and_a_broken_or_short_one_refused() -> None:
    trickle = Trickle()
    assert asked(trickle, 0.01, CONTENT_LENGTH="5") == (b"", 408)
    trickle.ended.set()
    assert asked(Broken(), CONTENT_LENGTH="5") == (b"", 400)
    assert asked(BytesIO(b"123"), CONTENT_LENGTH="5") == (b"", 400)


def test_too_many_bodies_at_once_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MOST_BODIES", 0)
    assert asked(BytesIO(b"x"), CONTENT_LENGTH="1") == (b"", 503)


def test_half_of_those_at_work_may_write_and_who_waits_too_long_gets_their_words_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "TURN_SECONDS", 0.01)
    arrived, done = threading.Semaphore(0), threading.Event()
    found: list[tuple[bytes, object]] = []

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/waits"):
            arrived.release()
            done.wait(20)
        else:
            found.append((environ["wsgi.input"].read(), environ.get("annotate.refusal")))
        return []

    gate = Admission(application, most_bytes=10, strangers=("/waits/strangers", "/asks/stranger"))

    def ask(path: str, method: str = "POST") -> None:
        body: dict[str, Any] = {"CONTENT_LENGTH": "5", "wsgi.input": BytesIO(b"words"), "wsgi.input_terminated": True}
        gate({"REQUEST_METHOD": method, "PATH_INFO": path, **body}, None)  # type: ignore[arg-type]  # nothing is answered here

    waiting: list[threading.Thread] = []

    def fill(path: str, most: int) -> None:
        while len(waiting) < most:
            waiting.append(threading.Thread(target=ask, args=(path,)))
            waiting[-1].start()
            assert arrived.acquire(timeout=20)

    fill("/waits/strangers", admission.STRANGERS_AT_ONCE)
    ask("/asks/stranger")
    ask("/asks")
    assert found == [(b"words", 503), (b"words", None)], "people who are known go on"
    found.clear()
    fill("/waits", admission.WRITING_AT_ONCE)
    ask("/asks")
    ask("/reads", "GET")
    assert found == [(b"words", 503), (b"words", None)]
    done.set()
    for thread in waiting:
        thread.join(20)
    ask("/asks")
    assert found[2] == (b"words", None)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (408, "half a minute"),
        (413, "larger than this page takes"),
        (415, "nothing was changed"),
        (503, "Too many people"),
    ],
)
def test_a_refusal_is_a_page_like_any_other(shell: FlaskClient, status: int, sentence: str) -> None:
    answer = shell.post("/sign-in", environ_overrides={"annotate.refusal": status})
    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.headers["X-Request-Id"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (answer.headers.get("Retry-After") is not None) == (status == 503)
