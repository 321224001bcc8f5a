"""Numbers as pages and messages write them; ``static/js/core/words.js`` writes them alike."""


def written(number: int) -> str:
    """Return the number with a comma before each three digits: ``4,270``."""
    return f"{number:,}"


def many(number: int, one: str, more: str = "") -> str:
    """Return the number with its noun: ``1 note``, ``4,270 notes``; ``more`` is the plural where ``s`` does not make it."""
    return f"{written(number)} {one if number == 1 else more or f'{one}s'}"
