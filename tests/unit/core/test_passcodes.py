"""How passcodes are compared."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.passcodes import normalise_generated, normalise_own, typed, written

WORDS = st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=4, max_size=4)


BETWEEN = [" ", "  ", "-", "\u2011", "\u2013", "\u00a0", "\t", "\n", "", "\u200b ", ", ", " \u00ad", "\u2060"]
AROUND = [
    " {} ",
    "{}.",
    "\u201c{}\u201d",
    "'{}'",
    "\u00ab\u00a0{}\u00a0\u00bb",
    "\ufeff{}\r\n",
    "1. {};",
    "\u200e{}\u2026",
]


@given(words=WORDS, between=st.sampled_from(BETWEEN), around=st.sampled_from(AROUND))
def test_generated_ones_are_taken_however_they_are_typed_or_pasted(words: list[str], between: str, around: str) -> None:
    shown = written(tuple(words))
    assert normalise_generated(around.format(between.join(words).upper())) == normalise_generated(shown)


def test_full_width_letters_are_letters() -> None:
    assert normalise_generated("\uff4f\uff54ter") == "otter"


@given(text=st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_generated(normalise_generated(text)) == normalise_generated(text)


def test_own_ones_are_exact_but_for_what_nobody_sees() -> None:
    assert normalise_own("Café ") == normalise_own("Cafe\u0301 ")
    assert normalise_own("Café au\u00a0lait\u200b") == normalise_own("\ufeffCafé au lait")
    assert normalise_own("Café ") != normalise_own("café ")
    assert normalise_own("Café ") != normalise_own("Café")
    assert normalise_own("“Café”") != normalise_own("Café")


def test_own_ones_of_earlier_releases_are_known_still() -> None:
    assert typed("m² per\u00a0day", own=True) == ("m2 per day", "m² per\u00a0day")
    assert typed("Café", own=True) == ("Café",)
