"""The adverse events of the current API's record (version 2)."""

from collections.abc import Iterator

from annotate.core.codes import code_words
from annotate.core.numbers import many
from annotate.registry.shapes.results import ResultGroup, ResultPart, ResultRow, ResultTable
from annotate.registry.shapes.tree import Tree

_COUNTED = (
    ("Died of any cause", "deaths"),
    ("With a serious adverse event", "serious"),
    ("With another adverse event", "other"),
)
_DIGITS = 18  # of a number of events; longer ones are no numbers, and from 4,301 digits on Python reads none


def adverse_events(module: Tree) -> ResultPart:
    """Return the part about adverse events: how many people had any, and each event by organ system."""
    groups = tuple(
        ResultGroup(each.words("id"), each.words("title"), each.line("description"))
        for each in module.rows("eventGroups")
    )
    threshold = module.words("frequencyThreshold")
    facts = (
        ("Time frame", module.line("timeFrame")),
        ("Description", module.line("description")),
        ("Other events reported from a frequency of", f"{threshold} %" if threshold else ""),
    )
    return ResultPart(
        "Adverse events",
        facts,
        ResultTable(groups, tuple(_counted(module))),
        (
            _events("Serious adverse events", module.rows("seriousEvents"), groups),
            _events("Other adverse events", module.rows("otherEvents"), groups),
        ),
    )


def _counted(module: Tree) -> Iterator[ResultRow]:
    for name, key in _COUNTED:
        values = [
            _of(each.words(f"{key}NumAffected"), each.words(f"{key}NumAtRisk")) for each in module.rows("eventGroups")
        ]
        if any(values):
            yield ResultRow(name, tuple(values))


def _events(title: str, events: tuple[Tree, ...], groups: tuple[ResultGroup, ...]) -> ResultPart:
    """Return the events; what is the same for all of them is said once."""
    vocabularies = {each.words("sourceVocabulary") for each in events}
    assessments = {each.words("assessmentType") for each in events}
    facts = (
        ("Vocabulary of the terms", vocabularies.pop() if len(vocabularies) == 1 else ""),
        ("Assessment", _assessed(assessments.pop()) if len(assessments) == 1 else ""),
    )
    told = (bool(vocabularies), bool(assessments))
    return ResultPart(title, facts, ResultTable(groups, tuple(_rows(events, groups, told)), "Event"))


def _rows(events: tuple[Tree, ...], groups: tuple[ResultGroup, ...], told: tuple[bool, bool]) -> Iterator[ResultRow]:
    system = ""
    for event in events:
        if event.words("organSystem") != system:
            system = event.words("organSystem")
            yield ResultRow(system or "Other")
        values = {each.words("groupId"): _happened(each) for each in event.rows("stats")}
        comments = (
            event.words("sourceVocabulary") if told[0] else "",
            _assessed(event.words("assessmentType")) if told[1] else "",
            event.line("notes"),
        )
        row = tuple(values.get(group.id, "") for group in groups)
        yield ResultRow(event.words("term"), row or ("",), "; ".join(filter(None, comments)))


def _happened(stat: Tree) -> str:
    """Return how many of how many people had an event, and how often: ``3 of 53, 4 events``."""
    events = stat.words("numEvents")
    is_number = events.isascii() and events.isdigit() and len(events) <= _DIGITS
    times = many(int(events), "event") if is_number else events
    return ", ".join(filter(None, (_of(stat.words("numAffected"), stat.words("numAtRisk")), times)))


def _of(affected: str, at_risk: str) -> str:
    if affected and at_risk:
        return f"{affected} of {at_risk}"
    return affected or (f"of {at_risk}" if at_risk else "")


def _assessed(code: str) -> str:
    return code_words(code).removesuffix(" assessment") if code else ""
