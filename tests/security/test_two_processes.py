"""What must hold between two web processes of the real server, in production settings."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask

from annotate.app import create_app
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id, opened
from annotate.settings import Settings
from annotate.shares import actions
from annotate.shares.models import Share
from annotate.trials.models import Trial
from tests.at_once import all_at_once
from tests.cast import Cast
from tests.databases import new_url
from tests.faults.writing import signed_in
from tests.serving import HOST, Answer, Browser, Server
from tests.sharing import Shared, address, share
from tests.texts import keep_trial

pytestmark = pytest.mark.slow

READS, READERS = 1000, 6
BOUNDED = {422, 429}
"""How a try ends that opens nothing."""
PUT_OFF = 503
"""How one ends that waited too long for a turn, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Served:
    """The server, and the same instance as a test reaches into it."""

    server: Server
    app: Flask
    database: Database

    def browser(self, address: str = "192.0.2.1") -> Browser:
        """Give a new browser, seen at this address."""
        return self.server.browser(address)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with Server(folder / "data", database_url=new_url(folder)) as server:
        settings = Settings.from_environ(server.environ)
        with opened(settings.database_url) as database:
            yield Served(server, create_app(settings, database), database)


@pytest.fixture(scope="module")
def alice(served: Served) -> Viewer:
    return Cast(served.app, served.database).viewer("alice")


@pytest.fixture(scope="module")
def trial_id(served: Served) -> str:
    with served.database.transaction() as session:
        return keep_trial(session, registry_id="NCT00000007").id


@pytest.fixture
def shared(served: Served, alice: Viewer, trial_id: str) -> Shared:
    return share(served.database, alice, trial_id=trial_id)


def tried(served: Served, shared: Shared, addresses: Sequence[str], passcode: str) -> Counter[int]:
    """Have visitors from these addresses look at the link and send a passcode, all at one moment; count how each ended.

    Whoever waited too long for a turn was not judged, and tries again alone.
    """

    def knocking(where: str) -> Callable[[], int]:
        return lambda: knock(served.browser(where), served, shared, passcode).status

    first = all_at_once([knocking(where) for where in addresses])
    put_off = [where for where, status in zip(addresses, first, strict=True) if status == PUT_OFF]
    return Counter([status for status in first if status != PUT_OFF] + [knocking(where)() for where in put_off])


def knock(browser: Browser, served: Served, shared: Shared, passcode: str) -> Answer:
    """Look at a link, and send a passcode."""
    path = address(served.app, shared.id)
    browser.get(path)
    return browser.post(path, {"passcode": passcode})


def failures(served: Served, shared: Shared) -> int:
    with served.database.reader() as session:
        return session.get_one(Share, shared.id).failures


@contextmanager
def dripping(served: Served, addresses: Sequence[str], each: int) -> Iterator[None]:
    """Have so many forms of each address on their way that do not arrive, a byte now and then."""
    head = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nContent-Length: 2000\r\n"
    with ExitStack() as connections:
        for address in addresses:
            for _ in range(each):
                connection = socket.create_connection(("127.0.0.1", served.server.port))
                connections.enter_context(closing(connection)).sendall(
                    f"{head}X-Forwarded-For: {address}\r\n\r\nx".encode()
                )
        yield


def test_a_crowd_whose_forms_do_not_arrive_keeps_nobody_else_from_writing(
    served: Served, alice: Viewer, shared: Shared, trial_id: str
) -> None:
    person = signed_in(served.server, served.app, alice)
    person._forwarded["X-Forwarded-For"] = "198.51.4.1"  # noqa: SLF001 - in the crowd's own network
    visitor = served.browser("198.51.4.2")
    knock(visitor, served, shared, shared.passcode)
    visitor.get(f"/shared/{shared.id}")
    replies = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    with served.database.reader() as session:
        version_id = session.get_one(Trial, trial_id).current_version.id

    def known() -> set[int]:
        """Save notes and replies, and give the statuses."""
        note = {"version": version_id, "body": "Words"}
        reply = {"body": "Words", "name": "A guest"}
        return {
            browser.post(path, {**form, "client_key": new_id()}).status
            for browser, path, form in ((person, "/trials/NCT00000007/notes", note), (visitor, replies, reply)) * 4
        }

    with dripping(served, ["198.51.4.1"], 250):
        assert known() == {303}
        assert {knock(served.browser("198.51.4.9"), served, shared, shared.passcode).status for _ in range(4)} == {303}
    with dripping(served, [f"198.51.5.{number}" for number in range(1, 13)], 25):
        assert known() == {303}


def test_of_64_wrong_passcodes_of_one_net_five_are_judged(served: Served, shared: Shared) -> None:
    statuses = tried(served, shared, ["198.51.1.1"] * 64, "wrong")
    assert sum(statuses.values()) == 64
    assert statuses[422] == failures(served, shared) == 5
    assert set(statuses) <= BOUNDED


def test_of_64_wrong_passcodes_from_64_nets_twenty_are_judged(served: Served, shared: Shared) -> None:
    statuses = tried(served, shared, [f"198.51.2.{number}" for number in range(1, 65)], "wrong")
    assert statuses[422] == failures(served, shared) == 20
    assert set(statuses) <= BOUNDED


def test_of_20_right_passcodes_three_open_what_opens_three_times(served: Served, shared: Shared) -> None:
    with served.database.transaction() as session:
        actions.limit_openings(session, session.get_one(Share, shared.id), 3)
    statuses = tried(served, shared, [f"198.51.3.{number}" for number in range(1, 21)], shared.passcode)
    assert statuses[303] == 3
    assert set(statuses) <= {303, 410, *BOUNDED}
    with served.database.reader() as session:
        assert session.get_one(Share, shared.id).openings == 3


def test_sixty_forged_addresses_are_counted_together(served: Served) -> None:
    forging = [
        lambda number=number: served.browser("198.51.4.1").get(f"/s/forged{number}").status for number in range(80)
    ]
    with ThreadPoolExecutor(8) as threads:
        statuses = Counter(threads.map(lambda ask: ask(), forging))
    assert statuses == {404: 60, 429: 20}


def test_no_read_that_begins_after_a_revocation_succeeds(served: Served, shared: Shared) -> None:
    path, opened = f"/shared/{shared.id}", served.browser()
    assert knock(opened, served, shared, shared.passcode).status == 303
    begun: list[tuple[float, int]] = []
    half, left = threading.Event(), iter(range(READS))

    def read() -> None:
        reader = served.browser()
        reader.cookies |= opened.cookies
        for number in left:
            if number >= READS // 2:
                half.set()
            at = time.monotonic()
            begun.append((at, reader.get(path).status))

    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(read) for _ in range(READERS)]
        half.wait(60)
        with served.database.transaction() as session:
            actions.revoke(session, session.get_one(Share, shared.id))
        revoked = time.monotonic()
        for reader in reading:
            reader.result()

    assert len(begun) == READS
    assert {status for at, status in begun if at > revoked} == {410}
    before = Counter(status for at, status in begun if at <= revoked)
    assert set(before) <= {200, 410}
    assert before[200] >= READS // 4


def test_the_cookie_of_a_visit_is_held_to_one_link_and_to_https(served: Served, shared: Shared) -> None:
    opened = knock(served.browser("198.51.6.1"), served, shared, shared.passcode)
    assert (opened.status, opened.headers["location"]) == (303, f"/shared/{shared.id}")
    (cookie,) = (line for line in opened.set_cookies if "unlock" in line)
    assert cookie.startswith(f"__Host-unlock-{shared.id}=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_nothing_that_the_server_writes_holds_what_opens_a_link(served: Served, shared: Shared) -> None:
    landing, browser = address(served.app, shared.id), served.browser("198.51.5.1")
    knock(browser, served, shared, "words that nobody has chosen")
    assert knock(browser, served, shared, shared.passcode).status == 303
    browser.get(f"/shared/{shared.id}")
    browser.get(f"{landing}x")
    said = served.server.said()
    assert '"route": "/s/' in said, "requests are logged, by their route"
    token = landing.removeprefix("/s/")
    for secret in (token, shared.id, shared.passcode, "words that nobody", *browser.cookies.values()):
        assert secret not in said
