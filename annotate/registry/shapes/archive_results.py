"""The results of the archive's XML (``<clinical_result>``), as the current API's ``resultsSection``.

They have the tree of the registry's own forms of 2008 to 2013, under names in lower case. Of one record they differ from the API's
in this: measures and spreads have the names of then ("Gender, Male/Female"), counts of events have no deaths, and analyses have no
codes of hypotheses.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from annotate.core.codes import code_of
from annotate.core.text import collapse
from annotate.registry.shapes import older
from annotate.registry.shapes.elements import HYPOTHESES, Fields, child, content_of, text_of, texts_of, words_of
from annotate.registry.shapes.textblock import parse_textblock
from annotate.registry.shapes.tree import Tree

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


def archive_results(root: Element) -> Tree:
    """Return the results of the archive's ``<clinical_study>`` as a ``resultsSection`` whose texts have no markup."""
    results = root.find("clinical_result")
    if results is None:
        return Tree({})
    section = {
        "participantFlowModule": _flow(child(results, "participantflow")),
        "baselineCharacteristicsModule": _baseline(child(results, "baseline")),
        "outcomeMeasuresModule": {
            "outcomeMeasures": [_outcome(each) for each in results.iterfind("outcomemeasures/outcomemeasure")]
        },
        "adverseEventsModule": _events(child(results, "reportedevents")),
        "moreInfoModule": {
            "limitationsAndCaveats": {"description": text_of(results, "limitationsandcaveats")},
            "certainAgreement": _agreement(child(results, "certainagreement")),
            "pointOfContact": texts_of(child(results, "pointofcontact"), _CONTACT),
        },
    }
    return Tree(section, parse_textblock)


def _flow(flow: Element) -> Fields:
    return {
        "preAssignmentDetails": text_of(flow, "preassignmentdescription"),
        "recruitmentDetails": text_of(flow, "recruitmentdetails"),
        "groups": _groups(flow.iterfind("participantflowgroups/flowgroup")),
        "periods": [_period(each) for each in flow.iterfind("periods/period")],
    }


def _period(period: Element) -> Fields:
    between = [(words_of(each, "title"), each) for each in period.iterfind("milestones/*")]
    stages = [
        ("STARTED", child(period, "startedmilestone")),
        *between,
        ("COMPLETED", child(period, "completedmilestone")),
    ]
    milestones = [{"type": name, "achievements": _achievements(stage)} for name, stage in stages]
    left = [
        {"groupId": words_of(each, "reportinggroupid"), "numSubjects": text_of(each, "numbernotcompleted")}
        for each in period.iterfind("otherparticipantflowdetails/otherdetail")
    ]
    return {
        "title": text_of(period, "title"),
        "milestones": [*milestones, *([{"type": "NOT COMPLETED", "achievements": left}] if left else [])],
        "dropWithdraws": [
            {
                "type": words_of(reason, "otherreasonname") or words_of(reason, "reasontype"),
                "reasons": [
                    {"groupId": words_of(each, "reportinggroupid"), "numSubjects": text_of(each, "subjectsaffected")}
                    for each in reason.iterfind("dropwithdrawreasondetails/reasondetail")
                ],
            }
            for reason in period.iterfind("dropwithdrawreasons/dropwithdrawreason")
        ],
    }


def _achievements(stage: Element) -> list[Fields]:
    return [
        {
            "groupId": words_of(each, "reportinggroupid"),
            "numSubjects": text_of(each, "subjectsachieve"),
            "comment": text_of(each, "comment"),
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
    title, named = words_of(measure, "title"), words_of(measure, "othertitle")
    return named if named and title == _NAMED_APART else title


def _outcome(outcome: Element) -> Fields:
    groups = list(outcome.iterfind("outcomereportinggroups/outcomereportinggroup"))
    units = words_of(outcome, "typeunitsanalyzed")
    counted = _counts(groups, "numunitsanalyzed") if units else []
    expected = child(outcome, "anticipatedresultpostingdate")
    return _measure(outcome) | {
        "type": code_of(words_of(outcome, "measuretype")),
        "timeFrame": text_of(outcome, "timeframe"),
        "populationDescription": text_of(outcome, "populationanalysisdescription"),
        "reportingStatus": code_of(words_of(outcome, "reportingstatus")),
        "anticipatedPostingDate": older.iso_date(f"{words_of(expected, 'month')} {words_of(expected, 'year')}".strip()),
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
    return [{"groupId": each.get("id"), "value": words} for each in groups if (words := words_of(each, tag))]


def _measure(measure: Element) -> Fields:
    spread = words_of(measure, "dispersiontype")
    return {
        "title": text_of(measure, "title"),
        "description": text_of(measure, "measuredescription"),
        "unitOfMeasure": text_of(measure, "unitofmeasure"),
        "paramType": code_of(words_of(measure, "parametertype")),
        "dispersionType": "" if spread == _NO_SPREAD else code_of(spread),
        "classes": [
            {"categories": [_category(each) for each in measure.iterfind("measurecategories/measurecategory")]}
        ],
    }


def _category(category: Element) -> Fields:
    measured = [
        {"groupId": words_of(each, "reportinggroupid")} | texts_of(each, _MEASUREMENT)
        for each in category.iterfind("reportedvalues/reportedvalue")
    ]
    # A total that nobody has given is an element without anything in it.
    said = [each for each in measured if any(collapse(words) for name, words in each.items() if name != "groupId")]
    return {"title": text_of(category, "title"), "measurements": said}


def _analysis(analysis: Element) -> Fields:
    tested = older.yes(words_of(analysis, "testednoninferiority"))
    groups = analysis.iterfind("outcomereportinggroups/outcomereportinggroupid")
    return texts_of(analysis, _ANALYSIS) | {
        "groupIds": [collapse(content_of(each)) for each in groups],
        "nonInferiorityType": HYPOTHESES[tested],
        "testedNonInferiority": tested,
        "statisticalMethod": words_of(analysis, "othermethodname") or words_of(analysis, "statisticalmethod"),
        "paramType": words_of(analysis, "othertypename") or words_of(analysis, "parametertype"),
        "dispersionType": older.spread_of_estimate(words_of(analysis, "dispersiontype")),
        "ciNumSides": older.sides(words_of(analysis, "cinumsides")),
    }


def _events(reported: Element) -> Fields:
    groups = list(reported.iterfind("interventiongroups/interventiongroup"))
    totals = [
        {
            "seriousNumAffected": text_of(each, "numsubjectsseriousevents"),
            "seriousNumAtRisk": text_of(each, "partatriskseriousevents"),
            "otherNumAffected": text_of(each, "numsubjectsfrequentevents"),
            "otherNumAtRisk": text_of(each, "partatriskfrequentevents"),
        }
        for each in groups
    ]
    return {
        "frequencyThreshold": text_of(reported, "frequencyreportingthreshold"),
        "timeFrame": text_of(reported, "timeframe"),
        "description": text_of(reported, "notes"),
        "eventGroups": [group | total for group, total in zip(_groups(groups), totals, strict=True)],
        "seriousEvents": _listed_events(reported, "seriousadverseevents/seriousevent"),
        "otherEvents": _listed_events(reported, "frequentadverseevents/frequentevent"),
    }


def _listed_events(reported: Element, path: str) -> list[Fields]:
    vocabulary, assessment = words_of(reported, "sourcevocabulary"), words_of(reported, "assessmenttype")
    return [
        texts_of(event, _EVENT)
        | {
            "sourceVocabulary": words_of(event, "sourcevocabulary") or vocabulary,
            "assessmentType": code_of(words_of(event, "assessmenttype") or assessment),
            "stats": [
                {"groupId": words_of(each, "reportinggroupid")} | texts_of(each, _STAT)
                for each in event.iterfind("adverseeventstats/eventstats")
            ],
        }
        for event in reported.iterfind(path)
    ]


def _agreement(agreement: Element) -> Fields:
    return {
        "piSponsorEmployee": older.yes(words_of(agreement, "pisponsoremployee")),
        "restrictiveAgreement": older.yes(words_of(agreement, "restrictiveagreement")),
        "restrictionType": words_of(agreement, "restrictiontype"),
        "otherDetails": text_of(agreement, "otherdetails"),
    }


def _groups(groups: Iterable[Element]) -> list[Fields]:
    return [
        {"id": each.get("id"), "title": text_of(each, "title"), "description": text_of(each, "description")}
        for each in groups
    ]
