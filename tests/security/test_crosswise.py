"""Guesses, right passcodes and new passcodes at the same moment: none waits for another one crosswise."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotate import schema
from annotate.app import create_app
from annotate.database import Database, opened
from annotate.errors import TooMany
from annotate.settings import Settings
from annotate.shares import actions, guessing, passcodes
from annotate.shares.models import Share
from tests.cast import Cast
from tests.databases import new_url
from tests.sharing import share

ROUNDS = 15


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        yield database


def test_nobody_waits_crosswise(instance: Database, settings: Settings) -> None:
    alice = Cast(create_app(settings, instance), instance).viewer("alice")
    shared, code = share(instance, alice), passcodes.generate()

    def guess(net: str) -> Callable[[], str]:
        def work() -> str:
            try:
                with instance.transaction() as session:
                    attempt = guessing.count(session, shared.id, net)
            except TooMany:
                return "refused"
            with instance.transaction() as session:
                guessing.forgive(session, attempt)
            return "forgiven"

        return work

    def set_anew() -> str:
        with instance.transaction() as session:
            actions.replace_passcode(session, session.get_one(Share, shared.id, with_for_update=True), code)
        return "set"

    gate = threading.Barrier(4)

    def again_and_again(work: Callable[[], str]) -> Counter[str]:
        gate.wait()
        return Counter(work() for _ in range(ROUNDS))

    with ThreadPoolExecutor(4) as threads:
        work = [guess("198.51.100.7"), guess("198.51.100.7"), guess("203.0.113.9"), set_anew]
        done = sum(threads.map(again_and_again, work), Counter[str]())
    assert done.total() == 4 * ROUNDS
    assert done["set"] == ROUNDS
    assert done["forgiven"] > 0
    with instance.reader() as session:
        assert session.get_one(Share, shared.id).failures == 0
