"""What the search index holds of a record, worked out without a database: by a process that reads, before any transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.core.document import BlockKind
from annotate.core.editions import PLAN
from annotate.core.record import TrialRecord
from annotate.trials.facets import facets_of, tokens_of
from annotate.trials.index_words import index_words
from annotate.trials.topics import ANCESTOR, CONDITIONS, Topic, topics_of

_COUNTED = frozenset((*CONDITIONS, ANCESTOR))
_SECTION_HEADING = 2
_SEARCHED = PLAN - {"title"}
"""Sections whose words are searched: the study's plan. Facts are topics; results would fill the index with numbers."""
_SHORTEST, _LONGEST = 3, 30  # letters of a word that completes or corrects another


TITLE, TOPICS = "qt", "qk"
"""What the ranking tokens of a title and of topics begin with; those of facets go on with a hexadecimal digit."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The words of a record, by the columns of the index."""

    title: str
    topics: str
    places: str
    body: str
    tokens: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """All that the index holds of a record."""

    words: IndexedText
    facets: tuple[str, ...]
    conditions: tuple[Topic, ...]
    """Topics that are conditions, or stand above its own ones: they are counted."""
    vocabulary: tuple[str, ...]
    """Words that complete and correct others."""
    updated: str
    started: str
    participants: int | None


def index_entry(record: TrialRecord, topics: Sequence[Topic] | None = None) -> IndexEntry:
    """Return what the index holds of a record, whose topics may be given if they are known already."""
    topics = topics_of(record) if topics is None else topics
    facets = facets_of(record, topics)
    words = indexed_text(record, facets)
    return IndexEntry(
        words=words,
        facets=facets,
        conditions=tuple(topic for topic in topics if topic.kind in _COUNTED),
        vocabulary=_vocabulary(words),
        updated=record.last_updated,
        started=record.start_date.text if record.start_date else "",
        participants=record.enrollment,
    )


def indexed_text(record: TrialRecord, facets: Iterable[str] = ()) -> IndexedText:
    """Return what the index holds of a record: no names or addresses of contacts."""
    treatments = (name for each in record.interventions for name in (each.name, *each.other_names))
    names = (*record.conditions, *record.keywords, *treatments)
    terms = (each.term for each in (*record.condition_terms, *record.intervention_terms, *record.condition_ancestors))
    ids = (record.acronym, record.org_id, *record.secondary_ids, *record.former_ids)
    sponsors = (record.sponsor, *record.collaborators)
    places = (part for place in record.places for part in (place.facility, place.city, place.state, place.country))
    body = (
        block.text
        for section in record.document.sections
        if section.key in _SEARCHED
        for block in section.blocks
        if block.kind is not BlockKind.HEADING or block.depth > _SECTION_HEADING
    )
    return IndexedText(
        title=_lines((record.registry_id, record.title, record.official_title)),
        topics=_lines((*names, *terms, *ids, *sponsors)),
        places=_lines(places),
        body="\n".join(body),
        tokens=tokens_of(facets),
    )


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, parts)))


def ranking_tokens(words: IndexedText) -> str:
    """Return the words of titles and topics as tokens of their own, in order, for the rank of a match.

    A question to one column of FTS5 would read all that a word has in others, back to the first record.
    """
    parts = ((TITLE, words.title), (TOPICS, words.topics))
    return " ".join(f"{mark}{word}" for mark, part in parts for word in index_words(part))


def _vocabulary(words: IndexedText) -> tuple[str, ...]:
    """Return the words of title and topics."""
    found = set(index_words(f"{words.title}\n{words.topics}"))
    return tuple(word for word in found if _SHORTEST <= len(word) <= _LONGEST and not word[0].isdigit())
