"""The versions of a trial that are held here, and where a foreign note belongs in them."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from annotate.core.anchoring import Selector, describe
from annotate.interchange.foreign import ForeignNote, ForeignQuote, ForeignVersion
from annotate.interchange.quotes import FoundQuote, QuotedText, QuoteMatch
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import version_content, versions_of

MOST_SEARCHED = 40
"""Versions of one trial in which quotes are searched, the newest records first."""


class NoPlace(Enum):
    """Why a quote has no place that is sure."""

    GONE = "gone"
    ELSEWHERE = "elsewhere"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class PlacedQuote:
    """Where a note belongs: a passage of one version, or the whole trial (both offsets 0)."""

    version_id: str
    start: int = 0
    end: int = 0
    exact: str = ""


class HeldVersions:
    """The versions of one trial. Each text is read when it is first asked for."""

    def __init__(self, session: Session, trial: Trial) -> None:
        """Know the versions without their texts."""
        self._session, self._current = session, trial.current_version
        self._versions = versions_of(session, trial)
        self._texts: dict[str, str] = {}
        self._quoted: dict[str, QuotedText] = {}

    def place(self, note: ForeignNote) -> PlacedQuote | NoPlace:
        """Place a note on its own version, if that is here; else where its quote stands for sure."""
        own = self._own_version(note)
        if note.quote is None:
            return PlacedQuote((own or self._current).id)
        if own is not None and self._is_at(own, note, note.quote):
            return PlacedQuote(own.id, note.start, note.end, note.quote.exact)
        return self._search(note.quote)

    def place_as_shown(self, note: ForeignNote, version: TrialVersion) -> PlacedQuote | NoPlace:
        """Place a note that was made on our page of one version: there, or, if it is not there for sure, wherever it is."""
        if note.quote is None:
            return PlacedQuote(version.id)
        text = self._text(version)
        found = self._quoted_text(version).find_as_shown(note.quote)
        if found.match is QuoteMatch.SURE:
            return PlacedQuote(version.id, found.start, found.end, text[found.start : found.end])
        return NoPlace.SEVERAL if found.match is QuoteMatch.SEVERAL else self._search(note.quote)

    def _own_version(self, note: ForeignNote) -> TrialVersion | None:
        named = note.version
        if named is None:
            return None
        same = [version for version in self._versions if _is_same(version, named)]
        return next((version for version in same if version.number == named.number), same[0] if same else None)

    def _is_at(self, version: TrialVersion, note: ForeignNote, quote: ForeignQuote) -> bool:
        """True if the version has just this passage, by its offsets, its words and all that the file says is around it.

        A number and a date may be another record's, so without a digest the surroundings have to be those that are unique.
        """
        text, start, end = self._text(version), note.start, note.end
        if not 0 <= start < end <= len(text) or text[start:end] != quote.exact:
            return False
        if note.version is not None and note.version.digest:
            return text[:start].endswith(quote.prefix) and text.startswith(quote.suffix, end)
        return describe(text, start, end) == Selector(start, end, quote.exact, quote.prefix, quote.suffix)

    def _search(self, quote: ForeignQuote) -> PlacedQuote | NoPlace:
        """Search every version: what one of them has twice is not sure in any, since the other passage may be meant."""
        sure: PlacedQuote | None = None
        matches: set[QuoteMatch] = set()
        for version in self._versions[:MOST_SEARCHED]:
            found = self._find(version, quote)
            matches.add(found.match)
            if found.match is QuoteMatch.SURE and (sure is None or version.id == self._current.id):
                sure = PlacedQuote(version.id, found.start, found.end, self._text(version)[found.start : found.end])
        if QuoteMatch.SEVERAL in matches:
            return NoPlace.SEVERAL
        if sure is not None:
            return sure
        return NoPlace.ELSEWHERE if QuoteMatch.ELSEWHERE in matches else NoPlace.GONE

    def _find(self, version: TrialVersion, quote: ForeignQuote) -> FoundQuote:
        return self._quoted_text(version).find(quote)

    def _quoted_text(self, version: TrialVersion) -> QuotedText:
        if version.id not in self._quoted:
            self._quoted[version.id] = QuotedText(self._text(version))
        return self._quoted[version.id]

    def _text(self, version: TrialVersion) -> str:
        if version.id not in self._texts:
            self._texts[version.id] = version_content(self._session, version.id).text
        return self._texts[version.id]


def _is_same(version: TrialVersion, named: ForeignVersion) -> bool:
    """True if it is the named version: by its digest, or by number and date in files that know no digest."""
    if named.digest:
        return version.digest == named.digest
    return (version.number, version.record_updated) == (named.number, named.registry_date)
