"""F7: two servers over one database are stopped and started in turn while people write and read, and nobody notices.

What stands in front of them sends a request to the other one when it finds nobody, and asks once more for a page.
"""

import itertools
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from annotate.app import create_app
from annotate.database import opened
from annotate.settings import Settings
from tests.command import Command
from tests.databases import new_url
from tests.faults.writing import BROKEN, at_work, held_against, people, statuses
from tests.serving import Answer, Browser, Server

RESTARTS = 8
WRITERS = 6
TRIES = 50


class BesideTheProxy(Browser):
    """A browser that a proxy serves from whichever server it finds."""

    def __init__(self, browser: Browser, ports: list[int]) -> None:
        super().__init__(browser.port, "")
        self.cookies, self.token, self._forwarded = browser.cookies, browser.token, browser._forwarded  # noqa: SLF001 - the same browser
        self._ports = itertools.cycle(ports)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        for _ in range(TRIES):
            try:
                return super().send(method, path, body, headers)
            except ConnectionRefusedError:  # nobody took it: any request may go elsewhere
                self.port = next(self._ports)
            except BROKEN:
                if method != "GET":
                    raise
                self.port = next(self._ports)
        raise ConnectionRefusedError


def test_nobody_notices_eight_restarts(tmp_path: Path, tell: Callable[..., None]) -> None:
    first = Server(tmp_path / "data", database_url=new_url(tmp_path))
    second = Server(tmp_path / "data")
    second.environ = first.environ
    with ExitStack() as running:
        running.enter_context(first)
        running.enter_context(second)
        settings = Settings.from_environ(first.environ)
        with opened(settings.database_url) as database:
            writers = people(first, create_app(settings, database), database, WRITERS, sharing=2, reads=True)
        for writer in writers:
            writer.browser = BesideTheProxy(writer.browser, [first.port, second.port])
        with at_work(writers):
            for server in itertools.islice(itertools.cycle((first, second)), RESTARTS):
                assert server.stop() == 0
                server.__enter__()
        with opened(settings.database_url) as database:
            kept = held_against(database, writers)
    answered = statuses(writers)
    assert set(answered) <= {200, 201, 303}, answered
    assert sum(writer.ledger.broken for writer in writers) == 0
    assert (kept.lost, kept.twice, kept.half) == (0, 0, 0)
    assert "are cut" not in first.said()
    checked = Command(first.data)("check-data", **first.environ)
    assert checked.exit_code == 0, checked.output
    tell(restarts=RESTARTS, answered=sum(answered.values()), broken=0, **asdict(kept))
