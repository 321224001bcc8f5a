"""Marks are written as the page's script reads them."""

import json
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.marks import WHOLE, Mark, marks_to_text

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "marks.json").read_text())


def test_the_vectors_that_the_script_reads_too() -> None:
    for case in VECTORS:
        assert marks_to_text(Mark(*mark) for mark in case["marks"]) == case["text"]


@given(
    st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 400), st.integers(0, 48), st.booleans()), max_size=30),
    st.integers(0, 2),
)
def test_each_mark_can_be_read_again(places: list[tuple[int, int, int, bool]], whole: int) -> None:
    marks = [Mark("w" * 22, WHOLE, WHOLE, number) for number in range(whole)]
    marks += [Mark("n" * 22, start, start + length, label, changed) for start, length, label, changed in sorted(places)]
    parts = marks_to_text(marks).split(" ") if marks else []
    assert len(parts) == len(marks)
    starts = [0]
    for mark, part in zip(marks, parts, strict=True):
        assert part.startswith(mark.id)
        label, *place = part[22:].rstrip("!").split(".")
        assert int(label or "0", 36) == mark.label
        assert part.endswith("!") == mark.is_changed
        assert bool(place) == (mark.start != WHOLE)
        if place:
            shift, length = (int(number or "0", 36) for number in place)
            starts.append(starts[-1] + shift)
            assert (starts[-1], length) == (mark.start, mark.end - mark.start)
    assert all(one <= other for one, other in pairwise(starts))


def test_ten_thousand_marks_are_small() -> None:
    marks = [Mark(f"{number:022}", number * 10, number * 10 + 120, number % 9) for number in range(10_000)]
    assert len(marks_to_text(marks)) < 300_000
