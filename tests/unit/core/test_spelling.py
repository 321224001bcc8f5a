import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.spelling import distance, regional_spellings

WORDS = st.text(alphabet="abcd", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "", 0),
        ("gout", "gout", 0),
        ("gout", "gut", 1),
        ("gout", "goat", 1),
        ("gout", "guot", 1),
        ("gout", "gouty", 1),
    ],
)
def test_a_slip_is_one_step(one: str, other: str, far: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == far


def test_what_is_too_far_is_not_measured() -> None:
    assert distance("asthma", "gout", 2) == 3


@given(WORDS, WORDS, st.integers(0, 8))
def test_a_limit_changes_nothing_within_it(one: str, other: str, most: int) -> None:
    whole = distance(one, other, 8)
    assert distance(one, other, most) == min(whole, most + 1)
    assert (whole == 0) == (one == other)
    assert whole <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"),
        ("leukaemia", "leukemia"),
        ("oesophagus", "esophagus"),
        ("randomised", "randomized"),
        ("haemoglobinaemia", "hemoglobinemia"),
        ("centre", "center"),
        ("enrolment", "enrollment"),
        ("sulphate", "sulfate"),
        ("analyse", "analyze"),
    ],
)
def test_both_sides_of_the_atlantic_are_known(british: str, american: str) -> None:
    assert american in regional_spellings(british)
    assert british in regional_spellings(american)
    assert british not in regional_spellings(british)


def test_short_words_have_one_spelling_and_long_ones_few() -> None:
    assert regional_spellings("are") == ()
    assert len(regional_spellings("re" * 200)) <= 60
