"""Colours of codes: the eight hues of labels as ``#RRGGBB``, and the hue that is nearest to any colour."""

import colorsys
import re

PALETTE = {
    1: "#E0B400",
    2: "#3FA34D",
    3: "#3D85D1",
    4: "#D94A68",
    5: "#E07B2C",
    6: "#26A0A0",
    7: "#9356C9",
    8: "#76808C",
}
"""The hues of labels by number, as other programs show them."""

_COLOUR = re.compile("#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_GREY = 8
_LEAST_SATURATION = 0.2
_LEAST_VALUE = 0.12


def is_colour(text: str) -> bool:
    """True for ``#RRGGBB`` and ``#RGB``."""
    return _COLOUR.fullmatch(text) is not None


def nearest_hue(colour: str) -> int:
    """Return the number of the hue that looks most like a colour: slate for greys. Raises ValueError for no colour."""
    exact = next((hue for hue, mine in PALETTE.items() if mine == colour.upper()), None)
    if exact is not None:
        return exact
    turn, saturation, value = _hsv(colour)
    if saturation < _LEAST_SATURATION or value < _LEAST_VALUE:
        return _GREY
    turns = {hue: _hsv(mine)[0] for hue, mine in PALETTE.items() if hue != _GREY}
    return min(turns, key=lambda hue: min(abs(turns[hue] - turn), 1 - abs(turns[hue] - turn)))


def _hsv(colour: str) -> tuple[float, float, float]:
    if not is_colour(colour):
        raise ValueError(f"no colour: {colour!r}")
    digits = colour[1:] if len(colour) > 4 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return colorsys.rgb_to_hsv(red, green, blue)
