"""Passcodes: their written forms, and how they are compared."""

import unicodedata

from annotate.core.text import composed

WORDS = 4
"""Words of a generated passcode: of 7,776 each, 51 bits."""

SHORTEST_OWN = 12
"""The least characters of a passcode that its owner chose."""

LONGEST = 256
"""The most characters of a passcode; a longer one is refused before anything is computed."""


def written(words: tuple[str, ...]) -> str:
    """Return the generated words for showing: joined by single blanks."""
    return " ".join(words)


def normalise_generated(text: str) -> str:
    """Normalise a generated passcode for hashing: letters only, NFKC, folded case.

    People read the words out, type them in any way, and paste them with quotes, full stops and invisible signs.
    """
    folded = composed(composed(text, "NFKC").casefold(), "NFKC")
    letters = "".join(sign for sign in folded if sign.isalpha())
    return composed(letters, "NFKC")  # letters that a blank separated may compose now


def normalise_own(text: str) -> str:
    """Normalise an owner's own passcode for hashing: as typed, NFKC, without invisible signs (Unicode Cf)."""
    return composed("".join(sign for sign in text if unicodedata.category(sign) != "Cf"), "NFKC")


def typed(text: str, *, own: bool) -> tuple[str, ...]:
    """Return the normalised forms to compare with what a visitor typed, the likeliest first."""
    if not own:
        return (normalise_generated(text),)
    # Earlier releases hashed own passcodes in NFC, with every sign; they open until their links end.
    return tuple(dict.fromkeys((normalise_own(text), composed(text))))
