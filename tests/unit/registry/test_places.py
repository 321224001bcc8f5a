"""Places as text: by country, without the people there."""

from typing import Any

from annotate.core.anchoring import Exact, Moved, compare
from annotate.core.document import Document
from annotate.registry.shapes import read_record
from annotate.registry.shapes.places import MOST_PLACES
from tests.studies import study
from tests.unit.registry.studies import as_bytes, lines_of


def place(facility: str, country: str, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return {"facility": facility, "country": country, **said}


def document(*places: dict[str, Any]) -> Document:
    return read_record(as_bytes(study(places=list(places)))).document


def test_places_stand_under_their_country_and_nobody_is_named() -> None:
    contacts = [{"name": "A Person", "phone": "1", "email": "a@example.org"}]
    places = [
        place("Hospital A", "China", city="Wuhan", state="Hubei", zip="430000", status="RECRUITING", contacts=contacts),
        place("Hospital B", "France", city="Lyon"),
        place("Hospital C", "China"),
        {"city": "Nowhere"},
    ]
    record = read_record(as_bytes(study(places=places)))
    assert lines_of(record, "places") == [
        *("Places", "Place", "Status", "China", "Hospital A, Wuhan, Hubei, 430000", "Recruiting"),
        *("Hospital C", "France", "Hospital B, Lyon", "Country not stated", "Nowhere"),
    ]
    assert "A Person" not in record.document.text
    assert record.places[0].contacts[0].name == "A Person"


def test_a_record_without_places_has_no_such_section() -> None:
    assert "places" not in [section.key for section in document().sections]


def test_a_place_of_the_same_name_in_another_country_is_not_taken_for_it() -> None:
    old = document(place("Research Site", "Poland", city="Lublin"), place("Research Site", "Spain", city="Madrid"))
    new = document(place("Research Site", "Spain", city="Madrid"))
    start = old.text.index("Lublin")
    assert not isinstance(compare(old, new).reanchor(start, start + 6), Exact | Moved)
    stays = old.text.index("Madrid")
    stands = compare(old, new).reanchor(stays, stays + 6)
    assert isinstance(stands, Exact | Moved)
    assert new.text[stands.span.start : stands.span.end] == "Madrid"


def test_places_beyond_all_measure_are_taken_in_in_part() -> None:
    found = document(*(place(f"Hospital {number}", "China", city="Wuhan") for number in range(20_000)))
    cut = {section.key: section.is_cut for section in found.sections}
    assert cut["places"]
    assert not cut["sponsors"]
    assert len(found.blocks) < MOST_PLACES[0] + 300
