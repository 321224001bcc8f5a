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
from xml.etree.ElementTree import Element

from annotate.core.codes import code_of
from annotate.registry.shapes import older
from annotate.registry.shapes.elements import HYPOTHESES, Fields, child, content_of, text_of, texts_of, words_of
from annotate.registry.shapes.textblock import parse_textblock
from annotate.registry.shapes.tree import Tree

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
        "participantFlowModule": _flow(child(results, "participant_flow")),
        "baselineCharacteristicsModule": _baseline(child(results, "baseline")),
        "outcomeMeasuresModule": {
            "outcomeMeasures": [_outcome(each) for each in results.iterfind("outcome_list/outcome")]
        },
        "adverseEventsModule": _events(child(results, "reported_events")),
        "moreInfoModule": {
            "limitationsAndCaveats": {"description": text_of(results, "limitations_and_caveats")},
            "certainAgreement": _agreement(child(results, "certain_agreements")),
            "pointOfContact": texts_of(child(results, "point_of_contact"), _CONTACT),
        },
    }
    return Tree(section, parse_textblock)


def _flow(flow: Element) -> Fields:
    periods = [
        {
            "title": text_of(each, "title"),
            "milestones": [
                {"type": words_of(stage, "title"), "achievements": _participants(stage)}
                for stage in each.iterfind("milestone_list/milestone")
            ],
            "dropWithdraws": [
                {"type": text_of(reason, "title"), "reasons": _participants(reason)}
                for reason in each.iterfind("drop_withdraw_reason_list/drop_withdraw_reason")
            ],
        }
        for each in flow.iterfind("period_list/period")
    ]
    return texts_of(flow, _FLOW) | {"groups": _groups(flow), "periods": periods}


def _participants(stage: Element) -> list[Fields]:
    return [
        {"groupId": each.get("group_id"), "numSubjects": each.get("count"), "comment": content_of(each)}
        for each in stage.iterfind("participants_list/participants")
    ]


def _baseline(baseline: Element) -> Fields:
    denoms, measures = _analysed(baseline, baseline.iterfind("measure_list/measure"))
    return {
        "populationDescription": text_of(baseline, "population"),
        "groups": _groups(baseline),
        "denoms": denoms,
        "measures": [_measure(each) | {"dispersionType": code_of(words_of(each, "dispersion"))} for each in measures],
    }


def _outcome(outcome: Element) -> Fields:
    new = outcome.find("measure")
    listed = outcome.iterfind("measure_list/measure") if new is None else [new]
    denoms, measures = _analysed(child(outcome, "measure"), listed)
    groups, fields = _groups(outcome), _measure(measures[0]) if measures else {}
    return {
        **fields,
        **texts_of(outcome, _OUTCOME),
        "type": code_of(words_of(outcome, "type")),
        "reportingStatus": "POSTED" if groups or measures else "NOT_POSTED",
        "anticipatedPostingDate": older.month_of(words_of(outcome, "posting_date")),
        "groups": groups,
        "denoms": denoms,
        "classes": [each for measure in measures for each in _classes(measure)],
        "analyses": [_analysis(each) for each in outcome.iterfind("analysis_list/analysis")],
    }


def _analysed(counted: Element, measures: Iterable[Element]) -> tuple[list[Fields], list[Element]]:
    """Return the numbers of who was analysed, and the measures; until 2017 the first of these was that number."""
    denoms, rest = _denoms(counted), list(measures)
    if denoms or not rest or words_of(rest[0], "title") != _PARTICIPANTS_ANALYSED:
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
            "units": text_of(each, "units"),
            "counts": [
                {"groupId": count.get("group_id"), "value": count.get("value")}
                for count in each.iterfind("count_list/count")
            ],
        }
        for each in parent.iterfind("analyzed_list/analyzed")
    ]


def _measure(measure: Element) -> Fields:
    kind = code_of(words_of(measure, "param"))
    return texts_of(measure, _MEASURE) | {"paramType": kind, "classes": _classes(measure)}


def _classes(measure: Element) -> list[Fields]:
    """Return the classes of a measure; categories outside of any are a class without a title."""
    classes = [
        {
            "title": text_of(each, "title"),
            "denoms": _denoms(each),
            "categories": [_category(category) for category in each.iterfind("category_list/category")],
        }
        for each in measure.iterfind("class_list/class")
    ]
    outside = [_category(each) for each in measure.iterfind("category_list/category")]
    return [*classes, *([{"categories": outside}] if outside else [])]


def _category(category: Element) -> Fields:
    measurements = [
        {"groupId": each.get("group_id"), "comment": content_of(each)}
        | {name: each.get(key) for key, name in _MEASUREMENT.items()}
        for each in category.iterfind("measurement_list/measurement")
    ]
    return {"title": text_of(category, "title") or text_of(category, "sub_title"), "measurements": measurements}


def _analysis(analysis: Element) -> Fields:
    tested = older.yes(words_of(analysis, "non_inferiority"))
    return texts_of(analysis, _ANALYSIS) | {
        "groupIds": [content_of(each) for each in analysis.iterfind("group_id_list/group_id")],
        "nonInferiorityType": code_of(words_of(analysis, "non_inferiority_type")) or HYPOTHESES[tested],
        "testedNonInferiority": tested,
        "dispersionType": older.spread_of_estimate(words_of(analysis, "dispersion_type")),
        "ciNumSides": older.sides(words_of(analysis, "ci_n_sides")),
    }


def _events(reported: Element) -> Fields:
    serious, other = child(reported, "serious_events"), child(reported, "other_events")
    groups = _groups(reported)
    by_id = {group["id"]: group for group in groups}
    return {
        "frequencyThreshold": text_of(other, "frequency_threshold"),
        "timeFrame": text_of(reported, "time_frame"),
        "description": text_of(reported, "desc"),
        "eventGroups": groups,
        "seriousEvents": list(_listed_events(serious, by_id)),
        "otherEvents": list(_listed_events(other, by_id)),
    }


def _listed_events(events: Element, groups: Mapping[str, Fields]) -> Iterator[Fields]:
    """Yield the events, and add the totals among them to their groups."""
    vocabulary, assessment = text_of(events, "default_vocab"), words_of(events, "default_assessment")
    for category in events.iterfind("category_list/category"):
        system = text_of(category, "title")
        for event in category.iterfind("event_list/event"):
            term = event.find("sub_title")
            stats = [
                {"groupId": each.get("group_id")} | {name: each.get(key) for key, name in _STAT.items()}
                for each in event.iterfind("counts")
            ]
            total = _TOTALS.get(words_of(event, "sub_title"))
            if total is not None:
                _add_total(total, stats, groups)
                continue
            yield {
                "term": text_of(event, "sub_title"),
                "organSystem": system,
                "sourceVocabulary": (term.get("vocab") if term is not None else None) or vocabulary,
                "assessmentType": code_of(words_of(event, "assessment") or assessment),
                "notes": text_of(event, "description"),
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
    employed, words = words_of(agreement, "pi_employee"), words_of(agreement, "restrictive_agreement")
    fields: Fields = {"piSponsorEmployee": _EMPLOYED.get(employed)}
    if not words:
        return fields
    fields["restrictiveAgreement"] = not words.startswith(_UNRESTRICTED)
    if words.startswith(_EMBARGO):
        fields["restrictionType"] = next((kind for limit, kind in _EMBARGOES if limit in words), "OTHER")
    elif fields["restrictiveAgreement"]:
        fields |= {"restrictionType": "OTHER", "otherDetails": text_of(agreement, "restrictive_agreement")}
    return fields


def _groups(parent: Element) -> list[Fields]:
    return [texts_of(each, _GROUP) | {"id": each.get("group_id")} for each in parent.iterfind("group_list/group")]
