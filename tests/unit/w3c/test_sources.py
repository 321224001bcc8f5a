"""What an address in a target names: a version or trial of this site, or a record of the registry, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.interchange.sources import NamedSource, read_source
from annotate.w3c.preferences import DESCRIPTIONS, IRIS, MINIMAL, Preference, read_preference

SITE = "https://notes.example/below"
ID = "NCT04561557"


@pytest.mark.parametrize(
    ("address", "number"),
    [
        (f"{SITE}/trials/{ID}", None),
        (f"{SITE}/trials/{ID}/versions/12", 12),
        (ID, None),
        (ID.lower(), None),
        (f"https://clinicaltrials.gov/study/{ID}", None),
        (f"http://www.ClinicalTrials.gov/ct2/show/{ID}", None),
    ],
)
def test_it_is_read(address: str, number: int | None) -> None:
    assert read_source(address, SITE) == NamedSource(ID, number)


@pytest.mark.parametrize(
    "address",
    [
        "",
        SITE,
        f"{SITE}/trials/{ID}/versions/0",
        f"{SITE}/trials/{ID}/versions/01",
        f"{SITE}/trials/{ID}/versions/1/cards",
        f"{SITE}/trials/{ID}/versions/9999999999",
        f"{SITE}/trials/{ID}#summary",
        f"{SITE}/trials/{ID}\n",
        f"https://notes.example/trials/{ID}",
        f"https://notes.example.evil.example/below/trials/{ID}",
        f"https://clinicaltrials.gov.evil.example/study/{ID}",
        f"https://clinicaltrials.gov/study/{ID}?tab=history",
        f"https://clinicaltrials.gov/study/{ID}, {ID}",
        f"{ID}1",
        "NCT٠٤٥٦١٥٥٧",
    ],
)
def test_nothing_else_is(address: str) -> None:
    assert read_source(address, SITE) is None


@given(st.text(), st.integers(1, 999_999_999))
def test_whatever_is_sent_it_names_what_stands_there(text: str, number: int) -> None:
    found = read_source(f"{SITE}/trials/{ID}/versions/{number}", SITE)
    assert found == NamedSource(ID, number)
    other = read_source(text, SITE)
    assert other is None or other.registry_id.lower() in text.lower()


@pytest.mark.parametrize(
    ("prefer", "read"),
    [
        ("", Preference()),
        ("return=minimal", Preference()),
        (f'return=representation;include="{MINIMAL}"', Preference(minimal=True)),
        (f'return=representation; include="{IRIS}"', Preference(iris=True)),
        (f'respond-async, RETURN = representation ; include = "{MINIMAL} {IRIS}"', Preference(minimal=True, iris=True)),
        (f'return=representation;include="{DESCRIPTIONS}"', Preference(iris=False)),
        (f'return=representation;include="{IRIS} {DESCRIPTIONS}"', Preference()),
        (f'return=representation;omit="{MINIMAL}"', Preference()),
        (f'return=representation;include="{IRIS}', Preference()),
    ],
)
def test_what_is_preferred_is_read(prefer: str, read: Preference) -> None:
    assert read_preference(prefer) == read
