"""What the style sheets promise and no browser of the tests shows: rules that WebKit reads, and the contrast of every mark."""

import re
from collections.abc import Iterator
from itertools import product
from math import cos, radians, sin
from typing import NamedTuple

import pytest

from annotate.resources import STATIC

SHEETS = {path.name: path.read_text("utf-8") for path in (STATIC / "css").rglob("*.css")}
TOKENS, MARKS = SHEETS["tokens.css"], SHEETS["marks.css"]
MODES = ("light", "dark")
HUES, DEPTHS = range(9), range(1, 5)
MORE = TOKENS.partition("@media (prefers-contrast: more) {")[2]
TEXT, MARK = 4.5, 3.0
"""The least contrast of text and of a mark with what is behind it (WCAG 2.2, 1.4.3 and 1.4.11)."""
APART = 1.5
"""The least contrast of the pencil with the line of a label."""
ENHANCED = 7.0
"""The same of text for who asks for more contrast (WCAG 2.2, 1.4.6)."""


class Colour(NamedTuple):
    """An OKLCH colour: lightness, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def luminance(self) -> float:
        """Give the relative luminance, of what a screen with sRGB can show (CSS Color 4, 18)."""
        a, b = (self.chroma * turn(radians(self.hue)) for turn in (cos, sin))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
        green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
        blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
        red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Give the contrast of two colours, 1 to 21."""
    dark, light = sorted((one.luminance(), other.luminance()))
    return (light + 0.05) / (dark + 0.05)


def token(name: str, mode: str, tokens: str = TOKENS) -> Colour:
    found = re.search(rf"--{name}: light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\);", tokens)
    assert found, name
    return Colour(*map(float, found[1 + MODES.index(mode)].split()))


def tinted(name: str, hue: int, mode: str) -> Colour:
    """Give a mark's colour in a label's hue; 0 is a note without a label, 8 is slate."""
    degrees = re.search(rf"--hue-{hue}: (\d+);", TOKENS)
    assert degrees
    lightness, chroma, _ = token(name, mode)
    return Colour(lightness, chroma * {0: 0.1, 8: 0.16}.get(hue, 1.0), float(degrees[1]))


def rules() -> Iterator[tuple[str, str]]:
    """Give the selector and the declarations of each rule about a highlight, in every style sheet."""
    for sheet in SHEETS.values():
        for found in re.finditer(
            r"([^{}]*::highlight\([^{}]*)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        ):
            yield found[1].strip(), found[2]


def test_a_highlight_is_drawn_by_longhands() -> None:
    """WebKit drops the shorthand in ``::highlight`` as soon as it has a style, and paints no underline."""
    drawn = list(rules())
    assert drawn
    assert not [selector for selector, declared in drawn if re.search(r"\btext-decoration:", declared)]


def test_highlights_are_looked_for_in_the_record_alone() -> None:
    """A universal rule would be tried on every element of the page at every change; one of the record is inherited."""
    for selector, _ in rules():
        assert all(part.strip().startswith(("&::highlight(", ".record [data-start]::")) for part in selector.split(","))
    assert MARKS.index('.record,\n.record[data-marks="each"] [data-start] {') < MARKS.index("::highlight")


def test_every_hue_has_a_highlight_of_each_depth_and_a_line_of_its_own() -> None:
    lines = {}
    for hue in HUES:
        for depth in DEPTHS:
            factor = {0: "calc(c * 0.1)", 8: "calc(c * 0.16)"}.get(hue, "c")
            fill = f"oklch(from var(--mark-{depth}) l {factor} var(--hue-{hue}))"
            assert f"&::highlight(note-{hue}-{depth}) {{\n    background-color: {fill};" in MARKS
        line = re.search(
            rf"&::highlight\(note-{hue}-4\) \{{([^}}]*-style: \w+;\s*[^;]*-thickness: \w+;[^}}]*)\}}", MARKS
        )
        assert line
        assert "color: var(--ink);" in line[1]
        lines[hue] = re.findall(r"-(?:style|thickness): (\w+);", line[1])
    assert len({tuple(line) for line in lines.values()}) == len(HUES)


@pytest.mark.parametrize("mode", MODES)
def test_marked_words_can_be_read(mode: str) -> None:
    ink, paper = token("ink", mode), token("paper", mode)
    for hue, depth in product(HUES, DEPTHS):
        assert contrast(ink, tinted(f"mark-{depth}", hue, mode)) >= TEXT, f"hue {hue}, {depth} deep"
    for hue in HUES[1:]:
        assert contrast(tinted("mark-line", hue, mode), paper) >= MARK, f"the line of hue {hue}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tokens", [TOKENS, MORE], ids=["usual", "more contrast"])
def test_words_that_were_found_are_seen_on_paper_and_on_every_mark(mode: str, tokens: str) -> None:
    searched, found = (
        MARKS.partition(f"&::highlight(note-{name}) {{")[2].partition("}")[0] for name in ("searched", "found")
    )
    assert "text-decoration-line: underline overline;" in searched, "no note has lines on both sides"
    assert "text-decoration-color: var(--warn);" in searched
    assert "color: var(--paper);" in found
    assert "background-color: var(--warn);" in found
    warn = token("warn", mode, tokens)
    assert contrast(warn, token("paper", mode, tokens)) >= TEXT
    for hue, depth in product(HUES, DEPTHS):
        assert contrast(warn, tinted(f"mark-{depth}", hue, mode)) >= MARK, f"hue {hue}, {depth} deep"
    assert MARKS.count("overline") == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tokens", [TOKENS, MORE], ids=["usual", "more contrast"])
def test_a_note_without_a_label_has_an_ink_of_its_own(mode: str, tokens: str) -> None:
    """It is as grey as slate, so it is told from it by its lightness, and by its dots."""
    pencil = token("pencil", mode, tokens)
    for name in ("paper", "paper-raised", "paper-sunk"):
        assert contrast(pencil, token(name, mode, tokens)) >= MARK, name
    lightness, chroma, _ = token("mark-line", mode, tokens)
    for hue in HUES[1:]:
        vivid = 0.16 if hue == HUES[-1] else 1.0
        line = Colour(lightness, chroma * vivid, tinted("mark-line", hue, mode).hue)
        assert contrast(pencil, line) >= APART, hue
    assert "--label-line: var(--pencil);" in TOKENS
    assert ".card[data-note]:not([data-hue]) {\n  border-left-style: dotted;" in SHEETS["cards.css"]


@pytest.mark.parametrize("mode", MODES)
def test_ink_can_be_read_on_every_paper(mode: str) -> None:
    papers = [token(name, mode) for name in ("paper", "paper-raised", "paper-sunk", "accent-tint")]
    for name, paper in product(("ink", "ink-quiet", "accent"), papers):
        assert contrast(token(name, mode), paper) >= TEXT, name
    for name in ("good", "warn", "bad"):
        assert contrast(token(name, mode), token(f"{name}-tint", mode)) >= TEXT, name


@pytest.mark.parametrize("mode", MODES)
def test_who_asks_for_more_contrast_gets_it(mode: str) -> None:
    papers = [token(name, mode, MORE) for name in ("paper", "paper-raised", "paper-sunk")]
    tints = [token(name, mode) for name in ("accent-tint", "good-tint", "warn-tint", "bad-tint")]
    for name, paper in product(("ink", "ink-quiet"), [*papers, *tints]):
        assert contrast(token(name, mode, MORE), paper) >= ENHANCED, name
    for name, paper in product(("accent", "accent-strong", "good", "warn", "bad", "mark-ink"), papers):
        assert contrast(token(name, mode, MORE), paper) >= ENHANCED, name
    for name, paper in product(("line", "line-strong", "focus-ring", "mark-line"), papers):
        assert contrast(token(name, mode, MORE), paper) >= TEXT, name
