"""Excerpts of searched words: cut where most of them stand, and never other words than the text's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.trials.excerpts import HIT_END, HIT_START, cut_excerpt, find_hits

FILLING = "words that say nothing of it " * 20


def shown(text: str, *words: str, last_is_prefix: bool = False) -> str:
    """Give the excerpt with brackets around its hits."""
    return cut_excerpt(text, words, last_is_prefix=last_is_prefix).translate({2: "[", 3: "]"})


def test_the_stretch_with_most_words_is_cut_at_blanks() -> None:
    excerpt = shown(f"{FILLING}gastric {FILLING}reflux of gastric acid {FILLING}", "gastric", "reflux")
    assert "[reflux] of [gastric] acid" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert set(excerpt.strip("…").translate({91: None, 93: None}).split()) <= {
        *FILLING.split(),
        "reflux",
        "of",
        "gastric",
        "acid",
    }


def test_the_first_word_of_a_text_is_not_cut() -> None:
    excerpt = shown(f"Myasthenic {'x' * 31} gastric {FILLING}", "gastric")
    assert excerpt.startswith("Myasthenic x")


def test_a_text_without_the_words_shows_its_beginning() -> None:
    assert shown("Nothing of it.", "zoster") == "Nothing of it."
    assert shown(FILLING, "zoster").startswith("words that say")


@pytest.mark.parametrize(
    ("text", "words", "prefix", "marked"),
    [
        ("Known since naïve days", ("NAIVE",), False, "[naïve]"),
        ("CAFÉ au lait", ("cafe",), False, "[CAFÉ]"),
        ("tislelizumab", ("tisle",), True, "[tislelizumab]"),
        ("tislelizumab", ("tisle",), False, "tislelizumab"),
        ("SARS-CoV-2 and others", ("sars cov",), False, "[SARS-CoV]-2"),
        ("at 5 mg/kg daily", ("mg/kg",), False, "[mg/kg]"),
        ("İstanbul", ("istanbul",), False, "[İstanbul]"),
        ("snake_case", ("case",), False, "snake_[case]"),
    ],
)
def test_words_are_found_as_the_index_has_them(text: str, words: tuple[str, ...], prefix: bool, marked: str) -> None:  # noqa: FBT001 - a parameter of the test
    assert marked in shown(text, *words, last_is_prefix=prefix)


@given(st.text(), st.lists(st.text(), max_size=4), st.booleans())
def test_without_its_marks_it_is_a_part_of_the_text(text: str, words: list[str], prefix: bool) -> None:  # noqa: FBT001 - as above
    text = text.replace(HIT_START, "").replace(HIT_END, "").replace("…", "")
    plain = cut_excerpt(text, words, last_is_prefix=prefix).replace(HIT_START, "").replace(HIT_END, "")
    assert plain.strip("…") in text


def test_places_of_words_are_spans_of_the_text_as_it_is() -> None:
    text = "Gout, or goût \U0001f9ea: GOUTY people with gout."
    spans = find_hits(text, ["gout"], last_is_prefix=False, most=9)
    assert [text[start:end] for start, end in spans] == ["Gout", "goût", "gout"]
    assert len(find_hits(text, ["gout"], last_is_prefix=True, most=9)) == 4
    assert len(find_hits(text, ["gout"], last_is_prefix=False, most=2)) == 2
    assert find_hits(text, [], last_is_prefix=False, most=9) == ()
