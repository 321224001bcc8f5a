"""The results of the older public XML (``<clinical_results>`` in ``public.xsd``), as the current API's ``resultsSection``.

Both formats have the same tree under other names, so one reader makes the same words of both. Of one record they differ in this:

- The XML calls a baseline measure "Age" (until 2017 also "Gender") where the API says which: "Age, Continuous", "Sex: Female, Male".
- It sorts organ systems by name; the API has them in the sponsor's order, and some of them more than once.
- It has no comments on milestones, no numbers of units other than participants there, and no name of a baseline's units.
- It always says that an investigator whom the sponsor employs has no agreement; the API often says nothing.
- Until 2017 it has no deaths, no codes of hypotheses, and no limits of a value that is not available; the first measure is the
  number of participants, and categories are in no classes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from annotate.core.codes import code_of
from annotate.core.text import collapse
from annotate.registry.shapes import older
from annotate.registry.shapes.textblock import parse_textblock
from annotate.registry.shapes.tree import Tree

Fields = dict[str, Any]
"""One object of the API's JSON."""

_NONE = Element("none")

_GROUP = {"title": "title", "description": "description"}
_FLOW = {"recruitment_details": "recruitmentDetails", "pre_assignment_details": "preAssignmentDetails"}
_MEASUREMENT = {"value": "value", "spread": "spread", "lower_limit": "lowerLimit", "upper_limit": "upperLimit"}
_NAMED = {"title": "title", "description": "description", "population": "populationDescription"}
_OUTCOME = _NAMED | {"time_frame": "timeFrame"}
_MEASURE = _NAMED | {"units": "unitOfMeasure", "units_analyzed": "denomUnitsSelected", "dispersion": "dispersionType"}
_ANALYSIS = {
    "groups_desc": "groupDescription",
    "non_inferiority_desc": "nonInferiorityComment",
    "p_value": "pValue",
    "p_value_desc": "pValueComment",
    "method": "statisticalMethod",
    "method_desc": "statisticalComment",
    "param_type": "paramType",
    "param_value": "paramValue",
    "dispersion_value": "dispersionValue",
    "ci_percent": "ciPctValue",
    "ci_lower_limit": "ciLowerLimit",
    "ci_upper_limit": "ciUpperLimit",
    "ci_upper_limit_na_comment": "ciUpperLimitComment",
    "estimate_desc": "estimateComment",
    "other_analysis_desc": "otherAnalysisDescription",
}
_CONTACT = {"name_or_title": "title", "organization": "organization", "phone": "phone", "email": "email"}
_STAT = {"subjects_affected": "numAffected", "subjects_at_risk": "numAtRisk", "events": "numEvents"}
_TOTALS = {
    "Total, all-cause mortality": "deaths",
    "Total, serious adverse events": "serious",
    "Total, other adverse events": "other",
}
_HYPOTHESES = {True: "NON_INFERIORITY_OR_EQUIVALENCE", False: "SUPERIORITY_OR_OTHER", None: ""}
"""Codes that the registry gave to analyses from before it had any, by whether they tested non-inferiority."""

_PARTICIPANTS_ANALYSED = "Number of Participants"  # title of the first measure until 2017
_EMPLOYED = {
    "All Principal Investigators ARE employed by the organization sponsoring the study.": True,
    "Principal Investigators are NOT employed by the organization sponsoring the study.": False,
}
# The registry's own sentences; other words are a sponsor's.
_UNRESTRICTED = "There is NOT an agreement between Principal Investigators and the Sponsor"
_EMBARGO = "The only disclosure restriction on the PI is"
_EMBARGOES = (("more than 60 days", "GT60"), ("less than or equal to 60 days", "LTE60"))


def xml_results(root: Element) -> Tree:
    """Return the results of a ``<clinical_study>`` as a ``resultsSection`` whose texts have no markup."""
    results = root.find("clinical_results")
    if results is None:
        return Tree({})
    section = {
        "participantFlowModule": _flow(_at(results, "participant_flow")),
        "baselineCharacteristicsModule": _baseline(_at(results, "baseline")),
        "outcomeMeasuresModule": {
            "outcomeMeasures": [_outcome(each) for each in results.iterfind("outcome_list/outcome")]
        },
        "adverseEventsModule": _events(_at(results, "reported_events")),
        "moreInfoModule": {
            "limitationsAndCaveats": {"description": _text(results, "limitations_and_caveats")},
            "certainAgreement": _agreement(_at(results, "certain_agreements")),
            "pointOfContact": _texts(_at(results, "point_of_contact"), _CONTACT),
        },
    }
    return Tree(section, parse_textblock)


def _flow(flow: Element) -> Fields:
    periods = [
        {
            "title": _text(each, "title"),
            "milestones": [
                {"type": _words(stage, "title"), "achievements": _participants(stage)}
                for stage in each.iterfind("milestone_list/milestone")
            ],
            "dropWithdraws": [
                {"type": _text(reason, "title"), "reasons": _participants(reason)}
                for reason in each.iterfind("drop_withdraw_reason_list/drop_withdraw_reason")
            ],
        }
        for each in flow.iterfind("period_list/period")
    ]
    return _texts(flow, _FLOW) | {"groups": _groups(flow), "periods": periods}


def _participants(stage: Element) -> list[Fields]:
    return [
        {"groupId": each.get("group_id"), "numSubjects": each.get("count"), "comment": _content(each)}
        for each in stage.iterfind("participants_list/participants")
    ]


def _baseline(baseline: Element) -> Fields:
    denoms, measures = _analysed(baseline, baseline.iterfind("measure_list/measure"))
    return {
        "populationDescription": _text(baseline, "population"),
        "groups": _groups(baseline),
        "denoms": denoms,
        "measures": [_measure(each) | {"dispersionType": code_of(_words(each, "dispersion"))} for each in measures],
    }


def _outcome(outcome: Element) -> Fields:
    new = outcome.find("measure")
    listed = outcome.iterfind("measure_list/measure") if new is None else [new]
    denoms, measures = _analysed(_at(outcome, "measure"), listed)
    groups, fields = _groups(outcome), _measure(measures[0]) if measures else {}
    return {
        **fields,
        **_texts(outcome, _OUTCOME),
        "type": code_of(_words(outcome, "type")),
        "reportingStatus": "POSTED" if groups or measures else "NOT_POSTED",
        "anticipatedPostingDate": older.month_of(_words(outcome, "posting_date")),
        "groups": groups,
        "denoms": denoms,
        "classes": [each for measure in measures for each in _classes(measure)],
        "analyses": [_analysis(each) for each in outcome.iterfind("analysis_list/analysis")],
    }


def _analysed(counted: Element, measures: Iterable[Element]) -> tuple[list[Fields], list[Element]]:
    """Return the numbers of who was analysed, and the measures; until 2017 the first of these was that number."""
    denoms, rest = _denoms(counted), list(measures)
    if denoms or not rest or _words(rest[0], "title") != _PARTICIPANTS_ANALYSED:
        return denoms, rest
    counts = [
        count
        for of_class in _classes(rest[0])
        for category in of_class["categories"]
        for count in category["measurements"]
    ]
    return [{"units": "Participants", "counts": counts}], rest[1:]


def _denoms(parent: Element) -> list[Fields]:
    return [
        {
            "units": _text(each, "units"),
            "counts": [
                {"groupId": count.get("group_id"), "value": count.get("value")}
                for count in each.iterfind("count_list/count")
            ],
        }
        for each in parent.iterfind("analyzed_list/analyzed")
    ]


def _measure(measure: Element) -> Fields:
    kind = code_of(_words(measure, "param"))
    return _texts(measure, _MEASURE) | {"paramType": kind, "classes": _classes(measure)}


def _classes(measure: Element) -> list[Fields]:
    """Return the classes of a measure; categories outside of any are a class without a title."""
    classes = [
        {
            "title": _text(each, "title"),
            "denoms": _denoms(each),
            "categories": [_category(category) for category in each.iterfind("category_list/category")],
        }
        for each in measure.iterfind("class_list/class")
    ]
    outside = [_category(each) for each in measure.iterfind("category_list/category")]
    return [*classes, *([{"categories": outside}] if outside else [])]


def _category(category: Element) -> Fields:
    measurements = [
        {"groupId": each.get("group_id"), "comment": _content(each)}
        | {name: each.get(key) for key, name in _MEASUREMENT.items()}
        for each in category.iterfind("measurement_list/measurement")
    ]
    return {"title": _text(category, "title") or _text(category, "sub_title"), "measurements": measurements}


def _analysis(analysis: Element) -> Fields:
    tested = older.yes(_words(analysis, "non_inferiority"))
    return _texts(analysis, _ANALYSIS) | {
        "groupIds": [_content(each) for each in analysis.iterfind("group_id_list/group_id")],
        "nonInferiorityType": code_of(_words(analysis, "non_inferiority_type")) or _HYPOTHESES[tested],
        "testedNonInferiority": tested,
        "dispersionType": older.spread_of_estimate(_words(analysis, "dispersion_type")),
        "ciNumSides": older.sides(_words(analysis, "ci_n_sides")),
    }


def _events(reported: Element) -> Fields:
    serious, other = _at(reported, "serious_events"), _at(reported, "other_events")
    groups = _groups(reported)
    by_id = {group["id"]: group for group in groups}
    return {
        "frequencyThreshold": _text(other, "frequency_threshold"),
        "timeFrame": _text(reported, "time_frame"),
        "description": _text(reported, "desc"),
        "eventGroups": groups,
        "seriousEvents": list(_listed_events(serious, by_id)),
        "otherEvents": list(_listed_events(other, by_id)),
    }


def _listed_events(events: Element, groups: Mapping[str, Fields]) -> Iterator[Fields]:
    """Yield the events, and add the totals among them to their groups."""
    vocabulary, assessment = _text(events, "default_vocab"), _words(events, "default_assessment")
    for category in events.iterfind("category_list/category"):
        system = _text(category, "title")
        for event in category.iterfind("event_list/event"):
            term = event.find("sub_title")
            stats = [
                {"groupId": each.get("group_id")} | {name: each.get(key) for key, name in _STAT.items()}
                for each in event.iterfind("counts")
            ]
            total = _TOTALS.get(_words(event, "sub_title"))
            if total is not None:
                _add_total(total, stats, groups)
                continue
            yield {
                "term": _text(event, "sub_title"),
                "organSystem": system,
                "sourceVocabulary": (term.get("vocab") if term is not None else None) or vocabulary,
                "assessmentType": code_of(_words(event, "assessment") or assessment),
                "notes": _text(event, "description"),
                "stats": stats,
            }


def _add_total(total: str, stats: Iterable[Fields], groups: Mapping[str, Fields]) -> None:
    for each in stats:
        group = groups.get(each["groupId"])
        if group is not None:
            group[f"{total}NumAffected"] = each["numAffected"]
            group[f"{total}NumAtRisk"] = each["numAtRisk"]


def _agreement(agreement: Element) -> Fields:
    """Return what the registry's sentences say, or the sponsor's own words."""
    employed, words = _words(agreement, "pi_employee"), _words(agreement, "restrictive_agreement")
    fields: Fields = {"piSponsorEmployee": _EMPLOYED.get(employed)}
    if not words:
        return fields
    fields["restrictiveAgreement"] = not words.startswith(_UNRESTRICTED)
    if words.startswith(_EMBARGO):
        fields["restrictionType"] = next((kind for limit, kind in _EMBARGOES if limit in words), "OTHER")
    elif fields["restrictiveAgreement"]:
        fields |= {"restrictionType": "OTHER", "otherDetails": _text(agreement, "restrictive_agreement")}
    return fields


def _groups(parent: Element) -> list[Fields]:
    return [_texts(each, _GROUP) | {"id": each.get("group_id")} for each in parent.iterfind("group_list/group")]


def _at(parent: Element, tag: str) -> Element:
    """Return the element of this tag; an empty one if there is none."""
    found = parent.find(tag)
    return _NONE if found is None else found


def _texts(parent: Element, names: Mapping[str, str]) -> Fields:
    """Return the texts of some tags under the API's names."""
    return {name: _text(parent, tag) for tag, name in names.items()}


def _text(parent: Element, tag: str) -> str:
    """Return the text of an element with its lines as they are; empty if there is none."""
    return _content(_at(parent, tag))


def _content(element: Element) -> str:
    return "".join(element.itertext())


def _words(parent: Element, tag: str) -> str:
    return collapse(_text(parent, tag))
