"""Numbers with their nouns, alike on every page."""

import re
from itertools import chain
from pathlib import Path

import pytest

from annotate.core.numbers import and_more, many

ROOT = Path(__file__).parents[3]
HELPERS = {ROOT / "annotate/core/numbers.py", ROOT / "static/js/core/words.js"}
BY_HAND = re.compile(r"""== 1 \? ["']{2}|["']{2} if .*== 1 else ["']s|["']1 [\w ]+["'] if |"\{:,\}"\.format""")
"""A plural, or a comma in a number, that a line makes for itself."""


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 notes"), (1, "1 note"), (999, "999 notes"), (4270, "4,270 notes")]
)
def test_a_number_has_a_comma_before_each_three_digits(number: int, words: str) -> None:
    assert many(number, "note") == words


def test_a_noun_can_have_a_plural_of_its_own() -> None:
    assert [many(number, "reply", "replies") for number in (1, 1000)] == ["1 reply", "1,000 replies"]


def test_the_others_follow_the_first() -> None:
    assert [f"NCT1{and_more(number, 'trial')}" for number in (0, 1, 1200)] == [
        "NCT1",
        "NCT1 and 1 more trial",
        "NCT1 and 1,200 more trials",
    ]


def test_no_page_counts_by_hand() -> None:
    folders = {"templates": "*.html", "static/js": "*.js", "annotate": "*.py"}
    files = chain.from_iterable((ROOT / folder).rglob(name) for folder, name in folders.items())
    lines = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in files
        if file not in HELPERS
        for line in file.read_text("utf-8").splitlines()
        if ("== 1" in line or "{:,}" in line) and BY_HAND.search(line)
    ]
    assert lines == []
