"""Results in the API's retired first JSON read as the current API's do."""

import copy
from typing import Any

import pytest

from annotate.core.record import TrialRecord
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from tests.unit.registry.results import blocks, document
from tests.unit.registry.studies import LEGACY, as_bytes
from tests.unit.registry.xml_results import ALL_EVENTS, ANALYSED_OUTCOME, BASELINE, FLOW

WORDS = {
    "COUNT_OF_PARTICIPANTS": "Count of Participants",
    "FULL_RANGE": "Full Range",
    "PRIMARY": "Primary",
    "POSTED": "Posted",
    "MEAN": "Mean",
    "MEDIAN": "Median",
    "SUPERIORITY_OR_OTHER": "Superiority or Other",
    "STANDARD_ERROR_OF_MEAN": "Standard Error of the Mean",
    "TWO_SIDED": "2-Sided",
    "SYSTEMATIC_ASSESSMENT": "Systematic Assessment",
    "NON_SYSTEMATIC_ASSESSMENT": "Non-systematic Assessment",
    "All \\< 60": "All < 60",
    "200 mg \\> daily": "200 mg > daily",
    "At first:\n\n* rest": "At first:\nrest",
    True: "Yes",
    False: "No",
}
NAMES = {"pValue": "PValue", "ciPctValue": "CIPctValue", "ciNumSides": "CINumSides", "email": "EMail"} | {
    f"ci{side}Limit{what}": f"CI{side}Limit{what}" for side in ("Lower", "Upper") for what in ("", "Comment")
}
ELEMENTS = {
    "groups": "Group",
    "periods": "Period",
    "milestones": "Milestone",
    "achievements": "Achievement",
    "dropWithdraws": "DropWithdraw",
    "reasons": "Reason",
    "denoms": "Denom",
    "counts": "Count",
    "measures": "Measure",
    "outcomeMeasures": "Measure",
    "classes": "Class",
    "categories": "Category",
    "measurements": "Measurement",
    "analyses": "Analysis",
    "groupIds": "GroupId",
    "stats": "Stats",
}
NESTED = {"Denom": ("Count",), "Class": ("Denom",), "ClassDenom": ("Count",), "Analysis": ("GroupId",)}
"""Elements whose names repeat that of the element around them."""


def first_json(value: Any, module: str, element: str = "") -> Any:  # noqa: ANN401 - any JSON value
    """Write an object of today's JSON as the retired one wrote it: ``FlowGroupList.FlowGroup[].FlowGroupTitle``."""
    if not isinstance(value, dict):
        return WORDS.get(value, value) if isinstance(value, str | bool) else str(value)
    written: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, list):
            short = ELEMENTS[key]
            name = f"{element}{short}" if short in NESTED.get(element, ()) else short
            written[f"{module}{name}List"] = {f"{module}{name}": [first_json(each, module, name) for each in inner]}
        else:
            written[f"{module}{element}{NAMES.get(key, key[0].upper() + key[1:])}"] = first_json(inner, module)
    return written


def first_events(module: dict[str, Any]) -> dict[str, Any]:
    """Write adverse events, whose modules and lists have names of their own."""
    facts = {key: value for key, value in module.items() if not isinstance(value, list)}
    return {
        **first_json(facts, "Events"),
        "EventGroupList": {"EventGroup": [first_json(each, "Event", "Group") for each in module["eventGroups"]]},
        "SeriousEventList": {"SeriousEvent": [first_json(each, "SeriousEvent") for each in module["seriousEvents"]]},
        "OtherEventList": {"OtherEvent": [first_json(each, "OtherEvent") for each in module["otherEvents"]]},
    }


def read_legacy(section: Any) -> TrialRecord:  # noqa: ANN401 - any JSON value
    study = copy.deepcopy(LEGACY)
    study["ResultsSection"] = section
    return read_record(as_bytes(study))


AGREEMENT = {"piSponsorEmployee": False, "restrictiveAgreement": True, "restrictionType": "LTE60"}
FIRST_AGREEMENT = {
    "AgreementPISponsorEmployee": "No",
    "AgreementRestrictiveAgreement": "Yes",
    "AgreementRestrictionType": "LTE60",
}


@pytest.mark.parametrize(
    ("section", "modules"),
    [
        ({"ParticipantFlowModule": first_json(FLOW, "Flow")}, {"participantFlowModule": FLOW}),
        (
            {"BaselineCharacteristicsModule": first_json(BASELINE, "Baseline")},
            {"baselineCharacteristicsModule": BASELINE},
        ),
        (
            {"OutcomeMeasuresModule": first_json({"outcomeMeasures": [ANALYSED_OUTCOME]}, "Outcome")},
            {"outcomeMeasuresModule": {"outcomeMeasures": [ANALYSED_OUTCOME]}},
        ),
        ({"AdverseEventsModule": first_events(ALL_EVENTS)}, {"adverseEventsModule": ALL_EVENTS}),
        (
            {
                "MoreInfoModule": {
                    "LimitationsAndCaveats": {"LimitationsAndCaveatsDescription": "Stopped * early"},
                    "CertainAgreement": FIRST_AGREEMENT,
                }
            },
            {
                "moreInfoModule": {
                    "limitationsAndCaveats": {"description": "Stopped * early"},
                    "certainAgreement": AGREEMENT,
                }
            },
        ),
    ],
    ids=["flow", "baseline", "outcomes", "events", "agreements"],
)
def test_each_part_reads_as_from_the_current_api(section: dict[str, Any], modules: dict[str, Any]) -> None:
    assert blocks(read_legacy(section).document) == blocks(document(**modules)) != []


def test_nobody_is_named() -> None:
    point = {
        "PointOfContactTitle": "A Person",
        "PointOfContactOrganization": "Firm",
        "PointOfContactEMail": "a@example.org",
        "PointOfContactPhone": "1",
        "PointOfContactPhoneExt": "2",
    }
    record = read_legacy({"MoreInfoModule": {"PointOfContact": point}})
    assert blocks(record.document) == []
    person = record.officials[-1]
    assert (person.name, person.role, person.phone, person.email, person.affiliation) == (
        *("A Person", "CONTACT_FOR_RESULTS", "1 ext. 2"),
        *("a@example.org", "Firm"),
    )


@pytest.mark.parametrize(
    "section",
    [
        None,
        7,
        [],
        "words",
        {"FlowGroupList": []},
        {"ParticipantFlowModule": 7},
        {"ParticipantFlowModule": {"FlowGroupList": {"FlowGroup": 7}, "FlowPeriodList": {"FlowPeriod": [7, {}]}}},
        {"OutcomeMeasuresModule": {"OutcomeMeasureList": {"OutcomeMeasure": [{"OutcomeMeasureType": {}}, None]}}},
        {"MoreInfoModule": {"CertainAgreement": {"AgreementPISponsorEmployee": 7, "": "", "List": {}}}},
    ],
)
def test_results_of_another_shape_are_no_obstacle(section: object) -> None:
    found = read_legacy(section).document
    assert found.text == "\n".join(block.text for block in found.blocks)


def test_a_table_of_a_million_cells_is_refused() -> None:
    module: dict[str, Any] = {
        "EventGroupList": {"EventGroup": [{}] * 1100},
        "OtherEventList": {"OtherEvent": [{}] * 1000},
    }
    with pytest.raises(UnreadableRecord, match="cells"):
        read_legacy({"AdverseEventsModule": module})
