"""Patterns with stars and underscores."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.wildcards import matches


@given(st.text("ab*_", max_size=12), st.text("ab_*", max_size=12))
def test_it_means_what_a_regular_expression_would(pattern: str, text: str) -> None:
    same = "".join({"*": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern)
    assert matches(pattern, text) is (re.fullmatch(same, text, re.DOTALL) is not None)


@pytest.mark.parametrize("text", ["a" * 3_000, "a" * 3_000 + "b"])
def test_it_goes_back_to_the_last_star_alone(text: str) -> None:
    assert not matches("*a" * 200 + "c", text)
