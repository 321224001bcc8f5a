"""The results of the archive's XML (``<clinical_result>``), as the current API's ``resultsSection``.

They have the tree of the registry's own forms of 2008 to 2013, under names in lower case. Of one record they differ from the API's
in this: measures and spreads have the names of then ("Gender, Male/Female"), counts of events have no deaths, and analyses have no
codes of hypotheses.
"""

from collections.abc import Iterable
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
_NO_SPREAD = "Not Applicable"
_NAMED_APART = "Study Specific Characteristic"
"""Title of a baseline measure that the sponsor has named."""

_MEASUREMENT = {
    "parametervalue": "value",
    "dispersionspread": "spread",
    "dispersionlowerlimit": "lowerLimit",
    "dispersionupperlimit": "upperLimit",
    "nacomment": "comment",
}
_ANALYSIS = {
    "groupdescription": "groupDescription",
    "noninferioritytestcomment": "nonInferiorityComment",
    "pvalue": "pValue",
    "pvaluecomment": "pValueComment",
    "statisticaltestcomment": "statisticalComment",
    "parametervalue": "paramValue",
    "dispersionvalue": "dispersionValue",
    "cipctvalue": "ciPctValue",
    "cilowerlimit": "ciLowerLimit",
    "ciupperlimit": "ciUpperLimit",
    "estimatecomment": "estimateComment",
}
_EVENT = {"term": "term", "organsystemname": "organSystem", "notes": "notes"}
_STAT = {"numsubjectsaffected": "numAffected", "numsubjects": "numAtRisk", "numevents": "numEvents"}
_CONTACT = {
    "title": "title",
    "organizationname": "organization",
    "phonenumber": "phone",
    "phoneextension": "phoneExt",
    "email": "email",
}
_HYPOTHESES = {True: "NON_INFERIORITY_OR_EQUIVALENCE", False: "SUPERIORITY_OR_OTHER", None: ""}
"""Codes that the registry gave to analyses from before it had any, by whether they tested non-inferiority."""


def archive_results(root: Element) -> Tree:
    """Return the results of the archive's ``<clinical_study>`` as a ``resultsSection`` whose texts have no markup."""
    results = root.find("clinical_result")
    if results is None:
        return Tree({})
    section = {
        "participantFlowModule": _flow(_at(results, "participantflow")),
        "baselineCharacteristicsModule": _baseline(_at(results, "baseline")),
        "outcomeMeasuresModule": {
            "outcomeMeasures": [_outcome(each) for each in results.iterfind("outcomemeasures/outcomemeasure")]
        },
        "adverseEventsModule": _events(_at(results, "reportedevents")),
        "moreInfoModule": {
            "limitationsAndCaveats": {"description": _text(results, "limitationsandcaveats")},
            "certainAgreement": _agreement(_at(results, "certainagreement")),
            "pointOfContact": _texts(_at(results, "pointofcontact"), _CONTACT),
        },
    }
    return Tree(section, parse_textblock)


def _flow(flow: Element) -> Fields:
    return {
        "preAssignmentDetails": _text(flow, "preassignmentdescription"),
        "recruitmentDetails": _text(flow, "recruitmentdetails"),
        "groups": _groups(flow.iterfind("participantflowgroups/flowgroup")),
        "periods": [_period(each) for each in flow.iterfind("periods/period")],
    }


def _period(period: Element) -> Fields:
    between = [(_words(each, "title"), each) for each in period.iterfind("milestones/*")]
    stages = [
        ("STARTED", _at(period, "startedmilestone")),
        *between,
        ("COMPLETED", _at(period, "completedmilestone")),
    ]
    milestones = [{"type": name, "achievements": _achievements(stage)} for name, stage in stages]
    left = [
        {"groupId": _words(each, "reportinggroupid"), "numSubjects": _text(each, "numbernotcompleted")}
        for each in period.iterfind("otherparticipantflowdetails/otherdetail")
    ]
    return {
        "title": _text(period, "title"),
        "milestones": [*milestones, *([{"type": "NOT COMPLETED", "achievements": left}] if left else [])],
        "dropWithdraws": [
            {
                "type": _words(reason, "otherreasonname") or _words(reason, "reasontype"),
                "reasons": [
                    {"groupId": _words(each, "reportinggroupid"), "numSubjects": _text(each, "subjectsaffected")}
                    for each in reason.iterfind("dropwithdrawreasondetails/reasondetail")
                ],
            }
            for reason in period.iterfind("dropwithdrawreasons/dropwithdrawreason")
        ],
    }


def _achievements(stage: Element) -> list[Fields]:
    return [
        {
            "groupId": _words(each, "reportinggroupid"),
            "numSubjects": _text(each, "subjectsachieve"),
            "comment": _text(each, "comment"),
        }
        for each in stage.iterfind("milestoneachievements/milestoneachievement")
    ]


def _baseline(baseline: Element) -> Fields:
    groups = [
        *baseline.iterfind("baselinereportinggroups/baselinereportinggroup"),
        *baseline.iterfind("totalbaselinereportinggroup"),
    ]
    return {
        "groups": _groups(groups),
        "denoms": _analysed(groups),
        "measures": [
            _measure(each) | {"title": _title(each)} for each in baseline.iterfind("baselinemeasures/baselinemeasure")
        ],
    }


def _title(measure: Element) -> str:
    """Return the title of a baseline measure; one that the sponsor has named says only that it has a name."""
    title, named = _words(measure, "title"), _words(measure, "othertitle")
    return named if named and title == _NAMED_APART else title


def _outcome(outcome: Element) -> Fields:
    groups = list(outcome.iterfind("outcomereportinggroups/outcomereportinggroup"))
    units = _words(outcome, "typeunitsanalyzed")
    counted = _counts(groups, "numunitsanalyzed") if units else []
    expected = _at(outcome, "anticipatedresultpostingdate")
    return _measure(outcome) | {
        "type": code_of(_words(outcome, "measuretype")),
        "timeFrame": _text(outcome, "timeframe"),
        "populationDescription": _text(outcome, "populationanalysisdescription"),
        "reportingStatus": code_of(_words(outcome, "reportingstatus")),
        "anticipatedPostingDate": older.iso_date(f"{_words(expected, 'month')} {_words(expected, 'year')}".strip()),
        "groups": _groups(groups),
        "denoms": [*_analysed(groups), *([{"units": units, "counts": counted}] if counted else [])],
        "denomUnitsSelected": units,
        "analyses": [_analysis(each) for each in outcome.iterfind("outcomemeasureanalyses/measureanalysis")],
    }


def _analysed(groups: Iterable[Element]) -> list[Fields]:
    """Return the numbers of participants who were analysed."""
    counts = _counts(groups, "subjectsanalyzed")
    return [{"units": "Participants", "counts": counts}] if counts else []


def _counts(groups: Iterable[Element], tag: str) -> list[Fields]:
    return [{"groupId": each.get("id"), "value": words} for each in groups if (words := _words(each, tag))]


def _measure(measure: Element) -> Fields:
    spread = _words(measure, "dispersiontype")
    return {
        "title": _text(measure, "title"),
        "description": _text(measure, "measuredescription"),
        "unitOfMeasure": _text(measure, "unitofmeasure"),
        "paramType": code_of(_words(measure, "parametertype")),
        "dispersionType": "" if spread == _NO_SPREAD else code_of(spread),
        "classes": [
            {"categories": [_category(each) for each in measure.iterfind("measurecategories/measurecategory")]}
        ],
    }


def _category(category: Element) -> Fields:
    measured = [
        {"groupId": _words(each, "reportinggroupid")} | _texts(each, _MEASUREMENT)
        for each in category.iterfind("reportedvalues/reportedvalue")
    ]
    # A total that nobody has given is an element without anything in it.
    said = [each for each in measured if any(collapse(words) for name, words in each.items() if name != "groupId")]
    return {"title": _text(category, "title"), "measurements": said}


def _analysis(analysis: Element) -> Fields:
    tested = older.yes(_words(analysis, "testednoninferiority"))
    groups = analysis.iterfind("outcomereportinggroups/outcomereportinggroupid")
    return _texts(analysis, _ANALYSIS) | {
        "groupIds": [collapse(_content(each)) for each in groups],
        "nonInferiorityType": _HYPOTHESES[tested],
        "testedNonInferiority": tested,
        "statisticalMethod": _words(analysis, "othermethodname") or _words(analysis, "statisticalmethod"),
        "paramType": _words(analysis, "othertypename") or _words(analysis, "parametertype"),
        "dispersionType": older.spread_of_estimate(_words(analysis, "dispersiontype")),
        "ciNumSides": older.sides(_words(analysis, "cinumsides")),
    }


def _events(reported: Element) -> Fields:
    groups = list(reported.iterfind("interventiongroups/interventiongroup"))
    totals = [
        {
            "seriousNumAffected": _text(each, "numsubjectsseriousevents"),
            "seriousNumAtRisk": _text(each, "partatriskseriousevents"),
            "otherNumAffected": _text(each, "numsubjectsfrequentevents"),
            "otherNumAtRisk": _text(each, "partatriskfrequentevents"),
        }
        for each in groups
    ]
    return {
        "frequencyThreshold": _text(reported, "frequencyreportingthreshold"),
        "timeFrame": _text(reported, "timeframe"),
        "description": _text(reported, "notes"),
        "eventGroups": [group | total for group, total in zip(_groups(groups), totals, strict=True)],
        "seriousEvents": _listed_events(reported, "seriousadverseevents/seriousevent"),
        "otherEvents": _listed_events(reported, "frequentadverseevents/frequentevent"),
    }


def _listed_events(reported: Element, path: str) -> list[Fields]:
    vocabulary, assessment = _words(reported, "sourcevocabulary"), _words(reported, "assessmenttype")
    return [
        _texts(event, _EVENT)
        | {
            "sourceVocabulary": _words(event, "sourcevocabulary") or vocabulary,
            "assessmentType": code_of(_words(event, "assessmenttype") or assessment),
            "stats": [
                {"groupId": _words(each, "reportinggroupid")} | _texts(each, _STAT)
                for each in event.iterfind("adverseeventstats/eventstats")
            ],
        }
        for event in reported.iterfind(path)
    ]


def _agreement(agreement: Element) -> Fields:
    return {
        "piSponsorEmployee": older.yes(_words(agreement, "pisponsoremployee")),
        "restrictiveAgreement": older.yes(_words(agreement, "restrictiveagreement")),
        "restrictionType": _words(agreement, "restrictiontype"),
        "otherDetails": _text(agreement, "otherdetails"),
    }


def _groups(groups: Iterable[Element]) -> list[Fields]:
    return [
        {"id": each.get("id"), "title": _text(each, "title"), "description": _text(each, "description")}
        for each in groups
    ]


def _at(parent: Element, tag: str) -> Element:
    """Return the element of this tag; an empty one if there is none."""
    found = parent.find(tag)
    return _NONE if found is None else found


def _texts(parent: Element, names: dict[str, str]) -> Fields:
    """Return the texts of some tags under the API's names."""
    return {name: _text(parent, tag) for tag, name in names.items()}


def _text(parent: Element, tag: str) -> str:
    """Return the text of an element with its lines as they are; empty if there is none."""
    return _content(_at(parent, tag))


def _content(element: Element) -> str:
    return "".join(element.itertext())


def _words(parent: Element, tag: str) -> str:
    return collapse(_text(parent, tag))
