"""Ages as records state them: ``18 Years``, ``6 Months``."""

import re

_AGE = re.compile(r"\s*([0-9]{1,4})\s*(year|month|week|day|hour|minute)s?\s*", re.IGNORECASE | re.ASCII)
_IN_A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 365, "hour": 8_760, "minute": 525_600}
"""As records count: who writes 52 weeks or 365 days means a year, and 6,570 days are 18."""


def age_in_years(stated: str) -> float | None:
    """Return a stated age in years; None if there is none, or it is no age."""
    found = _AGE.fullmatch(stated)
    return int(found[1]) / _IN_A_YEAR[found[2].lower()] if found else None


def is_within(years: int, minimum: str, maximum: str) -> bool:
    """True if somebody of so many full years may be of an age that a record accepts; what it does not state excludes nobody."""
    least, most = age_in_years(minimum), age_in_years(maximum)
    # Until the next birthday: somebody of 17 years may be 17 and a half.
    return (least is None or years + 1 > least) and (most is None or years <= most)
