import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from annotate.trials import matching
from annotate.trials.excerpts import HIT_END, HIT_START
from annotate.trials.grammar import MOST_WORDS, read_words
from annotate.trials.lists import Listing, list_trials
from annotate.trials.search import Order, TrialSearch
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


def listed(session: Session, query: str, *chosen: tuple[str, str], order: Order = Order.BEST) -> Listing:
    return list_trials(session, TrialSearch(read_words(query), chosen, order))


def found(session: Session, query: str, *chosen: tuple[str, str], order: Order = Order.BEST) -> list[str]:
    return [line.registry_id for line in listed(session, query, *chosen, order=order).lines]


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
    assert not any(term.prefix for term in read_words(query).terms)


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
    (hit,) = listed(session, "kg").lines
    assert f"{HIT_START}kg{HIT_END}, platelets >100 & q4w/q8w." in hit.excerpt


def test_excerpts_show_where_the_words_stand(trials: Session) -> None:
    (hit,) = listed(trials, "reflux").lines

    assert f"gastric {HIT_START}reflux{HIT_END}" in hit.excerpt


def test_a_topic_or_place_that_matched_is_shown_where_the_text_has_no_such_word(session: Session) -> None:
    places = [{"facility": "Charité", "city": "Berlin", "country": "Germany"}]
    keep_study(session, numbered(4), keywords=["Hyperuricemia"], places=places)

    for query, shown in (("hyperuricemia", "Hyperuricemia"), ("germany", "Germany"), ("berlin", "Berlin")):
        (hit,) = listed(session, query).lines
        assert f"{HIT_START}{shown}{HIT_END}" in hit.excerpt, query


def test_names_of_contacts_are_not_searched(session: Session) -> None:
    keep_study(session, numbered(4), contacts=[{"name": "Zacharias Quux", "email": "quux@example.org"}])
    assert found(session, "quux") == []


def test_however_many_match_only_so_many_are_looked_at(trials: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (listed(trials, "hospital").total, listed(trials, "hospital").capped) == (3, False)
    monkeypatch.setattr("annotate.trials.matching.MOST_CANDIDATES", 2)
    capped = listed(trials, "hospital")
    assert (capped.total, capped.capped) == (2, True)
    assert {line.registry_id for line in capped.lines} == {numbered(2), numbered(3)}, "those that came in last"


def test_a_changed_record_counts_as_the_latest(trials: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.trials.matching.MOST_CANDIDATES", 1)
    keep_study(trials, numbered(1), title="Tislelizumab once more", updated="2026-11-01")
    assert found(trials, "hospital") == [numbered(1)]


def test_a_search_can_stay_within_a_condition_and_narrower_ones(trials: Session) -> None:
    keep_study(trials, numbered(4), title="Gastric something", conditions=["Reflux"], ancestors=["Stomach Diseases"])

    assert found(trials, "gastric", ("condition", "reflux")) == [numbered(4)]
    assert found(trials, "gastric", ("condition", "stomach-diseases")) == [numbered(4)]
    assert found(trials, "", ("condition", "stomach-diseases")) == [numbered(4)]
    assert found(trials, "gastric", ("condition", "gout")) == []


def test_lists_are_sorted_as_asked(session: Session) -> None:
    keep_study(session, numbered(1), updated="2020-01-01", status="RECRUITING")
    keep_study(session, numbered(2), updated="2024-01-01", status="COMPLETED")
    keep_study(session, numbered(3), updated="2022-01-01", status="COMPLETED")

    assert found(session, "hospital", order=Order.UPDATED) == [numbered(2), numbered(3), numbered(1)]
    assert found(session, "", order=Order.OPEN) == [numbered(1), numbered(2), numbered(3)]
    assert len(found(session, "hospital", order=Order.START)) == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoster OR spots", {1, 2, 3}),
        ("zoster | spots", {1, 2, 3}),
        ("gastric zoster OR spots", {1, 2}),
        ("gastric -cancer", {2}),
        ("gastric NOT cancer", {2}),
        ('gastric -"gastric cancer"', {2}),
        ("gastric AND zoster", {1, 2}),
        ("-gastric", {3}),
        ("-gastric -spots", set()),
        ("OR gastric OR", {1, 2}),
        ("gastric OR -cancer", {2}),
        ("sars-cov-2", {3}),
        ("OR", set()),
    ],
)
def test_operators_mean_what_they_say(trials: Session, query: str, expected: set[int]) -> None:
    assert set(found(trials, query)) == {numbered(number) for number in expected}


def test_nothing_is_left_of_a_record_that_was_replaced(session: Session) -> None:
    for summary in ("About tirzepatide.", "About semaglutide.", "About liraglutide."):
        keep_study(session, numbered(1), summary=summary)
    assert [found(session, each) for each in ("tirzepatide", "semaglutide")] == [[], []]
    assert found(session, "liraglutide") == [numbered(1)]
    assert len(matching.candidates(session, matching.Question()).trials) == 1


@pytest.mark.parametrize("query", STRANGE)
def test_no_input_is_an_error(trials: Session, query: str) -> None:
    assert len(found(trials, query)) <= 3


def test_what_has_no_letter_and_no_digit_asks_for_nothing() -> None:
    for query in ("", "  ", '"', "***", "%" * 1000, "\U0001f600", "\x00"):
        assert not read_words(query)


def test_only_so_many_words_are_read() -> None:
    assert len(read_words("a " * 500).groups) == MOST_WORDS


@given(st.text(max_size=80))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_at_all_can_be_searched_for(session: Session, query: str) -> None:
    assert found(session, query) == []


@given(
    st.lists(
        st.sampled_from(
            ["gastric", "OR", "AND", "NOT", "-", '"', "|", "-cancer", "(", ")", "*", "NEAR(", " ", "q", ":"]
        )
    )
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_operators_in_any_order_are_no_error(session: Session, parts: list[str]) -> None:
    for query in (" ".join(parts), "".join(parts)):
        words = read_words(query)
        assert found(session, query) == []
        assert all(any(sign.isalnum() for sign in term.text) for term in (*words.terms, *words.excluded))


def test_phrases_are_looked_for_in_a_bounded_number_of_records(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_study(session, numbered(1), title="Red gout")
    keep_study(session, numbered(2), title="Gout, never red")
    keep_study(session, numbered(3), title="Red gout again")
    assert set(found(session, '"red gout"')) == {numbered(1), numbered(3)}
    assert found(session, '"red gout" -again') == [numbered(1)]
    assert set(found(session, '"red gout" OR never')) == {numbered(1), numbered(2), numbered(3)}
    assert not listed(session, '"red gout"').capped
    assert listed(session, '"gout red"').total == 0

    monkeypatch.setattr("annotate.trials.matching.MOST_COMPARED", 2)
    listing = listed(session, '"red gout"')
    everything = session.get_bind().dialect.name == "sqlite"
    assert (listing.total, listing.capped) == ((2, False) if everything else (1, True))
    assert listed(session, '"gout red"').capped is not everything
