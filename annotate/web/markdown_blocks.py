"""Lists, quotations, code and tables of notes and replies; see docs/decisions/markdown.md.

Signs that open a line (of items, quotations, headings, rules) stay in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping

from markdown_it import rules_block
from markdown_it.rules_block import StateBlock

MOST_CELLS = 2_000
"""Cells of all tables of one text. Each line of a table is filled up to its width, so that 2 kB could become 650 kB."""

_DEEPEST = 16  # levels of the parser, two for each list; at 20 it would drop what is deeper

_ITEM_SIGN = r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)"
_ITEM = re.compile(rf"(?!\+){_ITEM_SIGN}[ \t]*(?!{_ITEM_SIGN})\S")
_QUOTATION = re.compile(r""">[ \t]+["'“‘«(\[*_]*[^\W\d_]""")
_QUOTATION_GOES_ON = re.compile(r">(?:[ \t]|$)")
_FENCE = re.compile(r"(`{3,})[ \t]*([^`\n]*)")
_CLOSING_FENCE = re.compile(r"^[ \t]*(`{3,})[ \t]*$", re.MULTILINE)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def list_of_items(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Make a list of ``-``, ``*`` or numbers; the page shows each item's own sign. "12. 3. 2024" and "- - -" are text."""
    if state.level > _DEEPEST or not _ITEM.match(_line(state, start)):
        return False
    first = len(state.tokens)
    made = rules_block.list_block(state, start, end, silent)
    if made and not silent:
        state.tokens[first].attrs["dir"] = "auto"  # its signs are where its words begin
    return made


def paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a paragraph with the blanks before its first word."""
    made = rules_block.paragraph(state, start, end, silent)
    state.tokens[-2].content = state.getLines(start, state.line, state.blkIndent, keepLastLF=False).rstrip()
    return made


def quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a quotation of lines that begin with ``> `` and, the first of them, a word. The signs stay: "> grade 2" is read so."""
    if state.is_code_block(start) or not _QUOTATION.match(_line(state, start)):
        return False
    if silent:
        return True
    last = start + 1
    while (
        last < end
        and state.sCount[last] >= state.blkIndent
        and not state.is_code_block(last)
        and _QUOTATION_GOES_ON.match(_line(state, last))
    ):
        last += 1
    state.push("blockquote_open", "blockquote", 1).attrs = {"dir": "auto"}
    state.push("paragraph_open", "p", 1)
    words = state.push("inline", "", 0)
    words.content = state.getLines(start, last, state.blkIndent, keepLastLF=False).strip(" \t\n")
    words.map = [start, last]
    words.children = []
    state.push("paragraph_close", "p", -1)
    state.push("blockquote_close", "blockquote", -1)
    state.line = last
    return True


def fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a block of code between two lines of as many backticks; text after the first of them is its first line."""
    opening = None if state.is_code_block(start) else _FENCE.fullmatch(_line(state, start))
    if not opening:
        return False
    closing = _closing_fence(state, start, len(opening[1]))
    if closing >= min(end, _first_outdented(state, start, end)):
        return False
    inside = state.getLines(start + 1, closing, state.sCount[start], keepLastLF=True)
    if not inside.strip():
        return False
    if silent:
        return True
    code = state.push("fence", "code", 0)
    code.content = f"{opening[2]}\n{inside}" if opening[2].strip() else inside
    state.line = closing + 1
    return True


def _closing_fence(state: StateBlock, start: int, length: int) -> int:
    """Return the first line after ``start`` that is a fence of that length; the text's fences are looked up once."""
    fences: Mapping[int, list[int]] | None = state.env.get("fences")
    if fences is None:
        found: dict[int, list[int]] = {}
        for match in _CLOSING_FENCE.finditer(state.src):
            found.setdefault(len(match[1]), []).append(bisect_right(state.bMarks, match.start()) - 1)
        fences = state.env["fences"] = found
    lines = fences.get(length, [])
    place = bisect_right(lines, start)
    return lines[place] if place < len(lines) else state.lineMax


def _first_outdented(state: StateBlock, start: int, end: int) -> int:
    """Return the first line after ``start`` outside the list item around it; cached, so that many fences cost as one."""
    known: dict[int, int] = state.env.setdefault("outdented", {})
    line = known.get(state.blkIndent, -1)
    if line <= start:
        line = start + 1
        while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        known[state.blkIndent] = line
    return line


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a table as GFM does, up to the first line that it could not show whole; too large ones are shown as typed."""
    columns = _line(state, start + 1).split("|") if start + 1 < end else [""]
    if (
        len(columns) == 1
        or any(column.strip(" \t:") in {"-", "--"} for column in columns)
        or not _cells(_line(state, start))
    ):
        return False
    cells: int = state.env.get("cells", 0)
    if cells >= MOST_CELLS or not rules_block.table(state, start, end, silent=True):
        return False
    if silent:
        return True
    width = _cells(_line(state, start))
    stop = start + 2
    while stop < end and _cells(_line(state, stop)) in range(1, width + 1):
        stop += 1
        if cells + width * (stop - start) > MOST_CELLS:
            state.env["cells"] = MOST_CELLS
            return False
    state.env["cells"] = cells + width * (stop - start)
    first = len(state.tokens)
    made = rules_block.table(state, start, stop, silent=False)
    for token in state.tokens[first:]:
        # The pages' policy forbids style attributes.
        style = token.attrs.pop("style", None)
        if style:
            token.attrs["class"] = str(style).replace("text-align:", "align-")
    return made


def _cells(line: str) -> int:
    """Count the cells of a line; 0 if it is not a row. GFM removes the backslash of an escaped bar in a cell."""
    line = line.strip(" \t")
    if not line or "\\|" in line:
        return 0
    return max(1, line.count("|") + 1 - line.startswith("|") - (line.endswith("|") and len(line) > 1))
