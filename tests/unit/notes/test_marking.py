"""Marks of searched words: around the words alone, in whatever markup, and nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from annotate.notes.grammar import read_query
from annotate.notes.marking import WordMarker
from annotate.web.markdown import render

TEXT = st.text(alphabet="ab &<>\"'*_`Éé-\n\u0301", max_size=60)


def marker(query: str) -> WordMarker:
    return WordMarker(read_query(query).words)


@given(TEXT, TEXT)
def test_without_its_marks_the_markup_is_as_it_was(text: str, query: str) -> None:
    for markup in (str(escape(text)), str(render(text))):
        marked = str(marker(query).html(markup))
        assert re.sub("</?mark>", "", marked) == markup
        assert not re.search(r"<[^>]*<mark>", marked), "no mark is inside of an element's tag"


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("dose", "A dose, overdose, doses", "A [dose], overdose, [doses]"),
        ('"dose"', "A dose, doses", "A [dose], doses"),
        ("dose x", "doses x", "doses [x]"),
        ('"twice daily"', "twice, daily; daily twice daily", "[twice, daily]; daily [twice daily]"),
        ("uber", "Über", "[Über]"),
        ("tumor", "a tumour", "a [tumour]"),
        ("a -b", "a b", "[a] b"),
        ("label:x", "x", "x"),
        ("amp", "a & b", "a & b"),
        ("lt", "a < b", "a < b"),
    ],
)
def test_it_marks_what_was_searched_for(query: str, text: str, marked: str) -> None:
    expected = str(escape(marked)).replace("[", "<mark>").replace("]", "</mark>")
    assert str(marker(query).text(text)) == expected
    assert marker(query).finds(text) == ("[" in marked)
