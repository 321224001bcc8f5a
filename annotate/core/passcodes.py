"""How passcodes are written down and compared."""

import unicodedata

from annotate.core.text import composed

WORDS = 4
"""Words of a generated passcode: of 7,776 each, 51 bits."""

SHORTEST_OWN = 12
"""The least characters of a passcode that its owner chose."""

LONGEST = 256
"""The most characters of a passcode; whatever is longer is refused before anything is computed."""

# Blanks and every kind of hyphen (Unicode Pd) only part the words: people read them out, and type them as they like.
_HYPHENS = "Pd"


def written(words: tuple[str, ...]) -> str:
    """Give the generated words as they are shown: joined by single blanks."""
    return " ".join(words)


def normalise_generated(text: str) -> str:
    """Give a generated passcode as it is hashed: NFKC, case folded, without blanks and hyphens."""
    folded = composed(composed(text, "NFKC").casefold(), "NFKC")
    words = "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != _HYPHENS)
    return composed(words, "NFKC")  # what a blank kept apart may compose now


def normalise_own(text: str) -> str:
    """Give an owner's own passcode as it is hashed: exactly as typed, but for how a keyboard composes accents (NFC)."""
    return composed(text)


def typed(text: str, *, own: bool) -> str:
    """Give what a visitor typed in the form in which that kind of passcode is hashed."""
    return normalise_own(text) if own else normalise_generated(text)
