"""The grammar of the search box, by properties: whatever is typed is read, and in bounded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.trials.grammar import LONGEST_QUERY, MOST_WORDS, SearchTerm, SearchWords, read_words

PLAIN = st.text(alphabet="abcdefgh", min_size=2, max_size=8)
WORDS = st.lists(PLAIN, min_size=1, max_size=6)
MILLION = 10**6


def texts(words: SearchWords) -> list[list[str]]:
    return [[term.text for term in group] for group in words.groups]


@given(WORDS)
def test_words_are_all_asked_for_and_the_last_stays_open(typed: list[str]) -> None:
    words = read_words(" ".join(typed))
    assert texts(words) == [[each] for each in typed]
    assert [term.prefix for term in words.terms] == [False] * (len(typed) - 1) + [True]


@given(WORDS)
def test_a_phrase_is_one_term_and_closed(typed: list[str]) -> None:
    phrase = " ".join(typed)
    assert read_words(f'"{phrase}"').groups == ((SearchTerm(phrase, quoted=True),),)


@given(WORDS)
def test_or_makes_one_group_of_all(typed: list[str]) -> None:
    assert texts(read_words(" OR ".join(typed))) == [typed]
    assert texts(read_words(" AND ".join(typed))) == [[each] for each in typed]


@given(WORDS, WORDS)
def test_what_is_excluded_is_asked_for_nowhere(typed: list[str], without: list[str]) -> None:
    for minus in ("-", "NOT "):
        words = read_words(" ".join((*typed, *(f"{minus}{each}" for each in without))))
        assert texts(words) == [[each] for each in typed]
        assert [term.text for term in words.excluded] == without


@given(st.text())
def test_whatever_is_typed_has_terms_with_letters_or_digits(query: str) -> None:
    words = read_words(query)
    for term in (*words.terms, *words.excluded):
        assert any(sign.isalnum() for sign in term.text)
        assert '"' not in term.text
        assert "\0" not in term.text
    assert len(words.groups) + len(words.excluded) <= MOST_WORDS
    assert all(words.groups)
    assert bool(words) == bool(words.groups or words.excluded)


@pytest.mark.parametrize(
    "unit", ['"', "-", "\0", "a", "a ", "OR ", "-a ", '"a" ', "NOT ", "(", "NEAR(", "nct00000001 ", "\ud800"]
)
def test_a_million_characters_are_read_to_a_point(unit: str) -> None:
    words = read_words(unit * MILLION)
    assert words == read_words((unit * LONGEST_QUERY)[:LONGEST_QUERY])


@pytest.mark.parametrize(
    "query",
    [
        "NCT00000001",
        " (nct 00000001). ",
        "00000001",
        "https://clinicaltrials.gov/study/NCT00000001?tab=results",
        "https://clinicaltrials.gov/ct2/show/NCT00000001",
        "www.clinicaltrials.gov/study/nct00000001",
    ],
)
def test_an_id_or_a_page_s_address_alone_is_a_registry_id(query: str) -> None:
    assert read_words(query).registry_id == "NCT00000001"
    assert read_words(f"{query} gout").registry_id == ""


@pytest.mark.parametrize("query", ["NCT0000001", "NCT000000011", "-NCT00000001 x", "NCT00000001 NCT00000002"])
def test_anything_else_is_words(query: str) -> None:
    assert read_words(query).registry_id == ""
