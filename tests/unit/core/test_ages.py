"""Ages as records state them."""

import pytest

from annotate.core.ages import age_in_years, is_within


@pytest.mark.parametrize(
    ("stated", "years"),
    [
        ("18 Years", 18),
        ("1 Year", 1),
        ("6 Months", 0.5),
        ("52 Weeks", 1),
        ("6570 Days", 18),
        ("12 hours", 12 / 8_760),
        (" 30Minutes ", 30 / 525_600),
        ("18 Moons", None),
        ("", None),
        ("N/A", None),
        ("-1 Years", None),
        ("x" * 99, None),
    ],
)
def test_an_age_is_read_in_years(stated: str, years: float | None) -> None:
    assert age_in_years(stated) == years


@pytest.mark.parametrize(
    ("years", "minimum", "maximum", "within"),
    [
        (17, "18 Years", "", False),
        (18, "18 Years", "65 Years", True),
        (65, "18 Years", "65 Years", True),
        (66, "18 Years", "65 Years", False),
        (0, "6 Months", "", True),
        (3, "", "24 Months", False),
        (1, "", "365 Days", True),
        (17, "6570 Days", "", False),
        (40, "", "", True),
        (40, "adults", "old age", True),
    ],
)
def test_who_may_be_of_an_accepted_age(years: int, minimum: str, maximum: str, within: bool) -> None:  # noqa: FBT001 - a case says which
    assert is_within(years, minimum, maximum) is within
