"""Bodies are read before the application is asked, within limits of size and time."""

import threading
from io import BytesIO
from typing import Any, Self

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts import access_tokens, actions
from annotate.app import MAX_FORM_BYTES, MAX_FORM_FIELDS
from annotate.database import Database
from annotate.web import admission
from annotate.web.admission import MOST_KNOWN, MOST_OF_NETWORK, MOST_OF_PERSON, MOST_WAITING, Admission, Limits
from annotate.web.bodies import BODY_SECONDS, LEAST_RATE, PATIENCE, Patience
from annotate.web.slots import Slots
from tests.cast import Cast
from tests.sharing import change_share, share, unlock


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


def asked(stream: object, patience: Patience = PATIENCE, /, **environ: str) -> tuple[bytes, int | None]:
    """Give what the application finds: the body, and the refusal."""
    found: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        found.append(environ)
        return []

    gate = Admission(application, Limits(10, patience=patience))
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
    assert asked(trickle, Patience(0.01), CONTENT_LENGTH="5") == (b"", 408)
    trickle.ended.set()
    assert asked(Broken(), CONTENT_LENGTH="5") == (b"", 400)
    assert asked(BytesIO(b"123"), CONTENT_LENGTH="5") == (b"", 400)


def test_a_body_has_to_come_in_at_some_rate() -> None:
    patience = PATIENCE
    assert patience.allowed(0) < BODY_SECONDS / 2
    assert patience.allowed(2 * LEAST_RATE) == patience.allowed(0) + 2
    assert patience.allowed(10**6) == BODY_SECONDS

    class Dripping:
        """A byte now and then, without end."""

        def read(self, _size: int = -1) -> bytes:
            threading.Event().wait(0.005)
            return b"x"

    assert asked(Dripping(), Patience(20, grace=0.02, rate=1000), CONTENT_LENGTH="100000") == (b"", 408)


class Held:
    """Requests that wait for their bodies at one gate, until the block ends."""

    def __init__(self) -> None:
        self.refused: list[object] = []
        self._ended = threading.Event()
        self._came = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []
        self.gate = Admission(self._application, Limits(10), lambda environ: environ.get("HTTP_COOKIE"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(20)

    def hold(self, times: int, address: str, cookie: str | None = None) -> None:
        """Let so many begin that do not end."""
        for _ in range(times):
            self._threads.append(threading.Thread(target=self.ask, args=(address, cookie, self)))
            self._threads[-1].start()
        for _ in range(times):
            assert self._came.acquire(timeout=20)

    def ask(self, address: str, cookie: str | None = None, stream: object = None) -> object:
        """Send a body, and give the status of the refusal."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "REMOTE_ADDR": address,
            "CONTENT_LENGTH": "1",
            "HTTP_COOKIE": cookie,
        }
        environ |= {"wsgi.input": stream or BytesIO(b"x"), "wsgi.input_terminated": True}
        self.gate(environ, None)  # type: ignore[arg-type]  # nothing is answered here
        return environ.get("annotate.refusal")

    def read(self, _size: int = -1) -> bytes:
        """Be a body that does not come."""
        self._came.release()
        self._ended.wait(20)
        return b""

    def _application(self, _environ: object, _start: object) -> list[bytes]:
        return []


def test_one_network_takes_no_other_s_place_and_no_stranger_a_known_person_s() -> None:
    with Held() as held:
        held.hold(MOST_OF_NETWORK, "192.0.2.1")
        assert held.ask("192.0.2.1") == 503
        assert held.ask("192.0.2.1", "alice") is None
        assert held.ask("192.0.2.2") is None
        for network in range(1, MOST_WAITING // MOST_OF_NETWORK):
            held.hold(MOST_OF_NETWORK, f"2001:db8:0:{network}::1")
        assert held.ask("192.0.2.2") == 503
        assert held.ask("192.0.2.2", "bob") is None
        held.hold(MOST_OF_PERSON, "192.0.2.2", "alice")
        assert held.ask("192.0.2.3", "alice") == 503
        assert held.ask("192.0.2.3", "bob") is None
    assert held.ask("192.0.2.1") is None
    assert MOST_KNOWN > MOST_OF_PERSON


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

    gate = Admission(application, Limits(10, strangers=("/waits/strangers", "/asks/stranger")))

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


def test_who_is_known_is_known_by_what_lives(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = share(database, cast.viewer("alice"))
    guest, stranger = unlock(app.test_client(), app, shared), app.test_client()
    with database.transaction() as session:
        program = access_tokens.make_token(session, cast.viewer("alice"), access_tokens.TokenDraft("R", 30, "k")).token
    monkeypatch.setattr(app.wsgi_app, "_by_network", Slots(0, 0))
    replies, notes = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies", f"/trials/{shared.registry_id}/notes"
    form = {"body": "Words", "client_key": "k", "name": "A guest"}

    def refused(client: FlaskClient, path: str, bearer: str = "none") -> bool:
        return client.post(path, data=form, headers={"Authorization": f"Bearer {bearer}"}).status_code == 503

    assert not refused(cast.client("alice"), notes)
    assert not refused(guest, replies)
    assert not refused(stranger, f"/api{notes}", program)
    assert [refused(stranger, path) for path in (notes, replies, f"/api{notes}", "/sign-in")] == [True] * 4
    assert refused(guest, "/shared/%00/notes/x/replies")
    with database.transaction() as session:
        actions.end_sign_in(session, cast.viewer("alice"), cast.viewer("alice").sign_in_id)
    change_share(database, shared.id, revoked_at=clock.now())
    assert refused(cast.client("alice"), notes)
    assert refused(guest, replies)


def test_a_form_that_is_too_large_is_refused_before_it_is_parsed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("werkzeug.formparser.parse_qsl", lambda *_, **__: pytest.fail("it was parsed"))
    kind = "application/x-www-form-urlencoded"
    for body in (b"a=%ff&" * MAX_FORM_FIELDS, b"a=" + b"x" * MAX_FORM_BYTES):
        for sent_as in (kind, f" {kind.upper()} ; charset=utf-8"):
            answer = client.post("/sign-in", data=body, content_type=sent_as)
            assert answer.status_code == 413
            assert "too large for this page" in answer.text
    monkeypatch.undo()
    assert client.post("/sign-in", data=b"a=x&" * (MAX_FORM_FIELDS - 1), content_type=kind).status_code != 413


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (408, "half a minute"),
        (413, "too large for this page"),
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
