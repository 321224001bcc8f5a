"""Whose archives are on their way."""

import pytest

from annotate.belongings.downloading import AT_ONCE, LONGEST_SECONDS, Downloads
from annotate.errors import Unavailable


def test_few_are_sent_at_once_and_one_to_an_account() -> None:
    downloads = Downloads()
    ends = [downloads.begin(f"account {number}") for number in range(AT_ONCE)]
    for account in ("account 0", "another account"):
        with pytest.raises(Unavailable):
            downloads.begin(account)
    ends[0]()
    downloads.begin("another account")


def test_one_that_was_never_taken_in_holds_its_place_for_an_hour() -> None:
    clock = [0.0]
    downloads = Downloads(lambda: clock[0])
    stalled = downloads.begin("account")
    clock[0] = LONGEST_SECONDS
    downloads.begin("account")
    stalled()  # it ends at last, and takes nobody else's place away
    with pytest.raises(Unavailable):
        downloads.begin("account")
