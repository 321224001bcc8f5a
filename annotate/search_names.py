"""Names of searches that people save: those of trials and those of notes are named alike."""

from annotate.core.text import collapse, storable
from annotate.errors import Invalid

LONGEST_NAME = 80
"""Longest name of a saved search, in code points."""


def search_name(typed: str, example: str) -> str:
    """Return a name as it is stored; raises Invalid beside ``name``, with an example where there is none."""
    if not storable(typed):
        raise Invalid.field("name", "This holds a character that cannot be stored. Please remove it.")
    name = collapse(typed)
    if not name:
        raise Invalid.field("name", f"Give the search a name, such as “{example}”.")
    if len(name) > LONGEST_NAME:
        raise Invalid.field("name", f"A name can be {LONGEST_NAME} characters long; this one has {len(name):,}.")
    return name
