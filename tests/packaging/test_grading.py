"""The grading takes nothing but the best, and names what is less."""

import subprocess
from typing import Any

import pytest

from tests.grading import __main__ as grading
from tests.grading.__main__ import BEST, BEST_POLICY, POLICY, judge

ASKED = {"severity": "MEDIUM_MAYBE", "directive": "script-src", "value": "'self'", "description": "Uploads?"}
BEST_REPORT = {"grade": BEST, "results": {POLICY: BEST_POLICY, "cookies": "fine"}, "failed": [], "findings": [ASKED]}
INLINE = {"severity": "HIGH", "directive": "script-src", "value": "'unsafe-inline'", "description": "Scripts anywhere."}


def test_the_best_is_good() -> None:
    assert judge(BEST_REPORT) == []


@pytest.mark.parametrize(
    ("worse", "words"),
    [
        ({"grade": "A"}, "the grade is A"),
        (
            {"results": {POLICY: "csp-implemented-with-no-unsafe"}},
            "the policy is graded csp-implemented-with-no-unsafe",
        ),
        ({"results": {}}, "the policy is graded None"),
        ({"failed": ["cookies"]}, "cookies: fine"),
        ({"findings": [ASKED, INLINE]}, "HIGH: Scripts anywhere."),
        ({"findings": []}, "nobody asks about script-src 'self' any more"),
    ],
)
def test_what_is_less_is_named(worse: dict[str, Any], words: str) -> None:
    assert words in judge(BEST_REPORT | worse)[0]


def test_what_could_not_be_asked_is_not_called_good(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise subprocess.CalledProcessError(1, "node", stderr="The site seems to be down.")

    monkeypatch.setattr("sys.argv", ["grading"])
    monkeypatch.setattr(grading, "scan", fail)
    for is_laid, required, code in [(False, "", 0), (False, "required", 1), (True, "", 0), (True, "required", 1)]:
        monkeypatch.setattr(grading, "laid", lambda told=is_laid: told)
        monkeypatch.setenv("GRADE", required)
        assert grading.main() == code
        assert "NOT GRADED" in capsys.readouterr().out
