"""Every leaf of a real record's JSON is on its page, but for those that are named here with the reason."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core.codes import code_words, kind_words
from annotate.core.criteria import parse_markup, plain_words
from annotate.core.record import PartialDate, TrialRecord
from annotate.core.text import collapse
from annotate.registry.shapes import read_record
from annotate.registry.shapes.particulars import size_words

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

PARTS = ("protocolSection", "resultsSection", "documentSection", "annotationSection")

LEFT_OUT = {
    # Ids by which the JSON joins its own parts; the tables join them.
    r".*\.groupId": "joins a value to its column",
    r".*\.(event)?[gG]roups\[\]\.id": "joins a value to its column",
    r".*\.analyses\[\]\.groupIds\[\]": "the groups' titles are shown",
    # Said in other words.
    r".*\.reportingStatus": "that results are posted shows; that they are not is said",
    r".*\.calculatePct": "how the registry's own page is to count percentages",
    r".*\.largeDocs\[\]\.(hasProtocol|hasSap|hasIcf|typeAbbrev)": "the label says it",
    r".*\.armsInterventionsModule\.interventions\[\]\.armGroupLabels\[\]": "each arm lists its treatments",
    r".*\.dateUnknown": "said as unknown",
    r".*\.expandedAccessTypes\..*": "said in words",
    # People are no part of the text; the responsible party is shown as a contact.
    r".*\.unpostedResponsibleParty": "names a person",
    # Coordinates: places are shown by their names.
    r".*\.geoPoint\.(lat|lon)": "coordinates are no words",
    # Not the registry's: put in by whoever gathered the files.
    r".*\.locations_nested.*": "not the registry's",
    r".*\._truncated": "not the registry's",
}
"""Paths of leaves, as expressions, each with the reason why it is not looked for."""

CODES = {
    "SYSTEMATIC_ASSESSMENT": "Systematic",
    "NON_SYSTEMATIC_ASSESSMENT": "Non systematic",
    "DERIVED": "Found in PubMed by the registry",
    "ICF": "Consent form",
    "SAP": "Statistical analysis plan",
    "CSR": "Clinical study report",
    "INDIV": "Individual",
    "RELEASE": "Results sent in",
    "UNRELEASE": "Results withdrawn",
    "RESET": "Results sent back",
    "NIH": "National Institutes of Health",
    "FED": "Federal agency of the United States",
    "OTHER_GOV": "Government elsewhere",
    "GT60": "more than 60 and up to 180 days",
    "LTE60": "up to 60 days",
    "NA": "",  # not applicable: left out, as other formats do
}
"""Codes that a page says in words of its own."""

_ODD = re.compile(r"[^0-9a-z]+")


@pytest.fixture(scope="module")
def studies(corpus: Path) -> list[Path]:
    """Every record of the current API."""
    files = [path for folder in ("json", "partial", "versions") for path in sorted((corpus / folder).rglob("*.json"))]
    return [path for path in files if b'"protocolSection"' in path.read_bytes()[:5000]]


def leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path, value


def plain(words: str) -> str:
    return f" {_ODD.sub(' ', words.casefold()).strip()} "


def shown(record: TrialRecord) -> str:
    """All words of the page: its text, the people, and the places."""
    people = [*record.contacts, *record.officials, *(each for place in record.places for each in place.contacts)]
    around = [
        f"{each.name}\n{code_words(each.role)}\n{each.phone}\n{each.email}\n{each.affiliation}" for each in people
    ]
    places = [
        f"{each.facility}\n{each.city}\n{each.state}\n{each.zip}\n{each.country}\n{code_words(each.status)}"
        for each in record.places
    ]
    status = f"{code_words(record.status)}\n{PartialDate(record.last_updated).words()}"
    return plain("\n".join([record.document.text, *dict.fromkeys(around), *dict.fromkeys(places), status]))


def spellings(value: object) -> Iterator[str]:
    """How a leaf can be written on a page."""
    if isinstance(value, bool):
        yield "yes" if value else "no"
        yield "not accepted" if not value else "accepted"
        return
    words = collapse(str(value))
    yield CODES.get(words, words)
    yield PartialDate(words.partition("T")[0]).words()
    yield code_words(words)
    yield kind_words(words)
    yield plain_words(str(value))
    if isinstance(value, int):
        yield f"{value:,}"
        yield size_words(value)


def is_shown(value: object, page: str) -> bool:
    if any(not plain(words).strip() or plain(words) in page for words in dict.fromkeys(spellings(value))):
        return True
    blocks = parse_markup(str(value)) if isinstance(value, str) else ()
    return bool(blocks) and all(plain(block.text) in page for block in blocks)


def test_no_leaf_of_a_record_is_lost(studies: list[Path]) -> None:
    lost: Counter[str] = Counter()
    example: dict[str, str] = {}
    reasons = re.compile("|".join(LEFT_OUT))
    results = 0
    for path in studies:
        data = json.loads(path.read_bytes())
        record = read_record(path.read_bytes())
        page = shown(record)
        results += "resultsSection" in data
        assert not any(section.is_cut for section in record.document.sections), path.name
        known: dict[object, bool] = {}
        for part in PARTS:
            for place, value in leaves(data.get(part, {}), part):
                if reasons.fullmatch(place) or value is None:
                    continue
                key = (type(value), value)
                if key not in known:
                    known[key] = is_shown(value, page)
                if not known[key]:
                    lost[place] += 1
                    example.setdefault(place, f"{path.name}: {str(value)[:80]}")
    assert results > 130
    assert not lost, "\n".join(f"{count} {place} {example[place]}" for place, count in lost.most_common())
