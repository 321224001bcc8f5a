"""The grading takes nothing but the best, and names what is less."""

from typing import Any

import pytest

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
