"""Results of real records in the older formats are all on their pages, and read as from the API."""

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


ARCHIVE_LEFT_OUT = {
    "reportinggroupid": LEFT_OUT["group_id"],
    "outcomereportinggroupid": LEFT_OUT["group_id"],
    "recordstatus": "of the sponsor's form, and always the same",
    "lastupdatetimestamp": "of the sponsor's form",
    "safetyissue": LEFT_OUT["safety_issue"],
    "pisponsoremployee": LEFT_OUT["pi_employee"],
    "restrictiveagreement": LEFT_OUT["restrictive_agreement"],
    "restrictiontype": LEFT_OUT["restrictive_agreement"],
    "pointofcontact": LEFT_OUT["point_of_contact"],
    "measuretype": LEFT_OUT["type"],
    "reportingstatus": "what is posted says it",
    "dispersiontype": "not shown where it does not apply",
    "testednoninferiority": "said in other words",
    "sourcevocabulary": LEFT_OUT["default_vocab"],
    "assessmenttype": LEFT_OUT["assessment"],
}
NAMED_APART = "Study Specific Characteristic"


def test_every_leaf_of_results_of_the_archive_is_shown(corpus: Path) -> None:
    read = 0
    for path in sorted((corpus / "versions").glob("*/*.arch.xml")):
        raw = path.read_bytes()
        results = ET.fromstring(raw).find("clinical_result")  # noqa: S314 - files of our own
        if results is None:
            continue
        read += 1
        section = results_of(read_record(raw).document)
        assert section is not None, path.name
        assert not section.is_cut, path.name
        text = f" {plain(' '.join(block.text for block in section.blocks))} "
        for parent in list(results.iter()):
            for gone in [each for each in parent if each.tag in ARCHIVE_LEFT_OUT]:
                parent.remove(gone)
        said = {collapse(each.text or "") for each in results.iter() if not len(each)}
        missing = {leaf for leaf in said if plain(leaf) and f" {plain(leaf)} " not in text}
        assert missing <= {NAMED_APART}, path.name
    assert read == 10


def differing(corpus: Path, old: str, new: str) -> tuple[set[str], set[str]]:
    """The second names in the paths of what only one of two records says, wherever it stands."""
    counts = []
    for name in (old, new):
        section = results_of(read_record((corpus / name).read_bytes()).document)
        assert section is not None, name
        counts.append(Counter((each.kind, each.path, each.text, each.column) for each in section.blocks))
    one, other = counts
    return {path.split("/")[2] for _, path, _, _ in one - other}, {path.split("/")[2] for _, path, _, _ in other - one}


def test_the_same_results_read_the_same_from_xml_and_from_the_api(corpus: Path) -> None:
    """Results that have not changed since 2018: but for the order of organ systems and a title, all is alike."""
    found = differing(corpus, "versions/NCT01298141/2018-09-24.xml", "json/NCT01298141.json")
    assert found == ({"age"}, {"age-continuous"})


def test_the_same_results_read_the_same_from_xml_and_from_the_retired_api(corpus: Path) -> None:
    """One record of one day in both formats; this one has no limitations in the JSON."""
    folder = "versions/NCT00023673/2017-11-27"
    assert differing(corpus, f"{folder}.xml", f"{folder}.v1.json") == ({"age", "limitations"}, {"age-continuous"})


def test_all_results_of_the_retired_api_are_read(corpus: Path) -> None:
    read = 0
    for path in sorted([*(corpus / "v1json").glob("*.json"), *(corpus / "versions").glob("*/*.v1.json")]):
        raw = path.read_bytes()
        if b'"ResultsSection"' in raw:
            read += 1
            section = results_of(read_record(raw).document)
            assert section is not None, path.name
            assert {block.path.removeprefix("results/") for block in section.blocks} >= {
                *("participant-flow", "baseline", "outcome-measures", "adverse-events", "limitations-and-agreements")
            }, path.name
    assert read > 5
