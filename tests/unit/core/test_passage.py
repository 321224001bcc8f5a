"""A passage as a client saw it, and what a text has there."""

import pytest

from annotate.core.passage import Passage

TEXT = "Adults\nwith a 𝒹ose"


def test_it_is_read_as_a_form_brings_it() -> None:
    assert Passage.read("0", "6", "Adults") == Passage(0, 6, "Adults")
    for start, end in (
        ("", "6"),
        ("0", ""),
        ("-1", "6"),
        ("0", "1e3"),
        ("0", "٦"),
        ("0", " 6"),
        ("0", "1" * 10),
        ("0", "6\n"),
    ):
        with pytest.raises(ValueError, match="offset"):
            Passage.read(start, end, "Adults")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(0, 6, "Adults"), (14, len(TEXT), "𝒹ose"), (3, 3, None), (4, 3, None), (-1, 3, None), (0, len(TEXT) + 1, None)],
)
def test_it_has_words_inside_the_text_alone(start: int, end: int, words: str | None) -> None:
    assert Passage(start, end, "").words_in(TEXT) == words


def test_how_lines_end_makes_no_other_words() -> None:
    seen = Passage(0, 11, "Adults\r\nwith")
    assert seen.was_seen_as("Adults\nwith")
    assert not seen.was_seen_as("Adults with")
