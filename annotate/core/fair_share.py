"""How much of what all share one party may take."""


def fair_share(most: int, taken_by_others: int) -> int:
    """Return how many of ``most`` one party may have: half of what the others left, rounded up.

    A first one may take half, a second one a quarter, and so on: of 200 the eighth still gets one. So two parties together
    cannot use up what is for all, as they could if each might have half.
    """
    return (max(0, most - taken_by_others) + 1) // 2
