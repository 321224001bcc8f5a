"""Tags as they are typed: words of one's own, separated by commas."""

from collections.abc import Iterable

from annotate.core.text import collapse

LONGEST_TAG = 40
"""Longest tag, in code points."""

MOST_ON_NOTE = 20
"""Tags of one note."""

SEPARATOR = ","
"""What stands between two tags in a form; so no tag holds it."""


def read_tags(typed: str) -> tuple[str, ...]:
    """Read what was typed into a form: tags between commas, each once, in their order."""
    return clean_tags(typed.split(SEPARATOR))


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return tags in the form that is stored, each once: single blanks, and no ``#`` before them."""
    found: dict[str, str] = {}
    for name in names:
        words = collapse(name).lstrip("# ")
        if words:
            found.setdefault(key_of(words), words)
    return tuple(found.values())


def key_of(name: str) -> str:
    """Return the key of a tag: two that differ in capitals alone are the same."""
    return name.casefold()


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return tags in the order of the alphabet, whatever their capitals."""
    return tuple(sorted(names, key=lambda name: (key_of(name), name)))


def write_tags(names: Iterable[str]) -> str:
    """Write tags as a form shows them; ``read_tags`` reads them again."""
    return f"{SEPARATOR} ".join(names)
