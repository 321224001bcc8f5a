"""View model of the page that searches and lists trials: what was understood, facets with counts, and the ways on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from annotate.core.text import isolated
from annotate.trials.facets import CONDITION, KINDS, NAMES, count_values, value_words
from annotate.trials.grammar import SearchTerm, SearchWords
from annotate.trials.lists import Listing
from annotate.trials.search import Order, TrialSearch
from annotate.trials.understanding import Correction

MOST_VALUES = 15
"""Most values of one kind that are shown, those of most trials."""

_YEARS = ("start", "changed")
_ORDERED = {
    "phase": ("EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA"),
    "age": ("CHILD", "ADULT", "OLDER_ADULT"),
}
_ORDERS = {Order.BEST: "Best match", Order.UPDATED: "Last updated", Order.START: "Latest start"}


class ListAddress(Protocol):
    """Makes the page's address with some of its values changed; None takes one out."""

    def __call__(self, **changes: str | None) -> str:
        """Return the address."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that narrows the list, and the number of trials that are left."""

    words: str
    trials: int
    href: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A kind of facet and its values."""

    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ChosenFacet:
    """A value that the list is narrowed by, and the address without it."""

    name: str
    value: str
    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the list."""

    words: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """What the page says of a search besides its results."""

    understood: str
    also: tuple[str, ...]
    corrected: tuple[Correction, ...]
    suggested: tuple[FacetValue, ...]
    exact_href: str
    counted: str
    chosen: tuple[ChosenFacet, ...]
    facets: tuple[FacetView, ...]
    orders: tuple[SortLink, ...]


def shown_conditions(listing: Listing, search: TrialSearch) -> tuple[str, ...]:
    """Return the keys of the conditions whose names the page needs."""
    counts = count_values(trial.facets for trial in listing.candidates).get(CONDITION, Counter())
    chosen = [value for kind, value in search.chosen if kind == CONDITION]
    return (*(key for key, _ in counts.most_common(MOST_VALUES)), *chosen)


def present_search(
    search: TrialSearch, query: str, listing: Listing, names: Mapping[str, str], address: ListAddress
) -> SearchView:
    """Build what the page says; ``names`` are those of the conditions that it shows."""
    found = listing.results
    counts = count_values(trial.facets for trial in listing.candidates)
    chosen = dict(search.chosen)
    words = partial(_words, names)
    return SearchView(
        understood=understood_words(found.words if found else search.words),
        also=found.also if found else (),
        corrected=found.corrected if found else (),
        suggested=tuple(_suggestion(each, query, address) for each in found.suggested) if found else (),
        exact_href=address(exact="1"),
        counted="There are many, so only those that came in last are listed and counted." if listing.capped else "",
        chosen=tuple(
            ChosenFacet(*pair, NAMES[pair[0]], words(*pair), address(**{pair[0]: None})) for pair in chosen.items()
        ),
        facets=tuple(
            view
            for kind in KINDS
            if kind.name not in chosen and (view := _facet(kind.name, counts.get(kind.name), listing, words, address))
        ),
        orders=_orders(search, address),
    )


def understood_words(words: SearchWords) -> str:
    """Return in words what a search with operators, phrases or several words asks for; empty for a single word."""
    groups = [" or ".join(map(_term, group)) for group in words.groups]
    said = ", and ".join(groups)
    without = " or ".join(map(_term, words.excluded))
    if not without and len(words.terms) <= 1 and not any(term.quoted for term in words.terms):
        return ""
    return ", ".join(filter(None, (f"with {said}" if said else "", f"without {without}" if without else "")))


def _term(term: SearchTerm) -> str:
    return f"“{isolated(term.text)}”" + (" or words that begin so" if term.prefix else "")


def _suggestion(correction: Correction, query: str, address: ListAddress) -> FacetValue:
    parts = [correction.meant if part.casefold() == correction.typed else part for part in query.split(" ")]
    return FacetValue(correction.meant, 0, address(q=" ".join(parts)))


def _orders(search: TrialSearch, address: ListAddress) -> tuple[SortLink, ...]:
    orders = [order for order in _ORDERS if search.words or order is not Order.BEST]
    current = search.order if search.order in orders else orders[0]
    return tuple(SortLink(_ORDERS[order], address(sort=order.value), order is current) for order in orders)


class _ValueWords(Protocol):
    def __call__(self, kind: str, value: str, /) -> str: ...


def _words(names: Mapping[str, str], kind: str, value: str, /) -> str:
    return names[value] if kind == CONDITION else value_words(kind, value)


def _facet(
    kind: str, counts: Counter[str] | None, listing: Listing, words: _ValueWords, address: ListAddress
) -> FacetView | None:
    """Return the values of a kind; None if they tell nothing apart."""
    values = _in_order(kind, (counts or Counter()).most_common(MOST_VALUES))
    if all(count == listing.total for _, count in values):
        return None
    shown = (FacetValue(words(kind, value), count, address(**{kind: value})) for value, count in values)
    return FacetView(NAMES[kind], tuple(shown))


def _in_order(kind: str, values: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    if kind in _YEARS:
        return sorted(values, reverse=True)
    known = _ORDERED.get(kind, ())
    return sorted(values, key=lambda each: known.index(each[0]) if each[0] in known else len(known))
