"""Reanchoring: find a passage of an older version in a newer one: exact, moved, changed, ambiguous or orphaned.

The two versions are compared once (``compare``); every passage is then read from that map. Exact and moved need the very
same words (a no-break blank counts as a blank, canonically equal spellings as one), whole words at both ends, and the same
ownership and item. Anything less certain is reported, never shown as the place.
The rules, their limits and their measured errors: docs/anchoring.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from annotate.core.anchoring.block_outline import outline
from annotate.core.anchoring.candidates import MOST_CANDIDATES, Offers
from annotate.core.anchoring.guards import NO_DRUGS, DrugNames
from annotate.core.anchoring.rewording import Rewordings
from annotate.core.anchoring.surroundings import Surroundings
from annotate.core.anchoring.word_alignment import map_words
from annotate.core.diff import increasing
from annotate.core.document import Document
from annotate.core.words import Spellings, same_spelling


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a text: code points, half-open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exact:
    """The same words in the same surroundings."""

    state: ClassVar[str] = "exact"
    span: Span
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The same words, certainly the same passage, at another place or beside changed words."""

    state: ClassVar[str] = "moved"
    span: Span
    score: float
    evidence: tuple[str, ...]
    crossed: bool = False
    """True if it is now in another list of criteria or another free text, which pages must say."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Certainly the same passage, in other words."""

    state: ClassVar[str] = "changed"
    span: Span
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Possible places, the likeliest first, without proof."""

    state: ClassVar[str] = "ambiguous"
    candidates: tuple[Span, ...]
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Orphaned:
    """No place; ``candidates`` are the words in its place now, and equal words known to be another passage."""

    state: ClassVar[str] = "orphaned"
    candidates: tuple[Span, ...]
    score: float
    evidence: tuple[str, ...]


Reanchored = Exact | Moved | Changed | Ambiguous | Orphaned

KEPT_TO_BE_CHANGED = 0.5
"""Least weighted share of a passage's words that must remain for it to be the same passage in other words."""
_LONGEST_WORD = 256  # code points; in a longer word with two spellings no offset is searched
_OUT_OF_ORDER = 0.2  # share of a passage that may be out of order
_WIDEST, _WIDER = 3, 40  # times as many words as the passage had, and an item more, may be between its two ends


def compare(old: Document | str, new: Document | str, drugs: Iterable[str] = ()) -> "Comparison":
    """Compare two versions once, for any number of passages."""
    return Comparison(old, new, DrugNames(drugs))


class Comparison:
    """Two versions and the map of their words."""

    def __init__(self, old: Document | str, new: Document | str, drugs: DrugNames = NO_DRUGS) -> None:
        self._unchanged = old == new
        spellings = Spellings()
        self._map = map_words(outline(old, spellings), outline(new, spellings), spellings)
        self._old, self._new = self._map.old, self._map.new
        self._around = Surroundings(self._map, drugs)
        self._reworded = Rewordings(self._map, self._around, drugs)
        self._offers = Offers(self._map)
        self._another = self._map.is_another()

    def reanchor(self, start: int, end: int) -> Reanchored:
        """Find ``[start, end)`` of the old text in the new one. Raises ValueError for a passage outside the text."""
        if not 0 <= start < end <= len(self._old.text):
            raise ValueError(f"no passage of a text of {len(self._old.text)} code points: from {start} to {end}")
        if self._unchanged:
            return Exact(Span(start, end), 1.0, ("The text is unchanged.",))
        first, last = self._old.words.within(start, end)
        if first == last:
            return self._blank(start, end, first)
        if self._another:
            return Orphaned(
                self._equal_places(first, last),
                0.0,
                ("Hardly any of the text is left. This seems to be another record.",),
            )
        to = self._map.to[first:last]
        if to[0] >= 0 and all(b == to[0] + step for step, b in enumerate(to)):
            span = self._same_words(start, end, first, last)
            if span is not None:
                return self._whole(span, first, last)
        if all(b < 0 for b in to):
            return self._gone(start, end, first, last)
        return self._partly(start, end, first, last)

    # --- all words remain

    def _same_words(self, start: int, end: int, first: int, last: int) -> Span | None:
        """The place of consecutive words, if everything between and around them up to the ends is the same too."""
        place = self._map.to[first]
        if self._old.words.keys[first:last] != self._new.words.keys[place : place + last - first]:
            return None  # a word that the passage cuts into has changed
        begin = self._same_offset(start, first, place)
        after = self._same_offset(end, last - 1, place + last - first - 1)
        if begin is None or after is None or not 0 <= begin < after <= len(self._new.text):
            return None
        if same_spelling(self._old.text[start:end]) != same_spelling(self._new.text[begin:after]):
            return None
        return Span(begin, after)

    def _same_offset(self, offset: int, word: int, place: int) -> int | None:
        """The offset in new word ``place`` that matches the given one in the old word; None if the spelling differs."""
        old, new = self._old.words, self._new.words
        if offset <= old.starts[word]:
            return new.starts[place] - (old.starts[word] - offset)
        if offset >= old.ends[word]:
            return new.ends[place] + (offset - old.ends[word])
        if self._old.text[old.starts[word] : old.ends[word]] == self._new.text[new.starts[place] : new.ends[place]]:
            return new.starts[place] + offset - old.starts[word]
        if old.ends[word] - old.starts[word] > _LONGEST_WORD:
            return None
        begun = same_spelling(self._old.text[old.starts[word] : offset])
        places = range(new.starts[place], new.ends[place] + 1)
        return next((at for at in places if same_spelling(self._new.text[new.starts[place] : at]) == begun), None)

    def _whole(self, span: Span, first: int, last: int) -> Reanchored:
        if all(word in self._map.doubtful for word in range(first, last)):
            others = tuple(dict.fromkeys((span, *self._equal_places(first, last))))
            return Ambiguous(
                others,
                0.5,
                ("These words were here more than once, and one of them is gone. We cannot tell which one.",),
            )
        doubt = self._around.doubt(first, last)
        if doubt:
            name = self._around.renamed(first)
            others = () if name < 0 else (self._block(name),)
            return Ambiguous(tuple(dict.fromkeys((span, *others))), 0.5, (doubt,))
        share = self._around.share(first, last)
        said = self._around.said(first, last)
        if said.exact:
            return Exact(span, 1.0, ("The same words in the same surroundings.",))
        return Moved(span, round(0.5 + share / 2, 3), said.sentences, said.crossed)

    # --- some words remain

    def _partly(self, start: int, end: int, first: int, last: int) -> Reanchored:
        to, weight = self._map.to, self._map.weight
        remaining = [(word, to[word]) for word in range(first, last) if to[word] >= 0]
        pairs = increasing(remaining)
        total = weight(first, last)
        retained = sum(weight(word, word + 1) for word, _ in pairs)
        if sum(weight(word, word + 1) for word, _ in remaining) - retained > _OUT_OF_ORDER * total:
            return self._not_found(first, last, "The parts of the passage are in another order.")
        share = retained / total if total else 0.0
        if share < KEPT_TO_BE_CHANGED:
            return self._replaced(start, end, first, last) or self._not_found(
                first, last, "Most of the passage's words are gone."
            )
        begin, after = self._reworded.left_end(first, pairs[0][0]), self._reworded.right_end(last, pairs[-1][0])
        if after - begin > _WIDEST * (last - first) + _WIDER:
            return self._not_found(first, last, "Too much text is between the parts that are left of the passage.")
        span = Span(*self._reworded.span(start, end, first, last, begin, after))
        old = self._old.text[self._old.words.starts[first] : self._old.words.ends[last - 1]]
        new = self._new.text[self._new.words.starts[begin] : self._new.words.ends[after - 1]]
        reason, evidence = self._reworded.changed(first, last, old, new)
        if reason:
            return self._not_found(first, last, reason)
        return Changed(span, round(share, 3), evidence)

    # --- no word remains

    def _gone(self, start: int, end: int, first: int, last: int) -> Reanchored:
        rivals = self._rivals(start, end, first, last)
        if rivals:
            return Ambiguous(
                rivals,
                round(1 / (len(rivals) + 1), 3),
                ("There are several equal passages, and nothing tells them apart.",),
            )
        return self._replaced(start, end, first, last) or self._not_found(first, last, "The passage is gone.")

    def _replaced(self, start: int, end: int, first: int, last: int) -> Changed | None:
        replaced = self._reworded.replaced(first, last)
        if replaced is None:
            return None
        begin, after, evidence = replaced
        return Changed(Span(*self._reworded.span(start, end, first, last, begin, after)), 0.5, evidence)

    def _rivals(self, start: int, end: int, first: int, last: int) -> tuple[Span, ...]:
        block = self._old.block_of[first]
        rivals = self._map.pairing.rivals.get(block, ()) if self._old.block_of[last - 1] == block else ()
        entry = self._old.entries[block]
        spans = []
        for rival in rivals:
            shift = self._new.entries[rival].start - entry.start
            if same_spelling(self._new.text[start + shift : end + shift]) == same_spelling(self._old.text[start:end]):
                spans.append(Span(start + shift, end + shift))
        if not spans and all(each in self._map.pairing.rivals for each in self._old.block_of[first:last]):
            return self._equal_places(first, last)
        return tuple(spans)

    def _not_found(self, first: int, last: int, reason: str) -> Reanchored:
        equal = self._equal_places(first, last)
        offers = self._spans(self._offers.instead(first, last))
        candidates = tuple(dict.fromkeys((*offers, *equal)))[:MOST_CANDIDATES]
        said = ("Other words are in its place now.",) if offers else ()
        if any(offer in equal for offer in offers):
            return Ambiguous(candidates, round(1 / (len(candidates) + 1), 3), (reason, "The title above it changed."))
        if not equal:
            return Orphaned(candidates, 0.0, (reason, *said))
        found = [self._around.elsewhere(first, self._new.words.within(span.start, span.end)[0]) for span in equal]
        near, sentence = max(found)
        if near and self._around.tells_itself(first, last):
            likeliest = tuple(dict.fromkeys((*equal, *offers)))[:MOST_CANDIDATES]
            return Ambiguous(likeliest, round(1 / (len(equal) + 1), 3), (reason, sentence))
        return Orphaned(candidates, 0.0, (reason, sentence, *said))

    def _block(self, word: int) -> Span:
        """The new block of a word."""
        entry = self._new.entries[self._new.block_of[word]]
        return Span(entry.start, entry.end)

    def _equal_places(self, first: int, last: int) -> tuple[Span, ...]:
        """The first places of the very same words in the new version, anywhere; a bounded search."""
        return self._spans(self._offers.equal(first, last))

    def _spans(self, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(Span(self._new.words.starts[begin], self._new.words.ends[after - 1]) for begin, after in places)

    def _blank(self, start: int, end: int, after: int) -> Reanchored:
        """Place a passage of blanks only, by the words on both sides."""
        to = self._map.to
        if 0 < after < len(to) and to[after - 1] >= 0 and to[after] == to[after - 1] + 1:
            shift = self._new.words.ends[to[after - 1]] - self._old.words.ends[after - 1]
            span = Span(start + shift, end + shift)
            if same_spelling(self._new.text[span.start : span.end]) == same_spelling(self._old.text[start:end]):
                return self._whole(span, after - 1, after + 1)
        return Orphaned((), 0.0, ("The passage is only spaces, and the words beside them changed.",))
