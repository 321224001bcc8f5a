"""Normalised text: one spelling, offsets in code points.

Unicode normalisation is NFC (UAX #15), never NFKC: ``≥``, ``²`` and ligatures stay what the record says.
"""

import re
import unicodedata
import zlib
from bisect import bisect_left, bisect_right
from functools import cache
from typing import Literal

# Control characters that no page can show (C0 and C1), without the blank ones (tab, line feed, U+001C and so on), which
# count as blanks.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
# All others are in NFC wherever they are: letters of Latin, Greek, Russian and Chinese, punctuation, arrows, operators.
_MAY_COMPOSE = re.compile(
    "[^\\x00-\u02ff\u0391-\u03c9\u0410-\u044f\u2002-\u20cf\u2190-\u2328\u3002-\u3029\u4e00-\u9fff\uff01-\uff5e]"
)
# As above, and neither control nor surrogate: of such a text only the blanks can change.
_CAREFUL = re.compile(
    "[^\t\n -~\xa0-\u02ff\u0391-\u03c9\u0410-\u044f\u2002-\u20cf\u2190-\u2328\u3002-\u3029\u4e00-\u9fff\uff01-\uff5e]"
)
_NOT_WORD = re.compile(r"[\W_]+")
_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_SLUGGED = bytes(ord(chr(sign).lower()) if sign < 128 and chr(sign).isalnum() else ord(" ") for sign in range(256))
_BEFORE_ELLIPSIS = f"{_BLANKS}….,;:。，、،؛"

_FROM_RIGHT = frozenset({"R", "AL"})

_MOST_MARKS = 64
_MARKS_END = 0x20000  # Unicode's combining classes are below

SLUG_LENGTH = 64
"""Longest slug, in code points."""


def storable(text: str) -> bool:
    """True if a database can store the text exactly: PostgreSQL has no NUL, and UTF-8 no lone surrogate."""
    return "\0" not in text and (text.isascii() or _LONE_SURROGATES.search(text) is None)


def line_feeds(text: str) -> str:
    """Return the text with LF for each line end: browsers send CRLF, and old files hold lone CRs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checksum(text: str) -> str:
    """Return the CRC-32 of the text's UTF-8, eight hexadecimal digits; a page detects altered words by it."""
    return f"{zlib.crc32(text.encode()):08x}"


def unbroken(text: str) -> str:
    """Return the text without controls, with U+FFFD for each lone surrogate (which no database or page can hold)."""
    if text.isascii() and text.isprintable():
        return text
    return _LONE_SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def composed(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """Return the text in a normalisation form; a pile of more than 64 marks on one letter stays as it is.

    Normalising sorts such a pile in quadratic time: half a megabyte would take a minute. No script needs more than 30 (UAX #15,
    section 13).
    """
    if text.isascii() or (form == "NFC" and _MAY_COMPOSE.search(text) is None):
        return text
    parts = _piles().split(text)
    return "".join(part if place % 2 else unicodedata.normalize(form, part) for place, part in enumerate(parts))


@cache
def _piles() -> re.Pattern[str]:
    marks = [
        sign for sign in map(chr, range(_MARKS_END)) if unicodedata.combining(unicodedata.normalize("NFKD", sign)[0])
    ]
    return re.compile(f"([{re.escape(''.join(marks))}]{{{_MOST_MARKS + 1},}})")


def normalise(text: str) -> str:
    """Return the text in NFC with LF line ends and without controls; blanks and line breaks stay."""
    return composed(unbroken(line_feeds(text)))


def collapse(text: str) -> str:
    """Return the text of one block: NFC, each run of blanks (no-break blanks and line breaks too) one space, stripped."""
    if text.isascii() and text.isprintable():  # most are, and have single spaces already
        return text if "  " not in text and text.strip(" ") == text else " ".join(text.split())
    return " ".join((text if _CAREFUL.search(text) is None else composed(unbroken(text))).split())


def shortened(text: str, longest: int) -> str:
    """Return the text, cut to a number of code points with an ellipsis."""
    return text if len(text) <= longest else cut_off(text[:longest])


def cut_off(beginning: str) -> str:
    """Return the beginning of a text with an ellipsis, which replaces blanks and a stop or comma before them.

    The one rule for all excerpts; ``shortened`` in ``static/js/core/words.js`` is the same.
    """
    return f"{beginning.rstrip(_BEFORE_ELLIPSIS)}…"


def one_line(text: str, longest: int) -> str:
    """Return the words on one line, shortened."""
    return shortened(" ".join(text.split()), longest)


def isolated(text: str) -> str:
    """Return words for the middle of a sentence, isolated if they contain a right-to-left letter.

    By U+2068 and U+2069 (UAX #9, 2.4), where no element can do it: in mails, options, and composed sentences.
    """
    from_right = any(unicodedata.bidirectional(sign) in _FROM_RIGHT for sign in text)
    return f"\u2068{text}\u2069" if from_right else text


def runs_from_right(text: str) -> bool:
    """True if the first letter with a direction is one of a right-to-left script (UAX #9, rule P2)."""
    if text.isascii():
        return False
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind == "L" or kind in _FROM_RIGHT), "L") != "L"


def slug(text: str) -> str:
    """Return the words as a path part: lower case, letters and digits of any script joined by ``-``; never empty."""
    if text.isascii() and text.isprintable():
        plain = "-".join(text.encode("ascii").translate(_SLUGGED).decode("ascii").split())
    else:
        plain = _NOT_WORD.sub("-", collapse(text).casefold()).strip("-")
    return plain[:SLUG_LENGTH].strip("-") or "-"


class Offsets:
    """Offsets of one text in code points and UTF-16 units, indexed once for many conversions.

    Only characters beyond U+FFFF count twice in UTF-16, so only their places are stored.
    """

    __slots__ = ("_astral", "_astral_utf16", "_length")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral = [] if text.isascii() else [found.start() for found in _ASTRAL.finditer(text)]
        self._astral_utf16 = [place + before for before, place in enumerate(self._astral)]

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 offset of a code point offset. Raises ValueError outside the text."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside a text of {self._length} code points")
        return offset + bisect_left(self._astral, offset)

    def from_utf16(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 offset. Raises ValueError outside the text or inside a pair."""
        units = self._length + len(self._astral)
        if not 0 <= offset <= units:
            raise ValueError(f"offset {offset} is outside a text of {units} UTF-16 units")
        before = bisect_right(self._astral_utf16, offset - 1)
        if before and self._astral_utf16[before - 1] == offset - 1:
            raise ValueError(f"offset {offset} is inside a surrogate pair")
        return offset - before
