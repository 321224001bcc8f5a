"""The results of the API's retired first JSON (version 1), as today's ``resultsSection``.

The old names repeat those of the object (``FlowGroupTitle``), lists are wrapped (``FlowGroupList.FlowGroup``), and words stand
where codes do now. Everything else is the same, so names and codes are put in today's form and one reader reads both.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from annotate.core.codes import code_of
from annotate.registry.shapes import older
from annotate.registry.shapes.textblock import parse_lines
from annotate.registry.shapes.tree import Tree

_PREFIXES = {
    "ParticipantFlowModule": "Flow",
    "BaselineCharacteristicsModule": "Baseline",
    "AdverseEventsModule": "Events",
    "CertainAgreement": "Agreement",
}
"""Beginnings of the names in an object, where that is not the object's own name."""

_LISTS = (
    ("EventGroup", "eventGroups"),
    ("GroupId", "groupIds"),
    ("Group", "groups"),
    ("Period", "periods"),
    ("Milestone", "milestones"),
    ("Achievement", "achievements"),
    ("DropWithdraw", "dropWithdraws"),
    ("Reason", "reasons"),
    ("DenomCount", "counts"),
    ("Denom", "denoms"),
    ("OutcomeMeasure", "outcomeMeasures"),
    ("Measure", "measures"),
    ("Class", "classes"),
    ("Category", "categories"),
    ("Measurement", "measurements"),
    ("Analysis", "analyses"),
    ("SeriousEvent", "seriousEvents"),
    ("OtherEvent", "otherEvents"),
    ("EventStats", "stats"),
)
"""Today's names of lists, by the ends of the old ones."""

_CODED: Mapping[str, Callable[[str], str | bool | None]] = {
    "OutcomeMeasureType": code_of,
    "OutcomeMeasureReportingStatus": code_of,
    "OutcomeMeasureParamType": code_of,
    "OutcomeMeasureAnticipatedPostingDate": older.iso_date,
    "BaselineMeasureParamType": code_of,
    "BaselineMeasureDispersionType": code_of,
    "OutcomeAnalysisNonInferiorityType": code_of,
    "OutcomeAnalysisTestedNonInferiority": older.yes,
    "OutcomeAnalysisDispersionType": older.spread_of_estimate,
    "OutcomeAnalysisCINumSides": older.sides,
    "SeriousEventAssessmentType": code_of,
    "OtherEventAssessmentType": code_of,
    "AgreementPISponsorEmployee": older.yes,
    "AgreementRestrictiveAgreement": older.yes,
    "AgreementRestrictionType": code_of,
}
_CAPITALS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]+")


def legacy_results(section: Any) -> Tree:  # noqa: ANN401 - any JSON value
    """Return a version 1 ``ResultsSection`` as a ``resultsSection`` whose texts have no markup."""
    return Tree(_object(section, "") if isinstance(section, dict) else {}, parse_lines)


def _object(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        own = key.removeprefix(_PREFIXES.get(name, name))
        if isinstance(value, dict) and key.endswith("List"):
            inner = key.removesuffix("List")
            found[_list_name(inner)] = _list(value.get(inner), inner)
        elif isinstance(value, dict):
            found[_today(own)] = _object(value, key)
        elif isinstance(value, str) and key in _CODED:
            found[_today(own)] = _CODED[key](value)
        else:
            found[_today(own)] = value
    return found


def _list(values: Any, name: str) -> list[Any]:  # noqa: ANN401 - any JSON value
    listed = values if isinstance(values, list) else []
    return [_object(each, name) if isinstance(each, dict) else each for each in listed]


def _list_name(old: str) -> str:
    return next((name for end, name in _LISTS if old.endswith(end)), _today(old))


def _today(name: str) -> str:
    """Return ``CIPctValue`` as ``ciPctValue``."""
    if name == "EMail":
        return "email"
    return _CAPITALS.sub(lambda capitals: capitals[0].lower(), name, count=1)
