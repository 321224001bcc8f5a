"""Work that comes round again: what goes wrong in one round does not end the next."""

import threading
from datetime import timedelta

import pytest

from annotate import chores
from annotate.chores import Chore


def test_a_chore_that_fails_is_done_again() -> None:
    rounds, enough = [], threading.Event()

    def work() -> None:
        rounds.append(threading.current_thread().name)
        if len(rounds) == 3:
            enough.set()
            threading.Event().wait()  # no fourth round: the thread ends with the process
        raise ZeroDivisionError("the words of somebody")

    (thread,) = chores.begin([Chore("dusting", timedelta(0), work)])
    assert enough.wait(20)
    assert rounds == ["dusting"] * 3
    assert thread.daemon, "it keeps no process from ending"


def test_a_failure_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise ZeroDivisionError

    chores.do(Chore("dusting", timedelta(hours=1), work))
    said = "".join(capsys.readouterr())
    assert "dusting" in said
    assert "ZeroDivisionError" in said


def test_a_good_round_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    chores.do(Chore("dusting", timedelta(hours=1), lambda: None))
    assert "".join(capsys.readouterr()) == ""
