import pytest
from sqlalchemy.orm import Session

from annotate.trials.grammar import read_words
from annotate.trials.lists import Listing, list_trials
from annotate.trials.search import TrialSearch
from annotate.trials.search_page import understood_words
from annotate.trials.understanding import Correction
from tests.studies import keep_study, numbered


def listed(session: Session, query: str, *, exact: bool = False) -> Listing:
    return list_trials(session, TrialSearch(read_words(query), exact=exact))


def found(session: Session, query: str, *, exact: bool = False) -> set[str]:
    return {line.registry_id for line in listed(session, query, exact=exact).lines}


def also(session: Session, query: str) -> set[str]:
    results = listed(session, query).results
    return set(results.also) if results else set()


@pytest.fixture
def trials(session: Session) -> Session:
    bare: dict[str, list[str]] = {"keywords": [], "terms": [], "ancestors": []}
    keep_study(session, numbered(1), title="Tumour size in leukaemia", conditions=["Leukaemia"], **bare)
    keep_study(session, numbered(2), title="Tumor size in leukemia", conditions=["Leukemia"], **bare)
    keep_study(session, numbered(3), title="Tislelizumab and haemoglobin", conditions=["Anaemia"], **bare)
    return session


@pytest.mark.parametrize("query", ["tumour", "tumor", "leukaemia", "leukemia", "tumour leukemia"])
def test_british_and_american_spellings_find_each_other_and_it_is_said(trials: Session, query: str) -> None:
    assert found(trials, query) == {numbered(1), numbered(2)}
    assert also(trials, query)
    assert len(found(trials, query, exact=True)) < 2 or query == "tumour leukemia"


def test_a_quoted_word_is_taken_as_it_is(trials: Session) -> None:
    assert found(trials, '"tumour"') == {numbered(1)}
    assert also(trials, '"tumour"') == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tislelizumb", "tislelizumab"),
        ("tilselizumab", "tislelizumab"),
        ("hemaglobin", "haemoglobin"),
        ("xtislelizumab", "tislelizumab"),
    ],
)
def test_a_misspelt_word_is_corrected_and_it_is_said(trials: Session, typed: str, meant: str) -> None:
    listing = listed(trials, f"{typed} anaemia")
    assert [line.registry_id for line in listing.lines] == [numbered(3)]
    assert listing.results
    assert listing.results.corrected == (Correction(typed, meant),)
    assert found(trials, f"{typed} anaemia", exact=True) == set()


def test_what_is_said_of_a_corrected_search_is_what_was_searched_for(trials: Session) -> None:
    for query, said in (
        ("tislelizumb anaem", "with “tislelizumab”, and “anaem” or words that begin so"),
        ("anaemia tislelizumb", "with “anaemia”, and “tislelizumab”"),
        ("tislelizumb", ""),
    ):
        listing = listed(trials, query)
        assert listing.results
        assert listing.results.corrected == (Correction("tislelizumb", "tislelizumab"),)
        assert understood_words(listing.results.words) == said


def test_what_is_like_nothing_stays_nothing(trials: Session) -> None:
    listing = listed(trials, "qwertyuiop")
    assert listing.lines == ()
    assert listing.results
    assert (listing.results.corrected, listing.results.suggested) == ((), ())


def test_a_word_that_little_has_is_found_and_the_likelier_one_suggested(trials: Session) -> None:
    keep_study(trials, numbered(4), summary="Said about tislelizumb once.")
    listing = listed(trials, "tislelizumb")
    assert [line.registry_id for line in listing.lines] == [numbered(4)]
    assert listing.results
    assert listing.results.suggested == (Correction("tislelizumb", "tislelizumab"),)


def test_a_condition_in_plain_words_finds_the_registry_s_heading(session: Session) -> None:
    for number in (1, 2):
        keep_study(session, numbered(number), conditions=["Heart Attack"], terms=["Myocardial Infarction"])
    keep_study(session, numbered(3), conditions=["STEMI"], terms=["Myocardial Infarction"])
    keep_study(session, numbered(4), conditions=["Gout"], terms=["Gout"])

    assert also(session, "heart attack") == {"Myocardial Infarction"}
    assert found(session, "heart attack") == {numbered(1), numbered(2), numbered(3)}
    assert found(session, "heart attack", exact=True) == {numbered(1), numbered(2)}
    assert found(session, '"heart attack"') == {numbered(1), numbered(2)}
    assert found(session, "gout") == {numbered(4)}


def test_another_name_of_a_treatment_finds_the_treatment(session: Session) -> None:
    brand = {"type": "DRUG", "name": "Pembrolizumab", "otherNames": ["Keytruda®", "MK-3475"]}
    for number in (1, 2):
        keep_study(session, numbered(number), interventions=[brand])
    keep_study(session, numbered(3), interventions=[{"type": "DRUG", "name": "pembrolizumab"}])
    keep_study(session, numbered(4), interventions=[{"type": "DRUG", "name": "Nivolumab", "otherNames": ["Opdivo"]}])

    assert also(session, "keytruda") == {"Pembrolizumab"}
    assert found(session, "keytruda") == {numbered(1), numbered(2), numbered(3)}
    assert found(session, "MK-3475") == {numbered(1), numbered(2), numbered(3)}
    assert found(session, "keytruda", exact=True) == {numbered(1), numbered(2)}
    assert also(session, "opdivo") == set()  # one record says so: too few to go by


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("gout", ""),
        ("gout xx", "with “gout”, and “xx” or words that begin so"),
        ('"lung cancer" OR asthma -child', "with “lung cancer” or “asthma”, without “child”"),
        ("-child", "without “child”"),
        ('"gout"', "with “gout”"),
    ],
)
def test_what_was_understood_is_said(query: str, said: str) -> None:
    assert understood_words(read_words(query)) == said
