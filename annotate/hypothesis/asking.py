"""Searches as clients of Hypothesis ask them: what stands behind the address, read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from annotate.errors import Invalid

MOST_ROWS = 200
"""Rows of one answer."""

MOST_OFFSET = 9_800
"""Rows that can be passed over by their number; beyond that, lists go on by ``search_after``."""

MOST_WORDS = 16
"""Words and phrases of one search."""

_USUAL_ROWS = 20
_UNITS = re.compile(r'"([^"]*)"|(\S+)')
_PARTS = re.compile(r"\w+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_CURSOR = 60
_LOST_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")  # a plus that was not written as %2B has come in as a blank
_MILLISECONDS = re.compile(r"-?[0-9]{5,15}(\.[0-9]{1,6})?", re.ASCII)
_LONGEST = 1_000  # code points of one value


class SortKey(StrEnum):
    """What a list is sorted by."""

    UPDATED = "updated"
    CREATED = "created"
    ID = "id"
    GROUP = "group"
    USER = "user"


_BY_TIME = (SortKey.UPDATED, SortKey.CREATED)


@dataclass(frozen=True, slots=True)
class SoughtUnit:
    """A word that has to be there, or a phrase."""

    words: str
    is_phrase: bool


@dataclass(frozen=True, slots=True)
class AskedSearch:
    """Which notes a client asks for."""

    limit: int
    offset: int
    sort: SortKey
    ascending: bool
    after_at: datetime | None
    """The instant after which a list goes on that is sorted by time."""
    after_id: str
    """The id after which one goes on that is sorted by ids; empty for the first page."""
    uris: tuple[str, ...]
    patterns: tuple[str, ...]
    """Of ``wildcard_uri``."""
    uri_parts: tuple[str, ...]
    users: tuple[str, ...]
    groups: tuple[str, ...]
    tags: tuple[str, ...]
    anywhere: tuple[SoughtUnit, ...]
    in_quote: tuple[SoughtUnit, ...]
    in_text: tuple[SoughtUnit, ...]
    references: tuple[str, ...]
    separate_replies: bool
    is_for_page: bool = False
    """True if the client shows the notes on the pages that it names, and looks there for similar words by itself."""

    @property
    def sought(self) -> tuple[SoughtUnit, ...]:
        """All words that are asked for."""
        return (*self.anywhere, *self.in_quote, *self.in_text)


def read_search(args: Mapping[str, Sequence[str]], *, is_for_page: bool = False) -> AskedSearch:
    """Read what stands behind the address, by name all of its values; raises Invalid. Names that are not known count for nothing."""

    def values(*names: str) -> tuple[str, ...]:
        return tuple(value[:_LONGEST] for name in names for value in args.get(name, ()) if value)

    def words(name: str) -> tuple[SoughtUnit, ...]:
        units = (found for value in values(name) for found in _UNITS.finditer(value))
        return tuple(SoughtUnit(found[1] or found[2], found[2] is None) for found in units if found[1] or found[2])

    after = (*values("search_after"), "")[0]
    sort = SortKey(_one_of("sort", values("sort"), tuple(SortKey)))
    asked = AskedSearch(
        limit=_number("limit", values("limit"), _USUAL_ROWS, MOST_ROWS),
        offset=0 if after else _number("offset", values("offset"), 0, MOST_OFFSET),
        sort=sort,
        ascending=_one_of("order", values("order"), ("desc", "asc")) == "asc",
        after_at=_instant(after) if after and sort in _BY_TIME else None,
        after_id=after if sort is SortKey.ID else "",
        uris=values("uri", "url"),
        patterns=values("wildcard_uri"),
        uri_parts=tuple(part for value in values("uri.parts", "uri_parts") for part in _PARTS.findall(value)),
        users=values("user"),
        groups=values("group"),
        tags=tuple(tag for value in values("tag", "tags") for tag in _tags(value)),
        anywhere=words("any"),
        in_quote=words("quote"),
        in_text=words("text"),
        references=values("references"),
        separate_replies=any(value.lower() in {"true", "1"} for value in values("_separate_replies")),
        is_for_page=is_for_page,
    )
    if after and sort not in _BY_TIME and sort is not SortKey.ID:
        raise Invalid.field("search_after", "This sorts nothing here, so there is no place in it. Sort by updated.")
    if len(asked.sought) > MOST_WORDS:
        raise Invalid.field("any", f"Up to {MOST_WORDS} words are searched for. Ask for fewer.")
    return asked


def _tags(value: str) -> tuple[str, ...]:
    """Read a tag, or a list of them as one client writes it: ``[a,b]``."""
    inner = value.removeprefix("[").removesuffix("]") if value.startswith("[") and value.endswith("]") else ""
    return tuple(part.strip() for part in inner.split(",") if part.strip()) if inner else (value,)


def _instant(text: str) -> datetime:
    """Read a place in a list that is sorted by time: ISO 8601, in UTC unless told, or milliseconds since 1970; raises Invalid."""
    words = text.strip()[:_LONGEST_CURSOR]
    try:
        if _MILLISECONDS.fullmatch(words):
            return _EPOCH + timedelta(milliseconds=float(words))
        found = datetime.fromisoformat(_LOST_PLUS.sub("+", words))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid.field(
            "search_after", "This is no time, such as the field of the last row that the list is sorted by."
        ) from None


def _number(name: str, values: Sequence[str], usual: int, most: int) -> int:
    if not values:
        return usual
    text = values[0]
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise Invalid.field(name, f"This has to be a number from 0 to {most}")
    return int(text)


def _one_of(name: str, values: Sequence[str], known: Sequence[str]) -> str:
    value = values[0] if values else known[0]
    if value not in known:
        raise Invalid.field(name, f"This has to be one of {', '.join(known)}")
    return value
