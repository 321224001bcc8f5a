"""Countries, by their present names."""

import pytest

from annotate.core.countries import COUNTRIES, country_name


def test_each_is_there_once_under_its_present_name() -> None:
    assert len(set(COUNTRIES)) == len(COUNTRIES) > 190
    assert all(country_name(name) == name for name in COUNTRIES)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Korea, Republic of", "South Korea"),
        ("Turkey (Türkiye)", "Turkey"),
        ("Russian  Federation", "Russia"),
        ("Czech Republic", "Czechia"),
        ("Atlantis", "Atlantis"),
    ],
)
def test_earlier_names_are_known(written: str, name: str) -> None:
    assert country_name(written) == name
