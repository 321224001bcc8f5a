"""View models of trials: the record laid out, its facts in words, and lists of trials."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from annotate.core.citation import CitedVersion, quoted_version_words
from annotate.core.codes import code_words
from annotate.core.document import Document, document_from_json
from annotate.core.facts import FactWords, facts_of, who_can_join
from annotate.core.numbers import many
from annotate.core.record import PartialDate, TrialRecord, record_from_json
from annotate.trials.citing import REGISTRY_PAGE, cited_version
from annotate.trials.contacts import FIRST_PLACES, ContactCard, Country, contact_card, countries, first_places
from annotate.trials.excerpts import HIT_END, HIT_START
from annotate.trials.layout import Cell, SectionLayout, Table, TextElement, lay_out
from annotate.trials.lists import Listing, TrialLine
from annotate.trials.models import TrialVersion
from annotate.trials.status import NOT_STATED, Badge, badge
from annotate.trials.topics import topic_key
from annotate.web.public_url import site_path

MOST_CHIPS = 24


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value in words; never blank."""

    name: str
    words: str
    stated: bool = True
    cells: tuple[Cell, Cell] | None = None
    """The name and the value as blocks of the text; None where they are no part of it."""


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
    facts_heading: TextElement | None
    """None in versions whose text has no facts."""
    facts_cut: bool
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
    cited: CitedVersion
    """What a citation says of the version, but for its address here."""

    @property
    def quoted_version(self) -> str:
        """The version's date in the source of a copied quote, and when our copy was taken; empty without a date."""
        return quoted_version_words(PartialDate(self.cited.updated).words(), self.cited.stored_at)

    @property
    def has_results(self) -> bool:
        """True if the results are part of the text."""
        return any(section.key == "results" for section in self.sections)

    @property
    def has_places(self) -> bool:
        """True if the places are part of the text."""
        return any(section.key == "places" for section in self.sections)

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
    phases: str
    participants: str
    conditions: tuple[str, ...]
    excerpt: tuple[tuple[str, bool], ...]
    notes: int = 0
    """Number of the viewer's own notes on it."""
    marked: str = ""
    """What follows the trial's address, for marking the searched words in the record."""
    reason: str = ""
    """Why a similar trial is one."""


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
    sections = lay_out(whole, record.registry_id)
    strip = next((section for section in sections if section.key == "facts"), None)
    return RecordPage(
        version_id=version.id,
        registry_id=record.registry_id,
        number=version.number,
        record_number=version.record_number,
        title=record.title,
        acronym=record.acronym,
        sample=version.sample,
        status=badge(record.status),
        facts=tuple(_fact(fact, _cells(strip)) for fact in facts_of(record)),
        facts_heading=strip.heading if strip else None,
        facts_cut=strip is not None and strip.is_cut,
        conditions=tuple(_condition_chips(record.conditions))[:MOST_CHIPS],
        keywords=tuple(keywords[:MOST_CHIPS]),
        keywords_left_out=max(0, len(keywords) - MOST_CHIPS),
        document=whole,
        sections=sections,
        eligibility=tuple(_fact(fact, {}) for fact in who_can_join(record)),
        contacts=tuple(map(contact_card, dict.fromkeys(record.contacts))),
        officials=tuple(map(contact_card, dict.fromkeys(record.officials))),
        first_places=countries(first_places(record.places)),
        countries=every_place,
        places_total=len(record.places),
        last_updated=_date_words(record.last_updated),
        status_code=record.status,
        results_page=f"{REGISTRY_PAGE}{record.registry_id}?tab=results" if record.has_results else "",
        registry_page=f"{REGISTRY_PAGE}{record.registry_id}",
        cited=cited_version(version, record, ""),
    )


def present_lines(
    lines: Iterable[TrialLine], notes: Mapping[str, int] | None = None, searched: str = ""
) -> tuple[LineView, ...]:
    """Build the view models of a list of trials, with the number of the viewer's notes by the trials' ids."""
    marked = f"?q={quote(searched, safe='')}" if searched else ""
    return tuple(
        LineView(
            registry_id=line.registry_id,
            title=line.title,
            status=badge(line.status),
            sponsor=line.sponsor or f"Sponsor {NOT_STATED}",
            updated=_date_words(line.record_updated),
            sample=line.sample,
            phases=" and ".join(map(code_words, line.phases)),
            participants="" if line.participants is None else many(line.participants, "participant"),
            conditions=line.conditions,
            excerpt=_pieces(line.excerpt),
            marked=marked,
            reason=_reason(line),
            notes=(notes or {}).get(line.trial_id, 0),
        )
        for line in lines
    )


def _reason(line: TrialLine) -> str:
    same = (("condition", line.same_conditions), ("treatment", line.same_treatments))
    kinds = " and ".join(kind for kind, names in same if names)
    return f"Same {kinds}: {', '.join((*line.same_conditions, *line.same_treatments))}" if kinds else ""


def present_listing(
    listing: Listing,
    *,
    newer: str | None,
    older: str | None,
    notes: Mapping[str, int] | None = None,
    searched: str = "",
) -> ListingView:
    """Build one page of a list, with the addresses of the previous and next pages."""
    words = many(listing.total, "trial")
    words = f"At least {words}" if listing.capped else words
    return ListingView(present_lines(listing.lines, notes, searched), words, listing.page, newer, older)


def _fact(fact: FactWords, cells: Mapping[str, tuple[Cell, Cell]]) -> Fact:
    own = cells.get(fact.name) if fact.is_text else None
    return Fact(fact.name, fact.words or NOT_STATED, stated=bool(fact.words), cells=own)


def _cells(facts: SectionLayout | None) -> dict[str, tuple[Cell, Cell]]:
    """Return the blocks of each fact in the text, by its name."""
    tables = (node for node in facts.nodes if isinstance(node, Table)) if facts else ()
    rows = (row for table in tables for group in table.groups for row in group.rows)
    return {name.text: (name, value) for name, value in rows if name and value}


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
