import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.anchoring.selectors import CONTEXT, Selector, describe

TEXT = "Arm A\n200 mg intravenously every 3 weeks\nArm B\n400 mg intravenously every 6 weeks, \U0001f9ea e\u0301nough ≥18 Years"

# Few letters, so that the same words stand in many places.
repetitive = st.text("ab \n", min_size=1, max_size=200)


@st.composite
def passages(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def places(text: str, selector: Selector) -> list[int]:
    """Where a text has the selector's words in its context."""
    quote = selector.prefix + selector.exact + selector.suffix
    return [place + len(selector.prefix) for place in range(len(text)) if text.startswith(quote, place)]


@given(passages(repetitive | st.text(min_size=1)))
def test_a_selector_says_what_stands_there_and_around_it(passage: tuple[str, int, int]) -> None:
    text, start, end = passage

    selector = describe(text, start, end)

    assert selector.exact == text[start:end]
    assert text[: selector.start].endswith(selector.prefix)
    assert text[selector.end :].startswith(selector.suffix)
    assert (selector.start, selector.end) == (start, end)


@given(passages(repetitive))
def test_the_context_is_the_only_one_of_its_kind_or_the_whole_text(passage: tuple[str, int, int]) -> None:
    text, start, end = passage
    selector = describe(text, start, end)

    assert places(text, selector) == [start]


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
    assert places(text, selector) == [start]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)])
def test_what_is_no_passage_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        describe(TEXT, start, end)


def test_equal_words_in_another_place_are_not_the_passage() -> None:
    start = TEXT.index("mg", TEXT.index("Arm B"))

    assert places(TEXT, describe(TEXT, start, start + 2)) == [start]


def test_a_long_repetitive_text_is_described_at_once() -> None:
    text = "ab" * 500_000

    selector = describe(text, 500_000, 500_002)

    assert (selector.exact, len(selector.prefix + selector.suffix) > 500_000) == ("ab", True)
