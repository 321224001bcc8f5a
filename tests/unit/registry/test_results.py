"""Results as tables: every value stands in its row and under its group."""

import copy
from typing import Any

from annotate.registry.shapes import read_record
from tests.unit.registry.results import EVENTS, GROUPS, OUTCOME, counted
from tests.unit.registry.studies import API, as_bytes, lines_of


def lines(**modules: Any) -> list[str]:  # noqa: ANN401 - as above
    study = copy.deepcopy(API)
    study["resultsSection"] = modules
    return lines_of(read_record(as_bytes(study)), "results")


def test_participants_flow_through_periods_and_leave_for_reasons() -> None:
    module = {
        "recruitmentDetails": "In two clinics",
        "groups": GROUPS,
        "periods": [
            {
                "title": "Overall Study",
                "milestones": [
                    {
                        "type": "STARTED",
                        "achievements": [
                            {"groupId": "G1", "numSubjects": "30"},
                            {"groupId": "G2", "numSubjects": "31", "comment": "One twice"},
                        ],
                    },
                    {
                        "type": "NOT COMPLETED",
                        "comment": "By week 12",
                        "achievements": [{"groupId": "G2", "numSubjects": "1"}],
                    },
                ],
                "dropWithdraws": [{"type": "Death", "reasons": [{"groupId": "G2", "numSubjects": "1"}]}],
            }
        ],
    }
    assert lines(participantFlowModule=module) == [
        *("Results", "Participant flow", "Recruitment", "In two clinics", "Overall Study"),
        *("Stage", "Drug X", "Placebo", "Comment", "Description", "200 mg > daily", "Nothing"),
        *("Started", "30", "31: One twice", "Not completed", "1", "By week 12"),
        *("Reasons for not completing", "Death", "1"),
    ]


def test_baseline_measures_have_their_classes_and_categories() -> None:
    module = {
        "populationDescription": "All",
        "groups": GROUPS,
        "denoms": [{"units": "Participants", "counts": counted("30", "31")}],
        "measures": [
            {
                "title": "Sex",
                "paramType": "COUNT_OF_PARTICIPANTS",
                "unitOfMeasure": "Participants",
                "classes": [{"categories": [{"title": "Female", "measurements": counted("10", "11")}]}],
            },
            {
                "title": "Score",
                "paramType": "MEDIAN",
                "dispersionType": "Full Range",
                "classes": [
                    {
                        "title": "At rest",
                        "categories": [
                            {"measurements": [{"groupId": "G1", "value": "4", "lowerLimit": "1", "upperLimit": "9"}]}
                        ],
                    },
                    {
                        "title": "In motion",
                        "denoms": [{"units": "Knees", "counts": counted("3")}],
                        "categories": [{"measurements": counted("5")}],
                    },
                ],
            },
        ],
    }
    assert lines(baselineCharacteristicsModule=module) == [
        *("Results", "Baseline", "Population", "All", "Drug X", "Placebo"),
        *("Description", "200 mg > daily", "Nothing", "Participants analysed", "30", "31"),
        *("Sex", "Values", "Count of participants, Participants", "Drug X", "Placebo", "Female", "10", "11"),
        *("Score", "Values", "Median (Full Range)", "Drug X", "Placebo", "At rest", "4 (1 to 9)"),
        *("In motion", "Knees analysed", "3", "Value", "5"),
    ]


def test_an_outcome_has_its_values_and_its_analyses() -> None:
    assert lines(outcomeMeasuresModule={"outcomeMeasures": [OUTCOME]}) == [
        *("Results", "Outcome measures", "Change in score", "Type", "Primary", "Time frame", "12 weeks"),
        *("Description", "Scored 0 to 10", "Values", "Mean (Standard Deviation), points", "Drug X", "Placebo"),
        *("Description", "200 mg > daily", "Nothing", "Participants analysed", "30", "31"),
        *("Value", "3.5 (0.4)", "NA: Too few", "Analysis of Mean difference: Drug X versus Placebo"),
        *("Groups", "Drug X versus Placebo", "p-value", "<0.001", "Method", "ANCOVA"),
        *("Estimate", "Mean difference: 1.2", "Confidence interval", "95 %, two-sided: 0.8 to 1.6"),
    ]


def test_an_outcome_without_values_says_when_they_come() -> None:
    later = {
        "title": "Later",
        "type": "SECONDARY",
        "reportingStatus": "NOT_POSTED",
        "anticipatedPostingDate": "2026-07",
    }
    assert lines(outcomeMeasuresModule={"outcomeMeasures": [later]}) == [
        *("Results", "Outcome measures", "Later", "Type", "Secondary", "Posted", "Not posted"),
        *("Expected to be posted", "July 2026"),
    ]


def test_adverse_events_stand_by_organ_system_with_what_differs() -> None:
    assert lines(adverseEventsModule=EVENTS) == [
        *("Results", "Adverse events", "Time frame", "1 year", "Other events reported from a frequency of", "5 %"),
        *("Drug X", "Placebo", "Description", "200 mg > daily", "Nothing", "Died of any cause", "0 of 30", "0 of 30"),
        *("With a serious adverse event", "1 of 30", "1 of 30", "Serious adverse events"),
        *("Vocabulary of the terms", "MedDRA 18.1", "Event", "Drug X", "Placebo", "Comment"),
        *("Blood", "Anaemia", "1 of 30, 2 events", "0 of 31", "Systematic"),
        *("Skin", "Rash", "1 of 31, 1 event", "Non systematic; By telephone"),
    ]


def test_limitations_and_agreements_are_told_and_nobody_is_named() -> None:
    module = {
        "limitationsAndCaveats": {"description": "Stopped early"},
        "certainAgreement": {"piSponsorEmployee": False, "restrictiveAgreement": True, "restrictionType": "LTE60"},
        "pointOfContact": {"title": "A Person", "organization": "Firm", "phone": "1", "email": "a@example.org"},
    }
    study = copy.deepcopy(API)
    study["resultsSection"] = {"moreInfoModule": module}
    record = read_record(as_bytes(study))
    assert lines_of(record, "results") == [
        *("Results", "Limitations and agreements", "Limitations", "Stopped early"),
        *("Principal investigators are employees of the sponsor", "No"),
        *("An agreement restricts what they publish", "Yes", "Restriction"),
        "The sponsor may delay a publication by up to 60 days",
    ]
    assert "A Person" not in record.document.text
    assert (record.officials[-1].name, record.officials[-1].email) == ("A Person", "a@example.org")
