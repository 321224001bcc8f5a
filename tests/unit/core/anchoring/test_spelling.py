"""Words in another spelling, and wordings that are mostly the same letters."""

import pytest

from annotate.core.anchoring.spelling import misspelt, near, spelt_alike
from annotate.core.diff import Run
from annotate.core.words import part_after, part_before


@pytest.mark.parametrize(
    ("one", "other"),
    [("eroltinib", "erlotinib"), ("colour", "color"), ("patient", "patients"), ("recieve", "receive")],
)
def test_a_slip_is_the_same_word_in_another_spelling(one: str, other: str) -> None:
    assert near(one, other)
    assert near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("same", "same"),
        ("able", "cable"),
        ("eligible", "ineligible"),
        ("arm10", "arm11"),
        ("nausea", "vomiting"),
        ("a" * 100_000, "a" * 100_001),
    ],
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert not near(one, other)


def test_misspelt_words_are_found_in_order_between_the_runs() -> None:
    old = "the paitents recieve it at home".split()
    new = "the patients receive it at home".split()

    assert misspelt([Run(0, 0, 1), Run(3, 3, 3)], old, new) == [Run(1, 1, 1), Run(2, 2, 1)]


def test_letters_tell_where_blanks_and_hyphens_do_not() -> None:
    assert spelt_alike("90 g/L", "90g/L")
    assert spelt_alike("follow-up", "follow up")
    assert not spelt_alike("with asthma", "without pain")
    assert not spelt_alike("a" * 5_000, "a" * 5_000)


def test_a_cut_word_is_cut_in_its_new_spelling_too() -> None:
    assert (part_before("160/100", "180/95", 4), part_after("160/100", "180/95", 3)) == (4, 3)
    assert (part_before("thymic", "non-thymic", 2), part_after("thymic", "non-thymic", 3)) == (0, 10)
