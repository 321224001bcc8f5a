"""How passcodes are written down and compared."""

import unicodedata

from annotate.core.text import composed

WORDS = 4
"""Words of a generated passcode: of 7,776 each, 51 bits."""

SHORTEST_OWN = 12
"""The least characters of a passcode that its owner chose."""

LONGEST = 256
"""The most characters of a passcode; whatever is longer is refused before anything is computed."""


def written(words: tuple[str, ...]) -> str:
    """Give the generated words as they are shown: joined by single blanks."""
    return " ".join(words)


def normalise_generated(text: str) -> str:
    """Give a generated passcode as it is hashed: its letters alone, in NFKC and folded case.

    People read the words out, type them as they like, and paste them with quotes, full stops and signs that nobody sees.
    """
    folded = composed(composed(text, "NFKC").casefold(), "NFKC")
    letters = "".join(sign for sign in folded if sign.isalpha())
    return composed(letters, "NFKC")  # what a blank kept apart may compose now


def normalise_own(text: str) -> str:
    """Give an owner's own passcode as it is hashed: as typed, in NFKC, without signs that nobody sees (Unicode Cf)."""
    return composed("".join(sign for sign in text if unicodedata.category(sign) != "Cf"), "NFKC")


def typed(text: str, *, own: bool) -> tuple[str, ...]:
    """Give the forms in which what a visitor typed may have been hashed, the likeliest first."""
    if not own:
        return (normalise_generated(text),)
    # Earlier releases hashed an own passcode in NFC, with every sign of it; it opens until its link ends.
    return tuple(dict.fromkeys((normalise_own(text), composed(text))))
