"""The places of a study as a table, by country; without the people there."""

from collections.abc import Iterable

from annotate.core.codes import code_words
from annotate.core.document import DocumentBuilder
from annotate.core.record import Site
from annotate.core.text import slug

MOST_PLACES = (6_000, 400_000)
"""Most blocks and code points of places: about 2,000 places; the largest real record has 1,148."""


def write_places(builder: DocumentBuilder, places: Iterable[Site]) -> None:
    """Add the section of places, countries in the record's order."""
    by_country: dict[str, list[Site]] = {}
    for place in places:
        by_country.setdefault(place.country, []).append(place)
    builder.section("places", "Places")
    if by_country:
        builder.columns("places", "Place", "Town", "Status")
    for country, those in by_country.items():
        path = slug(country)
        builder.group(path, country or "Country not stated")
        for place in those:
            town = ", ".join(filter(None, (place.city, place.state, place.zip)))
            status = code_words(place.status) if place.status else ""
            builder.cells(
                f"{path}/{slug(place.facility or town)}", place.facility or town, town if place.facility else "", status
            )
