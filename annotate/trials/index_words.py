"""The words of a text as the search index has them: runs of letters and digits, in lower case, without accents."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


class _Folded(dict[int, int]):
    """The index's letter for each sign: lower case, without accents; one for one, so that offsets stay."""

    def __missing__(self, code: int) -> int:
        letter = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = ord(letter) if len(letter) == 1 else code
        return self[code]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return the text as the index has it: lower case, without accents; offsets stay."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def index_words(text: str) -> list[str]:
    """Return the words of a text as the index has them, in order."""
    return _WORD.findall(fold(text))
