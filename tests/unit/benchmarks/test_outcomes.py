"""The benchmark of verdicts: its labelled cases, and no more errors than docs/then-and-now.md says."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from annotate.core.outcomes import OutcomeVerdict
from benchmarks.outcomes import HALVES, SHORT, main, outcomes_in, read_cases

HERE = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("ANNOTATE_CORPUS", HERE.parent / "shared" / "data" / "trials")) / "versions"
MOST_WRONG = {"rules": 1, "check": 1}
"""Wrong answers by half, as the table in the docs says."""


def needs_records() -> None:
    if not CORPUS.is_dir():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no real versions in {CORPUS}")


def test_the_cases_are_of_every_verdict_and_in_two_halves() -> None:
    cases = read_cases()
    halves = Counter(case["half"] for case in cases)

    assert len({(case["id"], case["then"], case["now"]) for case in cases}) == len(cases) >= 80
    assert set(halves) == set(HALVES)
    assert {case["verdict"] for case in cases} == set(OutcomeVerdict) - {OutcomeVerdict.OTHER_LIST} <= set(SHORT)
    for half in HALVES:
        assert len({case["verdict"] for case in cases if case["half"] == half}) == len(OutcomeVerdict) - 1
    assert all((case["old"] is None) == (case["verdict"] == "added") for case in cases)
    assert all((case["new"] is None) == (case["verdict"] == "dropped") for case in cases)


@pytest.mark.corpus
def test_the_cases_name_the_outcomes_that_they_quote() -> None:
    needs_records()
    for case in read_cases():
        for file, place, words in (("then", "old", "old_words"), ("now", "new", "new_words")):
            if case[place] is not None:
                measure = outcomes_in(CORPUS / case["trial"] / case[file])[case[place]].measure
                assert measure.split()[:7] == case[words].removesuffix(" …").split(), case["id"]


@pytest.mark.corpus
def test_no_more_answers_are_wrong_than_the_docs_say(capsys: pytest.CaptureFixture[str]) -> None:
    needs_records()

    assert main([]) == 0

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    for half, most in MOST_WRONG.items():
        assert figures[half]["cases"] - figures[half]["right"] <= most
        assert figures[half]["quiet_wrong"] == 0
        assert figures[half]["paired_wrong"] == 0
