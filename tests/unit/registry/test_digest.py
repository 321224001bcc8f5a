import copy
import json

import pytest

from annotate.registry.digest import record_digest
from annotate.registry.errors import UnreadableRecord
from tests.unit.registry.studies import API, LEGACY, XML, as_bytes


def test_the_same_record_has_the_same_digest_however_it_is_written() -> None:
    digest = record_digest(as_bytes(API))

    assert digest == record_digest(json.dumps(API, indent=2, sort_keys=True).encode("utf-16"))
    assert len(digest) == 64


def test_what_the_registry_rewrites_at_each_refresh_is_no_change() -> None:
    study = copy.deepcopy(API)
    study["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-03-03"
    study["derivedSection"]["conditionBrowseModule"]["ancestors"] = []
    study["protocolSection"]["referencesModule"]["references"].append(
        {"pmid": "3", "type": "DERIVED", "citation": "New"}
    )
    study["Timestamp"] = "today"

    assert record_digest(as_bytes(study)) == record_digest(as_bytes(API))


@pytest.mark.parametrize("part", ["resultsSection", "documentSection", "annotationSection"])
def test_results_documents_and_notices_are_a_second_part(part: str) -> None:
    study = copy.deepcopy(API)
    study[part] = {"module": {"words": "One"}}
    first = record_digest(as_bytes(study))
    study[part] = {"module": {"words": "Other"}}
    other = record_digest(as_bytes(study))

    assert first.partition(".")[0] == other.partition(".")[0] == record_digest(as_bytes(API))
    assert first != other


def test_the_first_derived_reference_is_no_change() -> None:
    without = copy.deepcopy(API)
    del without["protocolSection"]["referencesModule"]
    derived = copy.deepcopy(without)
    derived["protocolSection"]["referencesModule"] = {"references": [{"type": "DERIVED", "citation": "New"}]}

    assert record_digest(as_bytes(derived)) == record_digest(as_bytes(without))


@pytest.mark.parametrize("module", ["statusModule", "eligibilityModule", "referencesModule", "contactsLocationsModule"])
def test_a_change_of_the_protocol_is_a_change(module: str) -> None:
    study = copy.deepcopy(API)
    del study["protocolSection"][module]

    assert record_digest(as_bytes(study)) != record_digest(as_bytes(API))


def test_a_sample_is_not_the_record() -> None:
    assert record_digest(as_bytes({**API, "annotateSample": True})) != record_digest(as_bytes(API))


def test_an_xml_s_header_wrapping_and_browse_terms_are_no_change() -> None:
    again = (
        XML.replace("June 05, 2014", "July 06, 2015")
        .replace('rank="1"', 'rank="9"')
        .replace("\n      ", "\n ")
        .replace("<mesh_term>Myasthenia Gravis</mesh_term>", "<mesh_term>Muscle Weakness</mesh_term>")
        .replace("<!-- a comment -->", "")
    )

    assert record_digest(again.encode()) == record_digest(XML.encode())


@pytest.mark.parametrize(
    ("old", "new"), [("18 Years", "21 Years"), ('type="Actual">Sept', 'type="Anticipated">Sept'), ("Pregnancy", "")]
)
def test_a_change_in_the_xml_is_a_change(old: str, new: str) -> None:
    assert record_digest(XML.replace(old, new).encode()) != record_digest(XML.encode())


def test_the_retired_shape_has_a_digest_too() -> None:
    refreshed = copy.deepcopy(LEGACY)
    refreshed["DerivedSection"] = {"MiscInfoModule": {"VersionHolder": "May 1, 2023"}}
    refreshed["ProtocolSection"]["ReferencesModule"] = {
        "ReferenceList": {"Reference": [{"ReferenceType": "derived", "ReferenceCitation": "New"}]}
    }
    changed = copy.deepcopy(LEGACY)
    changed["ProtocolSection"]["StatusModule"]["OverallStatus"] = "Completed"

    assert record_digest(as_bytes(refreshed)) == record_digest(as_bytes(LEGACY))
    assert record_digest(as_bytes(changed)) != record_digest(as_bytes(LEGACY))


def test_bytes_that_are_no_record_have_no_digest() -> None:
    with pytest.raises(UnreadableRecord):
        record_digest(b"not a record")
