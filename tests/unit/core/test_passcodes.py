"""How passcodes are compared."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.passcodes import normalise_generated, normalise_own, typed, written

WORDS = st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=4, max_size=4)


@given(words=WORDS, between=st.sampled_from([" ", "  ", "-", "\u2011", "\u2013", "\u00a0", "\t", "\n", ""]))
def test_generated_ones_are_taken_however_they_are_typed(words: list[str], between: str) -> None:
    shown = written(tuple(words))
    assert normalise_generated(f" {between.join(words).upper()} ") == normalise_generated(shown)


def test_full_width_letters_are_letters() -> None:
    assert normalise_generated("\uff4f\uff54ter") == "otter"


@given(text=st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_generated(normalise_generated(text)) == normalise_generated(text)


def test_own_ones_are_exact_but_for_how_accents_are_composed() -> None:
    assert normalise_own("Café ") == normalise_own("Cafe\u0301 ")
    assert typed("Café ", own=True) != typed("café ", own=True)
    assert typed("Café ", own=True) != typed("Café", own=True)
    assert typed("²", own=True) == "²"
