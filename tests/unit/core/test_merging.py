"""Word differences of two texts, and both texts brought together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.merging import Fate, differences, merge

_texts = st.lists(
    st.sampled_from(
        ["dose", "5", "mg", "**", " ", "  ", "\n", "\n\n", "é", "e\u0301", "\u00a0", "-", "\U0001f9ea", "x"]
    ),
    max_size=40,
).map("".join)
_lines = st.lists(st.sampled_from(["one", "two", "three", "", "four"]), max_size=6).map("\n".join)


def shown(old: str, new: str) -> str:
    signs = {Fate.SAME: "{}", Fate.REMOVED: "[-{}]", Fate.ADDED: "[+{}]"}
    return "".join(signs[piece.fate].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("", "", ""),
        ("Why so low?", "Why so low?", "Why so low?"),
        ("Why so low?", "Why so high?", "Why so [-low][+high]?"),
        ("5 mg", "2.5 mg", "[-5][+2.5] mg"),
        ("foo bar", "Before.\n\nfoo bar", "[+Before.\n\n]foo bar"),
        ("one\ntwo", "one two", "one[-\n][+ ]two"),
        ("", "all new", "[+all new]"),
        ("a dose of it all", "we ask for it more", "[-a dose of it all][+we ask for it more]"),
    ],
)
def test_words_are_marked(old: str, new: str, marked: str) -> None:
    assert shown(old, new) == marked


@given(_texts, _texts)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.REMOVED) == new


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged", "clean"),
    [
        ("a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nD", "A\nb\nc\nD", True),
        ("a\nb\nc", "a\nb\nc", "a\nB\nc", "a\nB\nc", True),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd", True),
        ("a", "theirs", "mine", "theirs\nmine", False),
        ("a\nb", "a\nb\ntheirs", "a\nb\nmine", "a\nb\ntheirs\nmine", False),
        ("", "theirs", "mine", "theirs\nmine", False),
        (None, "common\ntheirs", "common\nmine", "common\ntheirs\nmine", False),
        ("a\nb\nc", "same\nb\nc", "same\nb\nC", "same\nb\nC", True),
    ],
)
def test_lines_that_one_changed_are_taken_from_it(
    base: str | None, theirs: str, mine: str, merged: str, clean: object
) -> None:
    found = merge(base, theirs, mine)
    assert (found.text, found.clean) == (merged, clean)


@given(_lines, _lines, _lines)
def test_merging_loses_no_line_and_asks_nothing_of_one_who_changed_nothing(base: str, theirs: str, mine: str) -> None:
    both = merge(base, theirs, mine)
    before = base.split("\n")
    for text in (theirs, mine):
        assert {line for line in text.split("\n") if line not in before} <= set(both.text.split("\n"))
    assert merge(base, base, mine).text == mine
    assert merge(base, theirs, base).text == theirs
    assert merge(base, mine, mine).text == mine
    assert merge(base, theirs, mine).clean == merge(base, mine, theirs).clean
