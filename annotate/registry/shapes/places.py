"""The places of a study as a table, by country; without the people there."""

from collections.abc import Iterable

from annotate.core.codes import code_words
from annotate.core.document import DocumentBuilder
from annotate.core.record import Site
from annotate.core.text import slug

MOST_PLACES = (6_000, 400_000)
"""Most blocks and code points of places: about 3,000 places; the largest real record has 1,148."""


def write_places(builder: DocumentBuilder, places: Iterable[Site]) -> None:
    """Add the section of places, countries in the record's order."""
    by_country: dict[str, list[Site]] = {}
    for place in places:
        by_country.setdefault(place.country, []).append(place)
    builder.section("places", "Places")
    if by_country:
        any_status = any(place.status for those in by_country.values() for place in those)
        builder.columns("places", "Place", "Status" if any_status else "")
    for country, those in by_country.items():
        path = slug(country)
        builder.group(path, country or "Country not stated")
        for place in those:
            # In one cell: hundreds are called "Research Site", and nothing but the town tells them apart.
            name = ", ".join(filter(None, (place.facility, place.city, place.state, place.zip)))
            builder.cells(f"{path}/{slug(name)}", name, code_words(place.status) if place.status else "")
