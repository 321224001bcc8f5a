"""Small results, made for tests."""

import copy
from typing import Any

from annotate.core.document import Document
from annotate.registry.shapes import read_record
from tests.unit.registry.studies import API, as_bytes

GROUPS = [
    {"id": "G1", "title": "Drug X", "description": "200 mg \\> daily"},
    {"id": "G2", "title": "Placebo", "description": "Nothing"},
]


def counted(*values: str) -> list[dict[str, str]]:
    return [{"groupId": f"G{number}", "value": value} for number, value in enumerate(values, start=1)]


OUTCOME: dict[str, Any] = {
    "type": "PRIMARY",
    "title": "Change in score",
    "description": "Scored 0 to 10",
    "timeFrame": "12 weeks",
    "reportingStatus": "POSTED",
    "paramType": "MEAN",
    "dispersionType": "Standard Deviation",
    "unitOfMeasure": "points",
    "groups": GROUPS,
    "denoms": [{"units": "Participants", "counts": counted("30", "31")}],
    "classes": [
        {
            "categories": [
                {
                    "measurements": [
                        {"groupId": "G1", "value": "3.5", "spread": "0.4"},
                        {"groupId": "G2", "value": "NA", "comment": "Too few"},
                    ]
                }
            ]
        }
    ],
    "analyses": [
        {
            "groupIds": ["G1", "G2"],
            "statisticalMethod": "ANCOVA",
            "pValue": "<0.001",
            "paramType": "Mean difference",
            "paramValue": "1.2",
            "ciPctValue": "95",
            "ciNumSides": "TWO_SIDED",
            "ciLowerLimit": "0.8",
            "ciUpperLimit": "1.6",
        }
    ],
}

EVENTS: dict[str, Any] = {
    "frequencyThreshold": "5",
    "timeFrame": "1 year",
    "eventGroups": [
        {**group, "deathsNumAffected": 0, "deathsNumAtRisk": 30, "seriousNumAffected": 1, "seriousNumAtRisk": 30}
        for group in GROUPS
    ],
    "seriousEvents": [
        {
            "term": "Anaemia",
            "organSystem": "Blood",
            "sourceVocabulary": "MedDRA 18.1",
            "assessmentType": "SYSTEMATIC_ASSESSMENT",
            "stats": [
                {"groupId": "G1", "numAffected": 1, "numAtRisk": 30, "numEvents": 2},
                {"groupId": "G2", "numAffected": 0, "numAtRisk": 31},
            ],
        },
        {
            "term": "Rash",
            "organSystem": "Skin",
            "sourceVocabulary": "MedDRA 18.1",
            "assessmentType": "NON_SYSTEMATIC_ASSESSMENT",
            "notes": "By telephone",
            "stats": [{"groupId": "G2", "numAffected": 1, "numAtRisk": 31, "numEvents": 1}],
        },
    ],
}


def document(**modules: Any) -> Document:  # noqa: ANN401 - any JSON value
    study = copy.deepcopy(API)
    study["resultsSection"] = modules
    return read_record(as_bytes(study)).document


def blocks(found: Document) -> list[tuple[Any, ...]]:
    """Everything that the section of results says, but for its place in the text."""
    return [
        (each.kind, each.path, each.text, each.depth, each.row, each.column)
        for section in found.sections
        if section.key == "results"
        for each in section.blocks
    ]
