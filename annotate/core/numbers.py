"""Numbers in pages and messages; ``static/js/core/words.js`` writes them the same way."""


def written(number: int) -> str:
    """Return the number with a comma before each three digits: ``4,270``."""
    return f"{number:,}"


def and_more(number: int, one: str) -> str:
    """Return what follows the first of several that is named: `` and 2 more trials``; empty if there are no others."""
    return f" and {many(number, f'more {one}')}" if number else ""


def many(number: int, one: str, more: str = "") -> str:
    """Return the number with its noun: ``1 note``, ``4,270 notes``; ``more`` is an irregular plural."""
    return f"{written(number)} {one if number == 1 else more or f'{one}s'}"
