"""Cells of CSV files that no spreadsheet computes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.spreadsheets import escape_cell, unescape_cell

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠a1 ")) | st.text()


@given(TEXTS)
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(text: str) -> None:
    cell = escape_cell(text)
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert unescape_cell(cell) == text


@pytest.mark.parametrize("text", ["", "Dose", "'quoted'", "a=b", "'"])
def test_most_cells_stay_as_they_are(text: str) -> None:
    assert escape_cell(text) == unescape_cell(text) == text
