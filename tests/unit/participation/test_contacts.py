"""Whom a message can be passed on to: single mailboxes of the record, and each of them once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.record import Contact, Site, TrialRecord
from annotate.mail.delivery import mailbox_of
from annotate.participation.contacts import MOST_CONTACTS, WRITABLE, recipients


def study(*emails: str, status: str = "RECRUITING") -> TrialRecord:
    return TrialRecord("NCT00000001", "A study", status=status, contacts=tuple(Contact("C", email=e) for e in emails))


@pytest.mark.parametrize("status", WRITABLE)
def test_a_study_that_recruits_or_will_has_contacts(status: str) -> None:
    assert [each.email for each in recipients(study("A@Example.org", "a@example.org", status=status))] == [
        "a@example.org"
    ]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "none",
        "see website",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "<a@example.org>",
        "a@example.org\nBcc: b@example.org",
        "a@@example.org",
        "a@example..org",
        '"a b"@example.org',
        "a@" + "x" * 300 + ".org",
    ],
)
def test_what_is_no_single_mailbox_is_not_offered(email: str) -> None:
    assert recipients(study(email)) == ()


@given(st.text(max_size=40) | st.emails())
def test_whatever_is_offered_can_be_mailed(email: str) -> None:
    for each in recipients(study(email)):
        assert "@" in each.email
        assert each.email.isprintable()
        assert mailbox_of(each.email).addr_spec == each.email


def test_contacts_of_places_follow_and_are_bounded() -> None:
    place = Site(facility="Hospital", status="RECRUITING", city="Boston", country="United States")
    closed = Site(status="WITHDRAWN", contacts=(Contact("Gone", email="gone@example.org"),))
    many = Site(contacts=tuple(Contact("", email=f"c{n}@example.org") for n in range(MOST_CONTACTS)))
    own = Contact("Dr. Place", email="place@example.org")
    record = TrialRecord(
        "NCT00000001",
        "A study",
        status="RECRUITING",
        contacts=(Contact("Office", email="office@example.org"),),
        places=(closed, Site(place.facility, place.status, place.city, "", "", place.country, (own,)), many),
    )
    found = recipients(record)
    assert [each.words for each in found[:3]] == [
        "Office",
        "Dr. Place · Hospital, Boston, United States",
        "c0@example.org",
    ]
    assert len(found) == MOST_CONTACTS
    assert len({each.key for each in found}) == MOST_CONTACTS
