import copy

import pytest

from annotate.core.record import PartialDate
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from tests.unit.registry.studies import LEGACY, as_bytes, plan_lines


@pytest.mark.parametrize("study", [LEGACY, {"FullStudy": {"Rank": 1, "Study": LEGACY}}, {"Study": LEGACY}])
def test_the_retired_shape_is_read(study: dict[str, object]) -> None:
    record = read_record(as_bytes(study))

    assert (record.registry_id, record.status, record.phases) == ("NCT04561557", "ACTIVE_NOT_RECRUITING", ("PHASE2",))
    assert record.start_date == PartialDate("2020-09", "ACTUAL")
    assert (record.last_updated, record.enrollment, record.enrollment_kind) == ("2022-07-08", 36, "ESTIMATED")
    assert record.healthy_volunteers is True
    assert plan_lines(record) == [
        *("Title", "Drug X for Disease Y", "A Randomised Study of Drug X", "Summary", "ANC <LLN.", "Second paragraph."),
        *(
            "Eligibility",
            "Inclusion Criteria:",
            "≥18 Years",
            "* a footnote",
            "Sex",
            "All",
            "Healthy volunteers",
            "Accepted",
        ),
        *("Design", "Study type", "Interventional", "Phase", "Phase 2", "Masking", "None (open label)"),
        *("Participants", "36 (estimated)"),
    ]


def test_a_sponsor_s_kind_is_read() -> None:
    study = copy.deepcopy(LEGACY)
    protocol = study["ProtocolSection"]
    protocol["SponsorCollaboratorsModule"] = {
        "LeadSponsor": {"LeadSponsorName": "Firm", "LeadSponsorClass": "INDUSTRY"}
    }
    assert read_record(as_bytes(study)).sponsor_class == "INDUSTRY"


@pytest.mark.parametrize(
    ("module", "value"),
    [
        ("StatusModule", []),
        ("StatusModule", {"OverallStatus": {}}),
        ("DesignModule", {"PhaseList": {"Phase": "Phase 2"}}),
    ],
)
def test_a_part_of_the_wrong_type_is_refused_by_name(module: str, value: object) -> None:
    study = copy.deepcopy(LEGACY)
    study["ProtocolSection"][module] = value

    with pytest.raises(UnreadableRecord, match=f"ProtocolSection.{module}"):
        read_record(as_bytes(study))
