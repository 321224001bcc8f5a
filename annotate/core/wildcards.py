"""Patterns in which one sign stands for any text and another for any one character."""

ANY_TEXT, ANY_SIGN = "*", "_"


def matches(pattern: str, text: str) -> bool:
    """True if the whole text has the form of the pattern: ``*`` stands for any text, ``_`` for one character.

    It goes back to the last star alone, so it takes no more steps than the product of both lengths.
    """
    at = place = 0
    star, again = -1, 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == ANY_TEXT:
            star, again = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in {ANY_SIGN, text[place]}:
            at, place = at + 1, place + 1
        elif star >= 0:
            again += 1
            at, place = star + 1, again
        else:
            return False
    return not pattern[at:].strip(ANY_TEXT)
