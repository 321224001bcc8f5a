from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.anchoring.selectors import CONTEXT, Selector, describe, locate

TEXT = "Arm A\n200 mg intravenously every 3 weeks\nArm B\n400 mg intravenously every 6 weeks, \U0001f9ea e\u0301nough ≥18 Years"

# Few letters, so that the same words stand in many places.
repetitive = st.text("ab \n", min_size=1, max_size=200)


@st.composite
def passages(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(passages(repetitive | st.text(min_size=1)))
def test_a_passage_is_found_where_it_was_described(passage: tuple[str, int, int]) -> None:
    text, start, end = passage

    selector = describe(text, start, end)

    assert selector.exact == text[start:end]
    assert text[: selector.start].endswith(selector.prefix)
    assert text[selector.end :].startswith(selector.suffix)
    assert locate(text, selector) == (start, end)


@given(passages(repetitive), st.integers(-300, 300))
def test_words_and_context_alone_find_the_place_again(passage: tuple[str, int, int], shift: int) -> None:
    text, start, end = passage
    selector = describe(text, start, end)
    misplaced = replace(selector, start=start + shift, end=end + shift)

    assert locate(text, misplaced) == (start, end)


@given(passages(repetitive))
def test_the_context_is_the_only_one_of_its_kind_or_the_whole_text(passage: tuple[str, int, int]) -> None:
    text, start, end = passage
    selector = describe(text, start, end)
    quote = selector.prefix + selector.exact + selector.suffix

    assert sum(text.startswith(quote, place) for place in range(len(text))) == 1


def test_context_is_32_code_points_where_that_is_enough() -> None:
    start = TEXT.index("400")

    selector = describe(TEXT, start, start + 6)

    assert selector == Selector(
        start, start + 6, "400 mg", TEXT[start - CONTEXT : start], TEXT[start + 6 : start + 6 + CONTEXT]
    )


def test_context_grows_until_it_tells_places_apart() -> None:
    text = f"first {'x' * 100} middle {'x' * 100} last"
    start = text.index("middle") + len("middle ") + 45

    selector = describe(text, start, start + 10)

    assert len(selector.prefix) > CONTEXT
    assert locate(text, selector) == (start, start + 10)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)])
def test_what_is_no_passage_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        describe(TEXT, start, end)


def test_equal_words_in_another_place_are_not_the_passage() -> None:
    start = TEXT.index("mg", TEXT.index("Arm B"))
    selector = replace(describe(TEXT, start, start + 2), start=TEXT.index("mg"), end=TEXT.index("mg") + 2)

    assert locate(TEXT, selector) == (start, start + 2)


def test_words_that_are_gone_or_ambiguous_are_nowhere() -> None:
    assert locate(TEXT, Selector(0, 6, "800 mg", "", "")) is None
    assert locate(TEXT, Selector(0, 2, "mg", "", "")) is None
    assert locate(TEXT, Selector(5, 5, "", "", "")) is None
    assert locate("", Selector(0, 1, "a", "", "")) is None


short = st.text("ab", max_size=3)


@given(st.integers(-3, 12), st.integers(-3, 12), short, short, short, st.text("ab", max_size=12))
def test_a_selector_from_anywhere_is_found_truly_or_not_at_all(
    start: int, end: int, exact: str, prefix: str, suffix: str, text: str
) -> None:
    found = locate(text, Selector(start, end, exact, prefix, suffix))

    if found is not None:
        assert text[found[0] : found[1]] == exact
        assert text[: found[0]].endswith(prefix)
        assert text[found[1] :].startswith(suffix)


def test_a_long_repetitive_text_is_described_at_once() -> None:
    text = "ab" * 500_000

    assert locate(text, describe(text, 500_000, 500_002)) == (500_000, 500_002)
