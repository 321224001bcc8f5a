"""Topics of a trial: the keys for browsing and comparing."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.record import TrialRecord
from annotate.core.text import collapse, slug

CONDITION, KEYWORD, TREATMENT, TERM, ANCESTOR = "condition", "keyword", "treatment", "term", "ancestor"
OTHER_NAME = "other-name"
"""Kind of another name of a treatment: its key is that name's, its ``name`` is the treatment's."""

CONDITIONS = (CONDITION, TERM)
"""Kinds that are conditions: the sponsor's words, and subject headings (MeSH)."""

_NO_KEY = "-"


@dataclass(frozen=True, slots=True)
class Topic:
    """One condition, keyword, treatment or MeSH term; equal keys are the same topic."""

    kind: str
    key: str
    name: str


def topics_of(record: TrialRecord) -> tuple[Topic, ...]:
    """List a record's topics, each kind and key once."""
    treatments = (*(each.name for each in record.interventions), *(each.term for each in record.intervention_terms))
    return (
        *_named(CONDITION, record.conditions),
        *_named(KEYWORD, record.keywords),
        *_named(TREATMENT, treatments),
        *_named(TERM, (each.term for each in record.condition_terms)),
        *_named(ANCESTOR, (each.term for each in record.condition_ancestors)),
        *_other_names(record),
    )


def topic_key(name: str) -> str:
    """Fold a name to its key in addresses: ``Non-Small Cell`` → ``non-small-cell``."""
    return slug(name)


def key_words(key: str) -> str:
    """Return a key in words, for a topic whose name no record has any more: ``non-small-cell`` → ``non small cell``."""
    return key.replace("-", " ")


def _other_names(record: TrialRecord) -> Iterable[Topic]:
    found: dict[str, Topic] = {}
    for each in record.interventions:
        for name in each.other_names:
            key = topic_key(name)
            if key not in {_NO_KEY, topic_key(each.name)}:
                found.setdefault(key, Topic(OTHER_NAME, key, collapse(each.name)))
    return found.values()


def _named(kind: str, names: Iterable[str]) -> Iterable[Topic]:
    found: dict[str, Topic] = {}
    for name in names:
        key = topic_key(name)
        if key != _NO_KEY:
            found.setdefault(key, Topic(kind, key, collapse(name)))
    return found.values()
