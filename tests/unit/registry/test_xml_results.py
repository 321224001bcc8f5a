"""Results in the older XML read as the current API's do: the same words, paths, order and titles."""

from typing import Any

import pytest

from annotate.core.document import BlockKind, Document
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from annotate.registry.shapes.results import MOST_RESULTS
from tests.unit.registry.results import GROUPS, blocks, document
from tests.unit.registry.studies import XML, lines_of
from tests.unit.registry.xml_results import (
    ALL_EVENTS,
    ANALYSED_OUTCOME,
    BASELINE,
    FLOW,
    ID,
    XML_ANALYSIS,
    XML_BASELINE,
    XML_EVENTS,
    XML_FLOW,
    XML_GROUPS,
    XML_OUTCOMES,
)


def with_results(results: str) -> bytes:
    return XML.replace(
        "<clinical_results></clinical_results>", f"<clinical_results>{results}</clinical_results>"
    ).encode()


def read_xml(results: str) -> Document:
    return read_record(with_results(results)).document


@pytest.mark.parametrize(
    ("xml", "modules"),
    [
        (XML_FLOW, {"participantFlowModule": FLOW}),
        (XML_BASELINE, {"baselineCharacteristicsModule": BASELINE}),
        (XML_OUTCOMES, {"outcomeMeasuresModule": {"outcomeMeasures": [ANALYSED_OUTCOME]}}),
        (XML_EVENTS, {"adverseEventsModule": ALL_EVENTS}),
        (
            XML_FLOW + XML_BASELINE + XML_OUTCOMES + XML_EVENTS,
            {
                "participantFlowModule": FLOW,
                "baselineCharacteristicsModule": BASELINE,
                "outcomeMeasuresModule": {"outcomeMeasures": [ANALYSED_OUTCOME]},
                "adverseEventsModule": ALL_EVENTS,
            },
        ),
    ],
    ids=["flow", "baseline", "outcomes", "events", "whole"],
)
def test_each_part_reads_as_from_the_api(xml: str, modules: dict[str, Any]) -> None:
    assert blocks(read_xml(xml)) == blocks(document(**modules)) != []


RESTRICTIONS = [
    (
        "There is NOT an agreement between Principal Investigators and the Sponsor (or its agents).",
        {"restrictiveAgreement": False},
    ),
    (
        (
            "The only disclosure restriction on the PI is that the sponsor can embargo communications regarding trial results "
            "for a period that is less than or equal to 60 days. The sponsor cannot extend the embargo."
        ),
        {"restrictiveAgreement": True, "restrictionType": "LTE60"},
    ),
    (
        (
            "The only disclosure restriction on the PI is that the sponsor can embargo communications regarding trial results "
            "for a period that is more than 60 days but less than or equal to 180 days."
        ),
        {"restrictiveAgreement": True, "restrictionType": "GT60"},
    ),
    ("Ask us first", {"restrictiveAgreement": True, "restrictionType": "OTHER", "otherDetails": "Ask us first"}),
    ("", {}),
]


@pytest.mark.parametrize(("words", "agreement"), RESTRICTIONS)
def test_an_agreement_reads_as_from_the_api(words: str, agreement: dict[str, Any]) -> None:
    xml = f"""<certain_agreements>
      <pi_employee>Principal Investigators are NOT employed by the organization sponsoring the study.</pi_employee>
      <restrictive_agreement>{words}</restrictive_agreement></certain_agreements>
      <limitations_and_caveats>Stopped early</limitations_and_caveats>"""
    module = {
        "limitationsAndCaveats": {"description": "Stopped early"},
        "certainAgreement": {"piSponsorEmployee": False} | agreement,
    }
    assert blocks(read_xml(xml)) == blocks(document(moreInfoModule=module))


def test_employees_are_told_and_nobody_is_named() -> None:
    record = read_record(
        with_results("""<certain_agreements><pi_employee>All Principal Investigators ARE employed by the organization
          sponsoring the study.</pi_employee></certain_agreements>
          <point_of_contact><name_or_title>A Person</name_or_title><organization>Firm</organization><phone>1</phone>
          <email>a@example.org</email></point_of_contact>""")
    )
    assert lines_of(record, "results")[-2:] == ["Principal investigators are employees of the sponsor", "Yes"]
    assert not {"A Person", "a@example.org"} & set(record.document.text.split("\n"))
    person = record.officials[-1]
    assert (person.name, person.role, person.phone, person.email, person.affiliation) == (
        *("A Person", "CONTACT_FOR_RESULTS", "1"),
        *("a@example.org", "Firm"),
    )


def test_counts_of_people_in_the_oldest_results_are_no_measures() -> None:
    """Until 2017 the XML told how many were analysed as the first measure, and had categories without classes."""
    counts = f"""<measure><title>Number of Participants</title><units>participants</units><param>Number</param>
      <category_list><category><measurement_list><measurement {ID[0]} value="30"/><measurement {ID[1]} value="31"/>
      </measurement_list></category></category_list></measure>"""
    sex = f"""<measure><title>Sex</title><units>Participants</units><param>Count of Participants</param>
      <category_list><category><sub_title>Female</sub_title><measurement_list>
      <measurement {ID[0]} value="10"/><measurement {ID[1]} value="11"/></measurement_list></category></category_list></measure>"""
    old = read_xml(
        f"<baseline>{XML_GROUPS}<measure_list>{counts}{sex}</measure_list></baseline>"
        f"<outcome_list><outcome><type>Secondary</type><title>Sex</title>{XML_GROUPS}"
        f"<measure_list>{counts}{sex}</measure_list></outcome></outcome_list>"
    )
    same = {"groups": GROUPS, "denoms": BASELINE["denoms"]}
    measure: dict[str, Any] = BASELINE["measures"][0]
    new = document(
        baselineCharacteristicsModule=same | {"measures": [measure]},
        outcomeMeasuresModule={"outcomeMeasures": [{"type": "SECONDARY"} | same | measure]},
    )
    assert blocks(old) == blocks(new)


@pytest.mark.parametrize(
    ("tested", "code"),
    [("Yes", "NON_INFERIORITY_OR_EQUIVALENCE"), ("No", "SUPERIORITY_OR_OTHER"), ("Perhaps", "")],
)
def test_a_hypothesis_from_before_there_were_codes_has_the_code_that_it_was_given(tested: str, code: str) -> None:
    typed = "<non_inferiority_type>Superiority or Other</non_inferiority_type>"
    assert typed in XML_ANALYSIS
    old = read_xml(XML_OUTCOMES.replace(typed, f"<non_inferiority>{tested}</non_inferiority>"))
    flag = {"Yes": True, "No": False}.get(tested)
    analysis = ANALYSED_OUTCOME["analyses"][0] | {"nonInferiorityType": code, "testedNonInferiority": flag}
    new = document(outcomeMeasuresModule={"outcomeMeasures": [ANALYSED_OUTCOME | {"analyses": [analysis]}]})
    assert blocks(old) == blocks(new)


def test_a_table_of_a_million_cells_is_refused() -> None:
    groups = f"<group_list>{'<group/>' * 1100}</group_list>"
    events = f"<other_events><category_list><category><event_list>{'<event/>' * 1000}</event_list></category></category_list></other_events>"
    with pytest.raises(UnreadableRecord, match="cells"):
        read_xml(f"<reported_events>{groups}{events}</reported_events>")


@pytest.mark.parametrize(
    ("written", "date"), [("07/2026", "2026-07"), ("2026", "2026"), ("13/2026", "13/2026"), ("", "")]
)
def test_an_outcome_without_values_says_when_they_come(written: str, date: str) -> None:
    xml = f"<outcome_list><outcome><type>Post-Hoc</type><title>Later</title><posting_date>{written}</posting_date></outcome></outcome_list>"
    later = {"type": "POST_HOC", "title": "Later", "reportingStatus": "NOT_POSTED", "anticipatedPostingDate": date}
    assert blocks(read_xml(xml)) == blocks(document(outcomeMeasuresModule={"outcomeMeasures": [later]}))


def test_markup_is_no_markup_in_xml() -> None:
    xml = XML_OUTCOMES.replace("Scored 0 to 10", "5\\*3 *a* &amp;lt; \\&lt;LLN")
    assert "5\\*3 *a* &lt; \\<LLN" in read_xml(xml).text


@pytest.mark.parametrize(
    "part", ["participant_flow", "baseline", "outcome_list", "reported_events", "certain_agreements"]
)
@pytest.mark.parametrize(
    "inside",
    [
        "",
        "words",
        "<group_list/><period_list/><measure_list/><category_list/>",
        "<group_list><group/></group_list><period_list><period/></period_list><measure_list><measure/></measure_list>",
        "<outcome/><outcome><measure/><measure_list/></outcome><serious_events/><other_events>x</other_events>",
        (
            '<outcome><group_list><group group_id="O1"/><group group_id="O1"/></group_list><measure><class_list><class>'
            '<category_list><category><measurement_list><measurement/><measurement group_id="?" value="nine"/></measurement_list>'
            "</category></category_list></class></class_list></measure><analysis_list><analysis/><analysis><group_id_list>"
            "<group_id/><group_id>?</group_id></group_id_list></analysis></analysis_list></outcome>"
        ),
        (
            f"{XML_GROUPS}<serious_events><category_list><category/><category><title>Total</title><event_list><event/>"
            f'<event><counts/><counts {ID[0]} events="{"9" * 5000}" subjects_affected="many"/></event></event_list></category>'
            "</category_list></serious_events>"
        ),
        "<pi_employee>Perhaps</pi_employee><restrictive_agreement><b>Bold</b></restrictive_agreement>",
        "<group_list>" * 500 + "</group_list>" * 500,
    ],
)
def test_results_of_another_shape_are_no_obstacle(part: str, inside: str) -> None:
    found = read_xml(f"<{part}>{inside}</{part}>")
    assert found.text == "\n".join(block.text for block in found.blocks)
    assert all(block.kind is not BlockKind.COLUMN or block.text for block in found.blocks)


def test_results_that_are_not_xml_are_refused() -> None:
    with pytest.raises(UnreadableRecord):
        read_xml("<baseline>")


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_rows_is_shown_in_part() -> None:
    event = f'<event><sub_title>Event</sub_title><counts {ID[0]} subjects_affected="1" subjects_at_risk="2"/></event>'
    listed = f"<category><title>Blood</title><event_list>{event * 100_000}</event_list></category>"
    events = f"<serious_events><category_list>{listed}</category_list></serious_events>"
    found = read_xml(f"<reported_events>{XML_GROUPS}{events}</reported_events>")
    (section,) = (each for each in found.sections if each.key == "results")
    assert section.is_cut
    assert len(section.blocks) <= MOST_RESULTS[0] + 1
    assert not any(each.is_cut for each in found.sections if each.key != "results")


def test_a_record_without_results_has_no_section_of_them() -> None:
    assert all(each.key != "results" for each in read_xml("").sections)
