"""Fair shares of what all have together."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.fair_share import fair_share


def test_each_takes_half_of_what_is_left() -> None:
    taken: list[int] = []
    while own := fair_share(200, sum(taken)):
        taken.append(own)
    assert taken == [100, 50, 25, 13, 6, 3, 2, 1]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_it_never_goes_beyond_what_is_left_and_ends_only_with_it(most: int, others: int) -> None:
    left = max(0, most - others)
    assert fair_share(most, others) <= left
    assert (fair_share(most, others) == 0) == (left == 0)
