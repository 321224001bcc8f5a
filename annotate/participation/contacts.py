"""Contacts of a study to whom a message can be passed on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.names import normalise_email
from annotate.core.record import Contact, Site, TrialRecord
from annotate.core.text import one_line
from annotate.trials.contacts import contact_card

MOST_CONTACTS = 1_000
"""Contacts that a form offers at most; some records name one for each of hundreds of places."""

WRITABLE = ("RECRUITING", "NOT_YET_RECRUITING", "AVAILABLE")
"""Statuses of studies and places that take questions: they recruit or will, and not by invitation alone."""

_LONGEST_NAME = 120
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Recipient:
    """A contact of a study, with an address of the record's own."""

    key: str
    """Names the contact in a form. It is looked up in the record: a form cannot bring an address."""
    name: str
    email: str
    place: str
    """Facility, town and country; empty for a contact of the whole study."""

    @property
    def words(self) -> str:
        """The contact in one line, for a list to choose from."""
        return " · ".join(filter(None, (self.name or self.email, self.place)))


def recipients(record: TrialRecord) -> tuple[Recipient, ...]:
    """Return the contacts to whom a message can be passed on: none unless the study recruits, or will.

    Samples have none: their words were written for annotate. Each address is there once, the whole study's contacts first.
    """
    if record.status not in WRITABLE or record.sample:
        return ()
    found: dict[str, Recipient] = {}
    for contact, place in _contacts(record):
        email = _mailable(contact)
        if email and email not in found and len(found) < MOST_CONTACTS:
            name = one_line(contact.name, _LONGEST_NAME)
            found[email] = Recipient(_key(record.registry_id, email), name, email, _words(place))
    return tuple(found.values())


def _contacts(record: TrialRecord) -> Iterator[tuple[Contact, Site | None]]:
    for contact in record.contacts:
        yield contact, None
    for place in record.places:
        if not place.status or place.status in WRITABLE:
            for contact in place.contacts:
                yield contact, place


def _mailable(contact: Contact) -> str:
    """Return the contact's address if it is one mailbox; records also hold lists, sentences and forms in their place."""
    if not contact_card(contact).email_href:
        return ""
    try:
        return normalise_email(contact.email)
    except ValueError:
        return ""


def _words(place: Site | None) -> str:
    parts = (place.facility, place.city, place.country) if place else ()
    return one_line(", ".join(filter(None, parts)), _LONGEST_NAME)


def _key(registry_id: str, email: str) -> str:
    return hashlib.sha256(f"{registry_id} {email}".encode()).hexdigest()[:_KEY_LENGTH]
