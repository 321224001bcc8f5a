import copy
from dataclasses import replace
from typing import Any

import pytest

from annotate.core.document import EMPTY_DOCUMENT, BlockKind
from annotate.core.record import (
    Contact,
    Intervention,
    MeshTerm,
    PartialDate,
    Reference,
    Site,
    TrialRecord,
)
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from tests.unit.registry.studies import API, as_bytes, plan_lines


def changed(place: str, value: object) -> dict[str, Any]:
    """The study with one part replaced, named by a path of dots."""
    study = copy.deepcopy(API)
    *names, last = place.split(".")
    part = study
    for name in names:
        part = part[name]
    part[last] = value
    return study


def test_every_fact_is_read() -> None:
    record = read_record(as_bytes(API))

    assert replace(record, document=EMPTY_DOCUMENT) == TrialRecord(
        registry_id="NCT04561557",
        title="Drug X for Disease Y",
        official_title="A Randomised Study of Drug X",
        acronym="XY-1",
        status="RECRUITING",
        study_type="INTERVENTIONAL",
        phases=("PHASE1", "PHASE2"),
        why_stopped="Enrolment >50 % reached",
        start_date=PartialDate("2020-09-22", "ACTUAL"),
        completion_date=PartialDate("2024"),
        primary_completion_date=PartialDate("2023-12", "ESTIMATED"),
        enrollment=36,
        enrollment_kind="ESTIMATED",
        sponsor="Hospital Z",
        collaborators=("Firm W",),
        last_updated="2022-07-08",
        first_posted="2020-09-23",
        org_id="ORG-1",
        secondary_ids=("2020-000001-11",),
        keywords=("3*4*5", "\\* as it is"),
        conditions=("Disease Y",),
        interventions=(Intervention("DRUG", "X", ("Xmab",)), Intervention("DRUG", "Placebo")),
        sex="ALL",
        minimum_age="18 Years",
        maximum_age="75 Years",
        healthy_volunteers=False,
        condition_terms=(MeshTerm("D009157", "Myasthenia Gravis"),),
        condition_ancestors=(MeshTerm("D009468", "Neuromuscular Diseases"),),
        intervention_terms=(MeshTerm("C1", "Xmab"),),
        contacts=(Contact("Study Office", "CONTACT", "1 ext. 2", "a@example.org"),),
        officials=(Contact("Chair", "STUDY_CHAIR", affiliation="Hospital Z"),),
        places=(Site("Hospital Z", "RECRUITING", "Wuhan", "Hubei", "430000", "China", (Contact("Desk"),)),),
        has_results=True,
        references=(Reference("Own reference", "1", "BACKGROUND"),),
    )


def test_the_canonical_text_is_the_record_s_text() -> None:
    assert plan_lines(read_record(as_bytes(API))) == [
        *("Title", "Drug X for Disease Y", "A Randomised Study of Drug X", "XY-1"),
        *("Summary", "ANC <LLN and platelets ‹100 x10^9/L.", "Second paragraph."),
        *("Description", "5 mg/kg*2 and 3*4*5; &lt; stays, &lt; too."),
        *("Conditions", "Disease Y", "Keywords", "3*4*5", "\\* as it is"),
        *("Arms", "Arm A", "Experimental", "200 mg every 3 weeks", "Drug: X"),
        *("Arm B", "Placebo comparator", "Drug: Placebo"),
        *("Treatments", "Drug: X", "200 mg", "Other names:", "Xmab", "Drug: Placebo"),
        *("Outcomes", "Primary outcomes", "DLT", "Grade >= 3", "Time frame: 28 days"),
        *("Secondary outcomes", "PFS", "Time frame: 2 years"),
        *(
            "Eligibility",
            "Inclusion Criteria:",
            "≥18 Years",
            "One of:",
            "CD4 >= 20",
            "Exclusion Criteria:",
            "Pregnancy",
        ),
        *("Sex", "All", "Minimum age", "18 Years", "Maximum age", "75 Years", "Healthy volunteers", "Not accepted"),
        *("Design", "Study type", "Interventional", "Phase", "Phase 1, Phase 2", "Allocation", "Randomized"),
        *("Intervention model", "Parallel assignment", "Primary purpose", "Treatment", "Masking", "Double"),
        *("Who is masked", "Participant, Investigator", "Participants", "36 (estimated)"),
        *("Why the study stopped", "Enrolment >50 % reached"),
    ]


def test_blocks_have_stable_paths_and_structure() -> None:
    blocks = {block.path: block for block in read_record(as_bytes(API)).document.blocks}

    assert blocks["arms/arm-a"].kind is BlockKind.HEADING
    assert blocks["arms/arm-a/p1"].text == "200 mg every 3 weeks"
    assert blocks["arms/arm-b/treatment/drug-placebo"].marker == "•"
    assert blocks["treatments/drug-x/other-name/xmab"].text == "Xmab"
    assert (blocks["outcomes/primary"].depth, blocks["outcomes/primary/dlt"].depth) == (3, 4)
    assert blocks["outcomes/secondary/pfs/time-frame"].text == "Time frame: 2 years"
    assert blocks["eligibility/inclusion/i1"].marker == "1."
    assert (blocks["eligibility/inclusion/i3"].depth, blocks["eligibility/inclusion/i3"].marker) == (2, "•")
    assert blocks["eligibility/exclusion/i1"].text == "Pregnancy"
    assert (blocks["eligibility/sex/value"].kind, blocks["eligibility/sex/value"].column) == (BlockKind.CELL, 1)


def test_a_new_inclusion_criterion_renames_no_exclusion() -> None:
    study = changed(
        "protocolSection.eligibilityModule.eligibilityCriteria",
        "Inclusion Criteria:\n\n* a\n* b\n\nExclusion Criteria:\n\n* Pregnancy",
    )

    paths = [block.path for block in read_record(as_bytes(study)).document.blocks if block.text == "Pregnancy"]

    assert paths == ["eligibility/exclusion/i1"]


def test_the_least_record_is_an_id_and_a_title() -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "nct04561557", "officialTitle": "Only this"}}}

    record = read_record(as_bytes(study))

    assert (record.registry_id, record.title, record.status, record.enrollment) == (
        "NCT04561557",
        "Only this",
        "",
        None,
    )
    assert record.document.text == "Title\nOnly this\nOnly this\nKey facts\nRegistry id\nNCT04561557"


def test_a_byte_order_mark_and_utf_16_are_no_obstacle() -> None:
    raw = as_bytes(API)
    expected = read_record(raw)

    assert read_record(b"\xef\xbb\xbf" + raw) == expected
    assert read_record(raw.decode().encode("utf-16")) == expected


def test_unknown_parts_and_codes_are_no_obstacle() -> None:
    study = changed("protocolSection.statusModule.overallStatus", "PAUSED_FOR_LUNCH")
    study["Timestamp"] = 1
    study["protocolSection"]["designModule"]["phases"] = ["PHASE5"]

    record = read_record(as_bytes(study))

    assert record.status == "PAUSED_FOR_LUNCH"
    assert record.phases == ("PHASE5",)
    assert "Phase 5" in record.document.text


def test_null_is_as_absent() -> None:
    study = changed("protocolSection.descriptionModule", None)
    study["derivedSection"] = None

    assert "Summary" not in [section.title for section in read_record(as_bytes(study)).document.sections]


def test_a_sample_says_so() -> None:
    assert read_record(as_bytes({**API, "annotateSample": True})).sample
    assert not read_record(as_bytes(API)).sample


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("protocolSection.statusModule.overallStatus", 7),
        ("protocolSection.statusModule.startDateStruct", "2020"),
        ("protocolSection.designModule.phases", "PHASE1"),
        ("protocolSection.designModule.enrollmentInfo.count", "many"),
        ("protocolSection.eligibilityModule.eligibilityCriteria", ["a"]),
        ("protocolSection.contactsLocationsModule.locations", {}),
        ("protocolSection.conditionsModule.keywords", [None]),
        ("protocolSection", []),
        ("derivedSection.conditionBrowseModule", 1),
        ("hasResults", "perhaps"),
    ],
)
def test_a_part_of_the_wrong_type_is_refused_by_name(place: str, value: object) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read_record(as_bytes(changed(place, value)))

    assert place in refused.value.reason


@pytest.mark.parametrize(
    ("identification", "reason"),
    [
        ({}, "no registry id"),
        ({"nctId": " ", "briefTitle": "x"}, "no registry id"),
        ({"nctId": "EUCTR2020", "briefTitle": "x"}, "not NCT and eight digits: EUCTR2020"),
        ({"nctId": "NCT04561557"}, "no title"),
        ({"nctId": "NCT04561557", "briefTitle": " \u0000 "}, "no title"),
    ],
)
def test_a_record_without_id_or_title_is_refused(identification: dict[str, str], reason: str) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read_record(as_bytes(changed("protocolSection.identificationModule", identification)))

    assert reason in refused.value.reason


def test_a_very_long_text_is_whole() -> None:
    words = " ".join(f"word{number}" for number in range(50_000))

    record = read_record(as_bytes(changed("protocolSection.descriptionModule.briefSummary", words)))

    assert words in record.document.text
