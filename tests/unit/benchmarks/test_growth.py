"""The growth benchmark fills what it says, and every page of it is there to be asked for."""

import json
import sys

import pytest

from benchmarks import growth


@pytest.mark.slow
def test_every_page_is_measured_at_every_size(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "SERIES", 1)
    monkeypatch.setattr(growth, "ROUNDS", 1)
    monkeypatch.setattr(growth, "OWN_LINKS", 2)
    monkeypatch.setattr(sys, "argv", ["growth", "--sizes", "400,800", "--trials", "21"])
    growth.main()
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {
        "reading page",
        "my notes",
        "search",
        "share unlock",
        "inbox of long threads",
        "deleting an account",
    } <= set(told["factor"])
    assert all(set(sizes) == {"400", "800"} for sizes in told["median_ms"].values())
