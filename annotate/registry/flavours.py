"""The history's flavour of a record, as the registry's current API would write it.

The history gives texts as HTML: paragraphs and lists are elements, signs are escaped, some of them twice (``&amp;#x2F;``), and
since August 2025 there are line breaks in between. The API gives the same texts in its markup. They are brought to that before
anything is compared or hashed, so a flavour is never a change.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

from annotate.core.criteria import DEEPEST
from annotate.core.text import collapse

MARKUP = frozenset(
    {
        "accessCriteria",
        "briefSummary",
        "description",
        "detailedDescription",
        "eligibilityCriteria",
        "genderDescription",
        "interventionModelDescription",
        "maskingDescription",
        "studyPopulation",
        "whyStopped",
    }
)
"""Fields that the registry's data structure calls markup; all others are plain text."""

_HTML = re.compile(r"</?(?:p|ol|ul|li|br)\b[^<>]*>|&#x[0-9a-f]{1,6};|&quot;", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:p|ol|ul|li|br)\b[^<>]*>", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&amp;#x[0-9a-f]{1,6};", re.IGNORECASE)
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_LIKE_A_MARKER = re.compile(r"([*+-]|[0-9]{1,9}(?=[.)]))(?=[.) ]|$)", re.ASCII)
_LONGEST = 1_000_000  # code points of one field; a longer one is not read as HTML


def is_html(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """True if any text in the value is written in HTML."""
    return any(_HTML.search(text) for text in _texts(value))


def in_markup(study: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a study of the history as the API writes it.

    Whether signs are escaped twice is told by those that only the registry's own escaping makes (``&#x2F;``), once for the whole
    study: in some records ``&gt;`` is what the sponsor wrote.
    """
    return _in_markup(study, "", twice=any(_ESCAPED_TWICE.search(text) for text in _texts(study)))


def _in_markup(value: Any, name: str, *, twice: bool) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        if name in MARKUP or _ELEMENT.search(value):
            return markup_of(value, twice=twice)
        return unescape(unescape(value) if twice else value)
    if isinstance(value, list):
        return [_in_markup(each, name, twice=twice) for each in value]
    if isinstance(value, dict):
        return {key: _in_markup(own, key, twice=twice) for key, own in value.items()}
    return value


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def markup_of(html: str, *, twice: bool = False) -> str:
    """Return the registry's markup of a text in HTML, the same paragraphs and lists; ``twice``: its signs are escaped twice."""
    reader = _HtmlReader(twice=twice)
    if len(html) <= _LONGEST:
        reader.feed(html)
        reader.close()
    else:
        reader.handle_data(unescape(html))
    reader.end_block()
    return "\n\n".join(reader.blocks)


class _List:
    """An open list: the number of its next item (None: bullets), and the column of the open item's text."""

    def __init__(self, number: int | None, column: int) -> None:
        self.number, self.indent, self.column = number, column, column
        self.waits = False
        """True between an item's beginning and its text."""


class _HtmlReader(HTMLParser):
    """Collects blocks: paragraphs and items, each on one line, indented as they are nested."""

    def __init__(self, *, twice: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._twice = twice
        self.blocks: list[str] = []
        self._lists: list[_List] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append(" ")
            return
        if tag in {"p", "ol", "ul", "li", "div"}:
            self.end_block()
        if tag in {"ol", "ul"} and len(self._lists) < DEEPEST:
            start = dict(attrs).get("start") or "1"
            number = int(start) if start.isascii() and start.isdigit() and len(start) < len("1000") else 1
            self._lists.append(_List(number if tag == "ol" else None, self._lists[-1].column if self._lists else 0))
        if tag == "li" and self._lists:
            self._lists[-1].waits = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "ol", "ul", "li", "div"}:
            self.end_block()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end_block(self) -> None:
        """End the open block, if it has words."""
        words = "".join(self._text)
        words = collapse(unescape(words) if self._twice else words)
        self._text = []
        if not words:
            return
        words = _LIKE_A_MARKER.sub(_escaped, _BACKSLASH.sub(r"\\\\", words), count=1)
        if not self._lists:
            self.blocks.append(words)
            return
        inner = self._lists[-1]
        if not inner.waits:
            self.blocks.append(" " * inner.column + words)
            return
        marker = "* " if inner.number is None else f"{inner.number}. "
        inner.number = None if inner.number is None else inner.number + 1
        inner.waits, inner.column = False, inner.indent + len(marker)
        self.blocks.append(" " * inner.indent + marker + words)


def _escaped(found: re.Match[str]) -> str:
    """Escape what stands at the beginning of a block and would begin an item there."""
    if found.start():
        return found[0]
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"
