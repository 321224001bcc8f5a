"""Searches as the query of their address: one form for all that find the same, and which trials they find."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from annotate.trials import query_strings
from annotate.trials.lists import list_trials
from annotate.trials.queries import find_trial
from annotate.trials.query_strings import canonical, latest, matching, read_search, reread, said
from tests.studies import keep_study, numbered

pairs = st.lists(
    st.tuples(st.sampled_from(["q", "condition", "phase", "exact", "sort", "page"]), st.text()), max_size=6
)


@pytest.mark.parametrize(
    ("parameters", "query"),
    [
        ([], ""),
        ([("q", " "), ("page", "3")], ""),
        ([("q", "  kidney   stones "), ("page", "2")], "q=kidney+stones"),
        ([("q", "gout"), ("condition", "Kidney Stones")], "condition=kidney-stones&q=gout"),
        ([("phase", "PHASE2"), ("phase", "PHASE1")], "phase=PHASE2"),
        ([("q", "gout"), ("sort", "start"), ("exact", "1"), ("utm", "x")], "exact=1&q=gout"),
        ([("exact", "1"), ("sort", "start")], ""),
        ([("q", "?!")], ""),
        ([("q", "a\0b")], ""),
        ([("q", "\ud800")], ""),
    ],
)
def test_one_form(parameters: list[tuple[str, str]], query: str) -> None:
    assert canonical(parameters) == query


@given(pairs)
def test_it_is_the_same_when_it_is_read_again(parameters: list[tuple[str, str]]) -> None:
    query = canonical(parameters)
    assert query.isascii()
    if len(query) <= query_strings.LONGEST:
        assert reread(query) == query


def test_it_is_said_in_words() -> None:
    assert said("condition=kidney-stones&q=gout") == "“gout” · condition: kidney stones"
    assert said("exact=1&q=gout&status=OPEN") == "“gout” · these words alone · status: Recruiting, or about to"
    assert said("") == ""


@pytest.fixture
def trials(session: Session) -> list[str]:
    """Two trials on gout, of which one tests colchicine, and one on asthma."""
    keep_study(session, numbered(1), title="Colchicine in gout", conditions=["Gout"])
    keep_study(session, numbered(2), title="Rest in gout", conditions=["Gout"])
    keep_study(session, numbered(3), title="Colchicine in asthma", conditions=["Asthma"])
    return [find_trial(session, numbered(number)).id for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2, 3}),
        ("q=colchicine", {1, 3}),
        ("q=colch", {1, 3}),
        ("q=colchicine+gout", {1}),
        ("q=%22in+gout%22", {1, 2}),
        ("condition=gout", {1, 2}),
        ("condition=gout&q=colchicine", {1}),
        ("q=nothing-of-the-kind", set[int]()),
        ("q=NCT00000002", {2}),
        ("q=NEAR%28+%2A+OR+%22", set[int]()),
        ("q=colchicine+-gout", {3}),
        ("q=asthma+OR+rest", {2, 3}),
        ("status=COMPLETED", set[int]()),
        ("q=%22%22", {1, 2, 3}),
    ],
)
def test_only_those_that_it_finds(session: Session, trials: list[str], query: str, found: set[int]) -> None:
    assert matching(session, query, trials) == {trials[number - 1] for number in found}
    assert set(latest(session, query, 10)) == {trials[number - 1] for number in found}


def test_only_among_those_that_are_asked_for(session: Session, trials: list[str]) -> None:
    assert matching(session, "q=colchicine", trials[1:]) == {trials[2]}
    assert matching(session, "q=colchicine", []) == frozenset()
    assert latest(session, "q=colchicine", 1) == (trials[2],)


@pytest.mark.parametrize("query", ["q=colchicin+gouty", "q=colchicinne", "exact=1&q=colchicinne", "q=gout&type=X"])
def test_it_is_corrected_where_its_page_is(session: Session, trials: list[str], query: str) -> None:
    listed = list_trials(session, read_search(dict(parse_qsl(query))))
    assert matching(session, query, trials) == {line.trial_id for line in listed.lines}
