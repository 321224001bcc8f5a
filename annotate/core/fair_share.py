"""Fair share: how much of a common limit one party may take."""


def fair_share(most: int, taken_by_others: int) -> int:
    """Return how many of ``most`` one party may have: half of what the others left, rounded up.

    The first may take half, the second a quarter, and so on: of 200 the eighth still gets one. So two parties together cannot
    use up the limit, as they could if each might have half.
    """
    return (max(0, most - taken_by_others) + 1) // 2
