"""Contacts, countries and ages as real records state them."""

from pathlib import Path

import pytest

from annotate.core.ages import age_in_years
from annotate.core.countries import COUNTRIES, country_name
from annotate.core.record import TrialRecord
from annotate.mail.delivery import mailbox_of
from annotate.participation.contacts import WRITABLE, recipients
from annotate.registry.shapes import read_record

pytestmark = [pytest.mark.corpus, pytest.mark.slow]


@pytest.fixture(scope="module")
def records(corpus: Path) -> list[TrialRecord]:
    return [read_record(path.read_bytes()) for path in sorted((corpus / "json").rglob("*.json"))]


def test_whoever_can_be_written_to_has_a_mailbox(records: list[TrialRecord]) -> None:
    found = {record.registry_id: recipients(record) for record in records}
    assert all(not found[record.registry_id] for record in records if record.status not in WRITABLE)
    assert sum(map(bool, found.values())) > 20
    for contacts in found.values():
        assert [mailbox_of(each.email).addr_spec for each in contacts] == [each.email for each in contacts]


def test_countries_and_ages_are_understood(records: list[TrialRecord]) -> None:
    written = {place.country for record in records for place in record.places if place.country}
    assert {name for name in written if country_name(name) not in COUNTRIES} == set()
    stated = {age for record in records for age in (record.minimum_age, record.maximum_age) if age}
    assert {age for age in stated if age_in_years(age) is None} == set()
