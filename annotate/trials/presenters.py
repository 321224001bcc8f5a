"""View models of trials: the record laid out, its facts in words, and lists of trials."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from annotate.core.codes import code_words
from annotate.core.document import Document, document_from_json
from annotate.core.numbers import many
from annotate.core.record import PartialDate, TrialRecord, read_registry_id, record_from_json
from annotate.trials.contacts import FIRST_PLACES, ContactCard, Country, contact_card, countries, first_places
from annotate.trials.excerpts import HIT_END, HIT_START
from annotate.trials.layout import SectionLayout, lay_out
from annotate.trials.models import TrialVersion
from annotate.trials.queries import Listing, TrialLine
from annotate.trials.search import COUNT_LIMIT
from annotate.trials.status import NOT_STATED, Badge, badge
from annotate.trials.topics import topic_key
from annotate.web.public_url import site_path

MOST_CHIPS = 24
REGISTRY_PAGE = "https://clinicaltrials.gov/study/"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value in words; never blank."""

    name: str
    words: str
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition or keyword, and the address that lists its trials."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything that pages show of one version."""

    version_id: str
    registry_id: str
    number: int
    record_number: int
    """Number of the version that the record came in as; another one than its own for a new reading."""
    title: str
    acronym: str
    sample: bool
    status: Badge
    facts: tuple[Fact, ...]
    conditions: tuple[Chip, ...]
    keywords: tuple[Chip, ...]
    keywords_left_out: int
    document: Document
    sections: tuple[SectionLayout, ...]
    eligibility: tuple[Fact, ...]
    contacts: tuple[ContactCard, ...]
    officials: tuple[ContactCard, ...]
    first_places: tuple[Country, ...]
    countries: tuple[Country, ...]
    places_total: int
    last_updated: str
    """The registry's date of its last update in words."""
    status_code: str
    results_page: str
    """Address of the results at the registry; empty when none are posted."""
    registry_page: str

    @property
    def has_more_places(self) -> bool:
        """True if there are more places than the first ones."""
        return self.places_total > FIRST_PLACES


@dataclass(frozen=True, slots=True)
class LineView:
    """A trial in a list; the excerpt is in pieces, each a hit or not."""

    registry_id: str
    title: str
    status: Badge
    sponsor: str
    updated: str
    sample: bool
    conditions: tuple[str, ...]
    excerpt: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ListingView:
    """One page of a list of trials."""

    lines: tuple[LineView, ...]
    count: str
    page: int
    newer: str | None
    older: str | None


def present_record(
    version: TrialVersion, text: str, document: Mapping[str, Any], facts: Mapping[str, Any]
) -> RecordPage:
    """Build the view model of a version from its stored text, structure and facts."""
    record = record_from_json(facts)
    whole = document_from_json(document, text)
    keywords = _keyword_chips(record)
    every_place = countries(record.places)
    return RecordPage(
        version_id=version.id,
        registry_id=record.registry_id,
        number=version.number,
        record_number=version.record_number,
        title=record.title,
        acronym=record.acronym,
        sample=version.sample,
        status=badge(record.status),
        facts=_facts(record),
        conditions=tuple(_condition_chips(record.conditions))[:MOST_CHIPS],
        keywords=tuple(keywords[:MOST_CHIPS]),
        keywords_left_out=max(0, len(keywords) - MOST_CHIPS),
        document=whole,
        sections=lay_out(whole),
        eligibility=_eligibility(record),
        contacts=tuple(map(contact_card, dict.fromkeys(record.contacts))),
        officials=tuple(map(contact_card, dict.fromkeys(record.officials))),
        first_places=countries(first_places(record.places)),
        countries=every_place,
        places_total=len(record.places),
        last_updated=_date_words(record.last_updated),
        status_code=record.status,
        results_page=f"{REGISTRY_PAGE}{record.registry_id}?tab=results" if record.has_results else "",
        registry_page=f"{REGISTRY_PAGE}{record.registry_id}",
    )


def present_lines(lines: Iterable[TrialLine]) -> tuple[LineView, ...]:
    """Build the view models of a list of trials."""
    return tuple(
        LineView(
            registry_id=line.registry_id,
            title=line.title,
            status=badge(line.status),
            sponsor=line.sponsor or f"Sponsor {NOT_STATED}",
            updated=_date_words(line.record_updated),
            sample=line.sample,
            conditions=line.conditions,
            excerpt=_pieces(line.excerpt),
        )
        for line in lines
    )


def present_listing(listing: Listing, *, newer: str | None, older: str | None) -> ListingView:
    """Build one page of a list, with the addresses of the previous and next pages."""
    words = f"More than {COUNT_LIMIT:,} trials" if listing.total > COUNT_LIMIT else many(listing.total, "trial")
    return ListingView(present_lines(listing.lines), words, listing.page, newer, older)


def registry_id_in(query: str) -> str:
    """Return the registry id if a search asks for that alone; else empty."""
    try:
        return read_registry_id(query)
    except ValueError:
        return ""


def _facts(record: TrialRecord) -> tuple[Fact, ...]:
    number = "" if record.enrollment is None else f"{record.enrollment:,}"
    more_ids = dict.fromkeys(each for each in (record.org_id, *record.secondary_ids) if each)
    return (
        Fact("Registry id", record.registry_id),
        _fact("Sponsor", record.sponsor),
        _fact("Participants", _with_kind(number, record.enrollment_kind)),
        _fact("Start date", _partial(record.start_date)),
        _fact("Completion date", _partial(record.completion_date)),
        _fact("Last updated", _date_words(record.last_updated, blank="")),
        _fact("Study type", _study_type(record)),
        *([Fact("Other ids", ", ".join(more_ids))] if more_ids else []),
        *([Fact("Former ids", ", ".join(record.former_ids))] if record.former_ids else []),
        *([Fact("Collaborators", ", ".join(record.collaborators))] if record.collaborators else []),
        *([Fact("Why it stopped", record.why_stopped)] if record.why_stopped else []),
    )


def _study_type(record: TrialRecord) -> str:
    phases = " and ".join(code_words(phase) for phase in record.phases if phase != "NA")
    return ", ".join(filter(None, (code_words(record.study_type) if record.study_type else "", phases.lower())))


def _eligibility(record: TrialRecord) -> tuple[Fact, ...]:
    ages = {
        (True, True): f"{record.minimum_age} to {record.maximum_age}".lower(),
        (True, False): f"{record.minimum_age} and older".lower(),
        (False, True): f"Up to {record.maximum_age.lower()}",
        (False, False): "",
    }[bool(record.minimum_age), bool(record.maximum_age)]
    volunteers = {True: "Accepted", False: "Not accepted", None: ""}[record.healthy_volunteers]
    return (
        _fact("Ages", ages),
        _fact("Sex", code_words(record.sex) if record.sex else ""),
        _fact("Healthy volunteers", volunteers),
    )


def _fact(name: str, words: str) -> Fact:
    return Fact(name, words or NOT_STATED, stated=bool(words))


def _partial(date: PartialDate | None) -> str:
    return _with_kind(date.words(), date.kind) if date else ""


def _with_kind(words: str, kind: str) -> str:
    return f"{words} ({kind.lower()})" if words and kind in {"ACTUAL", "ESTIMATED"} else words


def _date_words(date: str, *, blank: str = NOT_STATED) -> str:
    return PartialDate(date).words() or blank


def _phrase(words: str) -> str:
    plain = words.replace('"', " ")
    return f'"{plain}"' if " " in plain else plain


def _condition_chips(conditions: Iterable[str]) -> Iterable[Chip]:
    return {
        topic_key(each): Chip(each, f"/conditions/{quote(topic_key(each), safe='')}") for each in conditions
    }.values()


def _keyword_chips(record: TrialRecord) -> list[Chip]:
    """Link each keyword that is not a condition to the search for its words."""
    named = {topic_key(each) for each in record.conditions}
    chips: dict[str, Chip] = {}
    for word in record.keywords:
        key = topic_key(word)
        if key not in named:
            chips.setdefault(key, Chip(word, site_path(f"/trials?q={quote(_phrase(word), safe='')}")))
    return list(chips.values())


def _pieces(excerpt: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    for part in excerpt.replace("\n", " · ").split(HIT_START):
        hit, end, rest = part.partition(HIT_END)
        pieces.extend([(hit, True), (rest, False)] if end else [(part, False)])
    return tuple((words, is_hit) for words, is_hit in pieces if words)
