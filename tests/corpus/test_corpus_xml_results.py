"""Results of real records in the older XML are all on their pages, and read as from the API."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from annotate.core.document import Document, Section
from annotate.core.text import collapse
from annotate.registry.shapes import read_record

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

LEFT_OUT = {
    "group_id": "joins a value to its column; the titles of the groups are shown",
    "safety_issue": "retired by the registry in 2017",
    "scope": "where the counts stand says it",
    "posting_date": "shown as a date in words",
    "pi_employee": "said in other words",
    "restrictive_agreement": "the registry's sentences are said in other words",
    "point_of_contact": "people are no part of the text",
    "ci_n_sides": "said as two-sided",
    "type": "codes of outcomes are compared by unit tests",
    "default_vocab": "an event with another vocabulary hides it if there is but one",
    "default_assessment": "said in one word",
    "assessment": "said in one word",
}
TOTALS = re.compile("Total, .*(events|mortality)|Total|Number of Participants")


def results_of(document: Document) -> Section | None:
    return next((each for each in document.sections if each.key == "results"), None)


def leaves(element: ET.Element) -> Iterator[str]:
    """Every text and attribute of an element, but for those that are left out with a reason."""
    for key, value in element.attrib.items():
        if key not in LEFT_OUT:
            yield value
    if element.tag == "description" or not len(element):
        yield element.text or ""
    for child in element:
        if child.tag not in LEFT_OUT:
            yield from leaves(child)


def plain(text: str) -> str:
    """The words alone: markers, dashes of codes and the words' cases are no part of what is compared."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("standard error of the mean", "standard error of mean")))


def test_every_leaf_of_real_results_is_shown(corpus: Path) -> None:
    read = 0
    for path in sorted([*(corpus / "xml").glob("*.xml"), *(corpus / "versions").glob("*/*.xml")]):
        raw = path.read_bytes()
        results = ET.fromstring(raw).find("clinical_results")  # noqa: S314 - files of our own
        if results is None:
            continue
        read += 1
        section = results_of(read_record(raw).document)
        assert section is not None, path.name
        assert not section.is_cut, path.name
        text = f" {plain(' '.join(block.text for block in section.blocks))} "
        missing = {leaf for leaf in map(collapse, leaves(results)) if f" {plain(leaf)} " not in text if plain(leaf)}
        assert not {leaf for leaf in missing if not TOTALS.fullmatch(leaf)}, path.name
    assert read > 50


def test_the_same_results_read_the_same_from_xml_and_from_the_api(corpus: Path) -> None:
    """A record of 2018 whose results have not changed since: but for the order of organ systems and a title, all is alike."""
    old, new = (
        results_of(read_record((corpus / name).read_bytes()).document)
        for name in ("versions/NCT01298141/2018-09-24.xml", "json/NCT01298141.json")
    )
    assert old is not None
    assert new is not None
    alike = Counter((each.kind, each.path, each.text, each.column) for each in old.blocks)
    others = Counter((each.kind, each.path, each.text, each.column) for each in new.blocks)
    assert {path.split("/")[2] for _, path, _, _ in alike - others} == {"age"}
    assert {path.split("/")[2] for _, path, _, _ in others - alike} == {"age-continuous"}
