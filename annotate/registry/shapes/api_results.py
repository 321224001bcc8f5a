"""The results of the current API's record (version 2)."""

from collections.abc import Iterable, Iterator

from annotate.core.codes import code_words
from annotate.core.record import PartialDate
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes.api_events import adverse_events
from annotate.registry.shapes.results import ResultGroup, ResultPart, ResultRow, ResultTable
from annotate.registry.shapes.tree import Tree

MOST_CELLS = 1_000_000
"""Most cells of the tables of results, blank ones included; of a thousand real records the largest has 14,000."""

_ANSWERS = {True: "Yes", False: "No", None: ""}
_RESTRICTIONS = {
    "LTE60": "The sponsor may delay a publication by up to 60 days",
    "GT60": "The sponsor may delay a publication by more than 60 and up to 180 days",
    "OTHER": "Another restriction",
}
_SIDES = {"TWO_SIDED": "two-sided", "ONE_SIDED": "one-sided"}


def results_of(section: Tree) -> tuple[ResultPart, ...]:
    """Return the parts of a record's results. Raises UnreadableRecord if their tables are too large."""
    if not section:
        return ()
    cells = _cells(section)
    if cells > MOST_CELLS:
        raise UnreadableRecord(f"Its results have {cells:,} cells, more than the {MOST_CELLS:,} that are taken in.")
    return (
        _flow(section.at("participantFlowModule")),
        _baseline(section.at("baselineCharacteristicsModule")),
        ResultPart(
            "Outcome measures",
            parts=tuple(_outcome(each) for each in section.at("outcomeMeasuresModule").rows("outcomeMeasures")),
        ),
        adverse_events(section.at("adverseEventsModule")),
        _limits(section.at("moreInfoModule")),
    )


def groups_of(module: Tree, name: str) -> tuple[ResultGroup, ...]:
    """Return the groups of a module, in its order."""
    return tuple(
        ResultGroup(each.words("id"), each.words("title"), each.line("description")) for each in module.rows(name)
    )


def by_group(groups: Iterable[ResultGroup], values: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the value of each group, in the order of the groups; empty where there is none."""
    found: dict[str, list[str]] = {}
    for group, words in values:
        found.setdefault(group, []).append(words)
    joined = {group: "; ".join(words) for group, words in found.items()}
    return tuple(joined.get(group.id, "") for group in groups)


def _cells(section: Tree) -> int:
    """Return how many cells the tables have, blank ones too; a small file can ask for very many."""
    flow, baseline = section.at("participantFlowModule"), section.at("baselineCharacteristicsModule")
    events = section.at("adverseEventsModule")
    return sum(
        (
            flow.count("groups")
            * sum(each.count("milestones") + each.count("dropWithdraws") for each in flow.rows("periods")),
            baseline.count("groups")
            * (baseline.count("denoms") + sum(_rows_of(each) for each in baseline.rows("measures"))),
            sum(
                each.count("groups") * (each.count("denoms") + _rows_of(each))
                for each in section.at("outcomeMeasuresModule").rows("outcomeMeasures")
            ),
            events.count("eventGroups") * (events.count("seriousEvents") + events.count("otherEvents")),
        )
    )


def _rows_of(measure: Tree) -> int:
    return sum(1 + each.count("denoms") + each.count("categories") for each in measure.rows("classes"))


def _flow(module: Tree) -> ResultPart:
    groups, units = groups_of(module, "groups"), module.words("typeUnitsAnalyzed")
    facts = (
        ("Recruitment", module.line("recruitmentDetails")),
        ("Before assignment", module.line("preAssignmentDetails")),
        ("Units", units),
    )
    periods = tuple(
        ResultPart(
            each.words("title") or "Period", table=ResultTable(groups, tuple(_period(each, groups, units)), "Stage")
        )
        for each in module.rows("periods")
    )
    return ResultPart("Participant flow", facts, parts=periods)


def _period(period: Tree, groups: tuple[ResultGroup, ...], units: str) -> Iterator[ResultRow]:
    for stage in period.rows("milestones"):
        reached = ((each.words("groupId"), _achieved(each, units)) for each in stage.rows("achievements"))
        name = stage.words("type")
        yield ResultRow(
            code_words(name.replace(" ", "_")) if name.isupper() else name,
            by_group(groups, reached),
            stage.line("comment"),
        )
    reasons = period.rows("dropWithdraws")
    if reasons:
        yield ResultRow("Reasons for not completing")
    for reason in reasons:
        left = ((each.words("groupId"), each.words("numSubjects")) for each in reason.rows("reasons"))
        yield ResultRow(reason.words("type"), by_group(groups, left), reason.line("comment"))


def _achieved(achievement: Tree, units: str) -> str:
    number = achievement.words("numUnits")
    count = (
        f"{achievement.words('numSubjects')} ({number} {units or 'units'})"
        if number
        else achievement.words("numSubjects")
    )
    return _with_comment(count, achievement.line("comment"))


def _baseline(module: Tree) -> ResultPart:
    groups = groups_of(module, "groups")
    facts = (
        ("Population", module.line("populationDescription")),
        ("Units analysed", module.words("typeUnitsAnalyzed")),
    )
    measures = tuple(
        ResultPart(
            each.words("title"),
            (
                ("Description", each.line("description")),
                ("Population", each.line("populationDescription")),
                ("Values", _label(each)),
            ),
            ResultTable(groups, tuple(_values(each, groups))),
        )
        for each in module.rows("measures")
    )
    return ResultPart("Baseline", facts, ResultTable(groups, tuple(_analysed(module, groups))), measures)


def _outcome(measure: Tree) -> ResultPart:
    groups, posted = groups_of(measure, "groups"), measure.words("reportingStatus")
    facts = (
        ("Type", code_words(measure.words("type"))),
        ("Time frame", measure.words("timeFrame")),
        ("Description", measure.line("description")),
        ("Population", measure.line("populationDescription")),
        ("Values", _label(measure)),
        ("Units analysed", measure.words("denomUnitsSelected") or measure.words("typeUnitsAnalyzed")),
        ("Posted", "" if posted in ("", "POSTED") else code_words(posted)),
        ("Expected to be posted", PartialDate(measure.words("anticipatedPostingDate")).words()),
    )
    rows = (*_analysed(measure, groups), *_values(measure, groups))
    titles = {group.id: group.title for group in groups}
    analyses = tuple(_analysis(each, titles) for each in measure.rows("analyses"))
    return ResultPart(measure.words("title"), facts, ResultTable(groups, rows), analyses)


def _label(measure: Tree) -> str:
    """Return what the values are: ``Mean (standard deviation), years``."""
    kind, spread = _named(measure.words("paramType")), _named(measure.words("dispersionType"))
    what = f"{kind} ({spread})" if kind and spread else kind or spread
    return ", ".join(filter(None, (what, measure.words("unitOfMeasure"))))


def _analysed(measure: Tree, groups: tuple[ResultGroup, ...]) -> Iterator[ResultRow]:
    for each in measure.rows("denoms"):
        counts = ((count.words("groupId"), count.words("value")) for count in each.rows("counts"))
        yield ResultRow(f"{each.words('units') or 'Participants'} analysed", by_group(groups, counts))


def _values(measure: Tree, groups: tuple[ResultGroup, ...]) -> Iterator[ResultRow]:
    for of_class in measure.rows("classes"):
        title, analysed = of_class.words("title"), tuple(_analysed(of_class, groups))
        categories = of_class.rows("categories")
        plain = len(categories) == 1 and not analysed and not categories[0].words("title")
        if title and not plain:
            yield ResultRow(title)
        yield from analysed
        for category in categories:
            values = ((each.words("groupId"), _value(each)) for each in category.rows("measurements"))
            name = category.words("title") or (title if plain else "") or "Value"
            yield ResultRow(name, by_group(groups, values))


def _value(measurement: Tree) -> str:
    value = measurement.words("value")
    limits = " to ".join(filter(None, (measurement.words("lowerLimit"), measurement.words("upperLimit"))))
    around = "; ".join(filter(None, (measurement.words("spread"), limits)))
    return _with_comment(f"{value} ({around})" if value and around else value or around, measurement.line("comment"))


def _analysis(analysis: Tree, titles: dict[str, str]) -> ResultPart:
    compared = [titles.get(group, group) for group in analysis.list("groupIds")]
    spread = filter(None, (analysis.words("dispersionValue"), _named(analysis.words("dispersionType"))))
    estimate = (analysis.words("paramType"), analysis.words("paramValue"))
    facts = (
        ("Groups", " versus ".join(compared)),
        ("Comparison", analysis.line("groupDescription")),
        ("Hypothesis", _named(analysis.words("nonInferiorityType"))),
        ("About the hypothesis", analysis.line("nonInferiorityComment")),
        ("Non-inferiority or equivalence tested", _ANSWERS[analysis.flag("testedNonInferiority")]),
        ("p-value", _with_comment(analysis.words("pValue"), analysis.line("pValueComment"))),
        ("Method", analysis.words("statisticalMethod")),
        ("About the method", analysis.line("statisticalComment")),
        ("Estimate", ": ".join(filter(None, estimate))),
        ("Confidence interval", _interval(analysis)),
        ("Spread of the estimate", " ".join(spread)),
        ("About the estimate", analysis.line("estimateComment")),
        ("Other analysis", analysis.line("otherAnalysisDescription")),
    )
    title = ": ".join(filter(None, (estimate[0] or analysis.words("statisticalMethod"), " versus ".join(compared))))
    return ResultPart(f"Analysis of {title}" if title else "Analysis", facts)


def _interval(analysis: Tree) -> str:
    """Return the interval in words: ``95 %, two-sided: 1.05 to 3.11``."""
    percent, sides = analysis.words("ciPctValue"), analysis.words("ciNumSides")
    kind = ", ".join(filter(None, (f"{percent} %" if percent else "", _SIDES.get(sides, code_words(sides)))))
    limits = " to ".join(filter(None, (analysis.words("ciLowerLimit"), analysis.words("ciUpperLimit"))))
    comments = (analysis.line("ciLowerLimitComment"), analysis.line("ciUpperLimitComment"))
    return "; ".join(filter(None, (": ".join(filter(None, (kind, limits))), *comments)))


def _limits(module: Tree) -> ResultPart:
    agreement = module.at("certainAgreement")
    kind = agreement.words("restrictionType")
    return ResultPart(
        "Limitations and agreements",
        (
            ("Limitations", module.at("limitationsAndCaveats").line("description")),
            ("Principal investigators are employees of the sponsor", _ANSWERS[agreement.flag("piSponsorEmployee")]),
            ("An agreement restricts what they publish", _ANSWERS[agreement.flag("restrictiveAgreement")]),
            ("Restriction", _RESTRICTIONS.get(kind, code_words(kind))),
            ("About the restriction", agreement.line("otherDetails")),
        ),
    )


def _named(code: str) -> str:
    return code_words(code) if code else ""


def _with_comment(words: str, comment: str) -> str:
    return f"{words}: {comment}" if words and comment else words or comment
