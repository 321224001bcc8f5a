"""Facets of a record: the values that a list of trials can be narrowed to, and the index's token of each.

A value is written ``kind=value``, with the registry's own code, as addresses have it. The search index holds a token of every
value among the words, so that words and facets are one question to it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2s

from annotate.core.ages import age_in_years
from annotate.core.codes import class_words, code_words
from annotate.core.record import TrialRecord
from annotate.core.text import collapse
from annotate.trials.topics import ANCESTOR, CONDITIONS, Topic

OPEN = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE")
"""Statuses of trials that recruit, or will."""

CONDITION = "condition"
UNDER = "under"
"""A condition that the record only names as an ancestor of its own: it is found under it, as its own ones are."""

SPONSOR = "sponsor"
"""What kind of organisation the sponsor is, by the registry's code of it."""

EVERY = "every="
"""The value of all records: what a search for nothing but exclusions asks for."""

IS_OPEN = ("status", "OPEN")
"""The kind and value of all records whose status is one of ``OPEN``."""

_ADULT, _OLD = 18, 65
_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class FacetKind:
    """A kind of facet: its name in addresses, and its heading."""

    name: str
    title: str


KINDS = (
    FacetKind("status", "Status"),
    FacetKind("phase", "Phase"),
    FacetKind("type", "Study type"),
    FacetKind(CONDITION, "Condition"),
    FacetKind("treatment", "Kind of treatment"),
    FacetKind(SPONSOR, "Kind of sponsor"),
    FacetKind("country", "Country"),
    FacetKind("age", "Age"),
    FacetKind("sex", "Sex"),
    FacetKind("results", "Results"),
    FacetKind("start", "Year of start"),
    FacetKind("changed", "Last changed"),
)
NAMES = {kind.name: kind.title for kind in KINDS}

_WORDS = {
    ("status", "OPEN"): "Recruiting, or about to",
    ("age", "CHILD"): "Children (under 18)",
    ("age", "ADULT"): "Adults (18 to 64)",
    ("age", "OLDER_ADULT"): "Older adults (65 and over)",
    ("sex", "ALL"): "Everybody",
    ("sex", "FEMALE"): "Women only",
    ("sex", "MALE"): "Men only",
    ("results", "POSTED"): "Posted at the registry",
    ("phase", "NA"): "Without a phase",
}


def facets_of(record: TrialRecord, topics: Iterable[Topic]) -> tuple[str, ...]:
    """List a record's values, each once; conditions under which it is found through its ancestors come as ``under``."""
    named = {topic.key for topic in topics if topic.kind in CONDITIONS}
    above = {topic.key for topic in topics if topic.kind == ANCESTOR} - named
    values = [
        *(f"{kind}={shortened}" for kind, value in _values(record) if (shortened := value[:_LONGEST_VALUE])),
        *(f"{CONDITION}={key}" for key in sorted(named)),
        *(f"{UNDER}={key}" for key in sorted(above)),
    ]
    return tuple(dict.fromkeys(values))


def tokens_of(facets: Iterable[str]) -> str:
    """Return the index's tokens of a record's values, joined by blanks."""
    return " ".join(token(each) for each in (EVERY, *facets, *_open(facets)))


def token(value: str) -> str:
    """Return the index's token of a value: one word to the tokenizers of both databases, which nobody types by chance."""
    if value.startswith(f"{UNDER}="):
        value = f"{CONDITION}={value.removeprefix(f'{UNDER}=')}"
    return f"q{blake2s(value.encode(), digest_size=5).hexdigest()}"


def value_words(kind: str, value: str) -> str:
    """Return a value in words; conditions have their names elsewhere."""
    return _WORDS.get((kind, value)) or (class_words(value) if kind == SPONSOR else code_words(value))


def chosen_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the values that an address asks for, by kind; what is no kind or empty is ignored."""
    cleaned = {kind.name: collapse(asked.get(kind.name, ""))[:_LONGEST_VALUE] for kind in KINDS}
    return {kind: value for kind, value in cleaned.items() if value}


def conditions_of(facets: str) -> frozenset[str]:
    """Return the keys of the conditions under which a record with these facets, one in each line, is found."""
    lines = (line.partition("=") for line in facets.split("\n"))
    return frozenset(value for kind, _, value in lines if kind in {CONDITION, UNDER})


def count_values(facets: Iterable[str]) -> Mapping[str, Counter[str]]:
    """Count each value in the facets of several records, by kind.

    A condition that some record names itself counts for those that only stand under it as well, for it finds them.
    """
    counts: dict[str, Counter[str]] = {}
    for line, count in Counter("\n".join(facets).split("\n")).items():
        kind, _, value = line.partition("=")
        counts.setdefault(kind, Counter())[value] += count
    above = counts.pop(UNDER, Counter())
    for key in counts.get(CONDITION, ()):
        counts[CONDITION][key] += above[key]
    if statuses := counts.get("status"):
        statuses["OPEN"] = sum(statuses[status] for status in OPEN)
    return {kind: +of_kind for kind, of_kind in counts.items() if kind in NAMES}


def _open(facets: Iterable[str]) -> tuple[str, ...]:
    return ("=".join(IS_OPEN),) if any(f"status={status}" in facets for status in OPEN) else ()


def _values(record: TrialRecord) -> Iterator[tuple[str, str]]:
    yield "status", record.status
    yield "type", record.study_type
    yield from (("phase", phase) for phase in record.phases)
    yield from (("treatment", each.kind) for each in record.interventions)
    yield SPONSOR, record.sponsor_class
    yield from (("country", collapse(place.country)) for place in record.places)
    yield from (("age", group) for group in _ages(record))
    yield "sex", record.sex
    yield "results", "POSTED" if record.has_results else ""
    yield "start", _year(record.start_date.text if record.start_date else "")
    yield "changed", _year(record.last_updated)


def _year(date: str) -> str:
    found = _YEAR.match(date)
    return found[0] if found else ""


def _ages(record: TrialRecord) -> Iterator[str]:
    """Yield the registry's age groups that the limits admit; a record without limits admits all."""
    if not (record.study_type or record.minimum_age or record.maximum_age):
        return
    least, most = age_in_years(record.minimum_age) or 0, age_in_years(record.maximum_age)
    if least < _ADULT:
        yield "CHILD"
    if least < _OLD and (most is None or most >= _ADULT):
        yield "ADULT"
    if most is None or most >= _OLD:
        yield "OLDER_ADULT"
