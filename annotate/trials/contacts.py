"""Contacts and places of a trial."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from annotate.core.codes import code_words
from annotate.core.record import Contact, Site
from annotate.trials.status import Badge, badge

FIRST_PLACES = 12
"""Places that a page shows before its link to all of them."""

_DIALLED = re.compile(r"[^0-9+]+")
_EXTENSION = re.compile(r"\bext\b.*", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+", re.ASCII)
_LEAST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A person or office to contact; links are empty if the record has no number or address."""

    name: str
    role: str
    affiliation: str
    phone: str
    phone_href: str
    email: str
    email_href: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A site in words."""

    facility: str
    town: str
    status: Badge | None
    contacts: tuple[ContactCard, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """The sites in one country, in the record's order."""

    name: str
    places: tuple[PlaceLine, ...]


def contact_card(contact: Contact) -> ContactCard:
    """Return a contact with links for dialling (RFC 3966) and writing (RFC 6068)."""
    number = _DIALLED.sub("", _EXTENSION.sub("", contact.phone))
    writable = _EMAIL.fullmatch(contact.email)
    return ContactCard(
        name=contact.name,
        role=code_words(contact.role) if contact.role else "",
        affiliation=contact.affiliation,
        phone=contact.phone,
        phone_href=f"tel:{number}" if len(number) >= _LEAST_DIGITS else "",
        email=contact.email,
        email_href=f"mailto:{quote(contact.email, safe='@')}" if writable else "",
    )


def countries(places: Iterable[Site]) -> tuple[Country, ...]:
    """Return places by country."""
    by_country: dict[str, list[PlaceLine]] = {}
    for place in places:
        town = ", ".join(filter(None, (" ".join(filter(None, (place.zip, place.city))), place.state)))
        line = PlaceLine(
            facility=place.facility or town or "A place that is not named",
            town=town if place.facility else "",
            status=badge(place.status) if place.status else None,
            contacts=tuple(map(contact_card, dict.fromkeys(place.contacts))),
        )
        by_country.setdefault(place.country or "Country not stated", []).append(line)
    return tuple(Country(name, tuple(lines)) for name, lines in by_country.items())


def first_places(places: tuple[Site, ...]) -> list[Site]:
    """Return the places to show first: recruiting ones before others, else in the record's order."""
    if len(places) <= FIRST_PLACES:
        return list(places)
    return sorted(places, key=lambda place: badge(place.status).tone != "open")[:FIRST_PLACES]
