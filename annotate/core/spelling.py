"""Spellings of one word: how far two are apart, and the British and American ones."""

from collections.abc import Iterator

_PAIRS = (
    ("ae", "e"),
    ("oe", "e"),
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("ll", "l"),
    ("re", "er"),
    ("ph", "f"),
    ("gramme", "gram"),
    ("ium", "um"),
    ("ogue", "og"),
    ("ence", "ense"),
)
"""Parts of words that are spelt one way in Britain and the other in America."""

_SHORTEST = 5
_MOST_VARIANTS = 60


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters differ, are missing, too many or swapped; ``most`` + 1 if there are more.

    The optimal string alignment distance (Damerau 1964), row by row, ended at the first row that is beyond ``most``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        above, before_that, row = row, before, [place]
        for column, theirs in enumerate(other, start=1):
            cost = min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != theirs))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == theirs:
                cost = min(cost, before_that[column - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def regional_spellings(word: str) -> tuple[str, ...]:
    """Return how the word might be spelt on the other side of the Atlantic: ``tumour`` → ``tumor``. Most are no words."""
    if len(word) < _SHORTEST:
        return ()
    variants: dict[str, None] = {}
    for british, american in _PAIRS:
        for old, new in ((british, american), (american, british)):
            for variant in _replaced(word, old, new):
                variants[variant] = None
                for letters in (
                    ("ae", "e"),
                    ("e", "ae"),
                    ("oe", "e"),
                ):  # leukaemia, haemoglobinaemia: twice in one word
                    variants.update(dict.fromkeys(_replaced(variant, *letters)))
    variants.pop(word, None)
    return tuple(variants)[:_MOST_VARIANTS]


def _replaced(word: str, old: str, new: str) -> Iterator[str]:
    place = word.find(old)
    while place >= 0:
        yield word[:place] + new + word[place + len(old) :]
        place = word.find(old, place + 1)
