import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from annotate.trials.excerpts import HIT_END, HIT_START
from annotate.trials.search import MOST_WORDS, count, find, read_words
from tests.studies import keep_study, numbered

STRANGE = [
    '"',
    "NEAR(",
    "*",
    "a*",
    "\x00",
    "%" * 1000,
    "\U0001f600",
    "AND",
    "OR NOT",
    '" OR',
    'a"b',
    "title:x",
    "registry_id : x",
    "-x",
    "^x",
    "{title body}: x",
    "\udc00",
    "()",
    "+",
    '"" ""',
    "'",
    "\\",
    "x" * 5000,
    "NCT",
    "nct-",
    "NEAR(a b, 5)",
    "\ufffe\U0010ffff",
    "\u2028",
    "\u0e01\u0e33\u0e49",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
    "\u01c5 \U0001e900",
    "\u2160\u00bd\u3021",
]


def found(session: Session, query: str) -> list[str]:
    return [hit.registry_id for hit in find(session, read_words(query), limit=50)]


@pytest.fixture
def trials(session: Session) -> Session:
    keep_study(session, numbered(1), title="Tislelizumab in gastric cancer", summary="Zoster is excluded.")
    keep_study(session, numbered(2), title="A vaccine", summary="Against zoster, in people with gastric reflux.")
    keep_study(session, numbered(3), title="Café au lait spots", summary="Known since naïve days; SARS-CoV-2 too.")
    return session


def test_every_word_has_to_be_there(trials: Session) -> None:
    assert set(found(trials, "gastric zoster")) == {numbered(1), numbered(2)}
    assert found(trials, "gastric cancer zoster") == [numbered(1)]
    assert found(trials, "gastric malaria") == []


def test_a_word_in_the_title_weighs_most(trials: Session) -> None:
    assert found(trials, "gastric") == [numbered(1), numbered(2)]


def test_the_last_word_may_be_a_beginning_and_the_others_not(trials: Session) -> None:
    assert found(trials, "tislel") == [numbered(1)]
    assert found(trials, "tislel cancer") == []


@pytest.mark.parametrize("query", ["t", "gastric t", "x-t", "t*"])
def test_a_single_letter_is_a_whole_word(query: str) -> None:
    assert not read_words(query).last_is_prefix


@pytest.mark.parametrize("quotes", ["\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u201d\u201d"])
def test_quotes_as_a_word_processor_writes_them_make_a_phrase(quotes: str) -> None:
    assert read_words(f"{quotes[0]}lung cancer{quotes[1]} gout") == read_words('"lung cancer" gout')


def test_a_phrase_in_quotes_is_kept_together(trials: Session) -> None:
    assert found(trials, '"gastric cancer"') == [numbered(1)]
    assert found(trials, '"cancer gastric"') == []
    assert found(trials, '"gastric canc"') == []


def test_accents_and_capitals_do_not_matter(trials: Session) -> None:
    for query in ("cafe", "CAFÉ", "cafe\u0301", "naive", "sars-cov-2", "SARS CoV"):
        assert found(trials, query) == [numbered(3)], query


@pytest.mark.parametrize(
    "query", ["NCT00000002", "nct00000002", "nct 00000002", "NCT-00000002", "00000002", " nct 00000002 zoster"]
)
def test_a_registry_id_is_found_however_it_is_written(trials: Session, query: str) -> None:
    assert found(trials, query) == [numbered(2)]


def test_the_sponsor_s_own_ids_are_found(trials: Session) -> None:
    assert len(found(trials, "2020-000001-11")) == 3
    assert len(found(trials, "ORG-1")) == 3


def test_words_between_comparison_signs_and_in_units_are_found_and_shown(session: Session) -> None:
    keep_study(session, numbered(4), title="A dose", summary="ANC <LLN or 5 mg/kg, platelets >100 & q4w/q8w.")
    for query in ("LLN", "kg", "platelets", "mg/kg", "q8w", "<LLN"):
        assert found(session, query) == [numbered(4)], query
    (hit,) = find(session, read_words("kg"), limit=5)
    assert f"{HIT_START}kg{HIT_END}, platelets >100 & q4w/q8w." in hit.excerpt


def test_excerpts_show_where_the_words_stand(trials: Session) -> None:
    (hit,) = find(trials, read_words("reflux"), limit=5)

    assert f"gastric {HIT_START}reflux{HIT_END}" in hit.excerpt


def test_pages_hold_what_they_should_and_counts_are_capped(trials: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    words = read_words("hospital")
    assert count(trials, words) == 3
    pages = [find(trials, words, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert len({hit.registry_id for page in pages for hit in page}) == 3

    monkeypatch.setattr("annotate.trials.search.COUNT_LIMIT", 1)
    assert count(trials, words) == 2


def test_a_search_can_stay_within_a_condition(trials: Session) -> None:
    keep_study(trials, numbered(4), title="Gastric something", conditions=["Reflux"])
    words = read_words("gastric")

    assert [hit.registry_id for hit in find(trials, words, condition="reflux", limit=5)] == [numbered(4)]
    assert count(trials, words, condition="reflux") == 1


@pytest.mark.parametrize("query", STRANGE)
def test_no_input_is_an_error(trials: Session, query: str) -> None:
    words = read_words(query)

    assert len(find(trials, words, limit=5)) <= 3
    assert count(trials, words) <= 3


def test_what_has_no_letter_and_no_digit_asks_for_nothing() -> None:
    for query in ("", "  ", '"', "***", "%" * 1000, "\U0001f600", "\x00"):
        assert not read_words(query)


def test_only_so_many_words_are_read() -> None:
    assert len(read_words("a " * 500).words) == MOST_WORDS


@given(st.text(max_size=80))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_at_all_can_be_searched_for(session: Session, query: str) -> None:
    words = read_words(query)

    assert find(session, words, limit=2) == ()
    assert count(session, words) == 0
