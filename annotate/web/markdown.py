"""Markdown as notes and replies use it: no HTML, no images, and no asterisk eaten out of a formula."""

import re
import time

from flask import g, has_app_context
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markupsafe import Markup

MOST_CELLS = 2_000
"""Cells of all tables of one text. Each line of a table is filled up to its width, so that 2 kB could become 650 kB."""

MOST_SECONDS = 1.0
"""Processor time that one request spends on Markdown: enough for thousands of notes. Some texts take half a second each."""

_CELLS = "cells"


def render(source: str) -> Markup:
    """Render to HTML; every character that is not Markdown is shown as it was typed.

    So is a whole text for which its page has no time left.
    """
    if _PLAIN.fullmatch(source):
        return _plain_paragraphs(source)
    if not has_app_context():
        return _rendered(source)
    spent: float = g.get("markdown_seconds", 0.0)
    if spent >= MOST_SECONDS:
        return Markup('<p class="as-typed">{}</p>').format(source)
    began = time.thread_time()
    html = _rendered(source)
    g.markdown_seconds = spent + time.thread_time() - began
    return html


def _rendered(source: str) -> Markup:
    return Markup(_RENDERER.render(source))  # noqa: S704 - the renderer escapes all text, and HTML is off


def plain(source: str) -> str:
    """Give the words alone, as an excerpt shows them: on one line, without the signs of Markdown, each item of a list after a bullet."""
    return render(source).replace(Markup("<li>"), Markup("<li>• ")).striptags()


_LINE = r"""(?:[^\W\d_]|[0-9]++(?![.)]))[^\\`*_~\[\]<>&"!\r\n\t\0]*+(?<!\s)"""
_PLAIN = re.compile(rf"{_LINE}(?:\n+{_LINE})*")
"""Lines that begin with a letter or a number and hold no sign that Markdown or HTML knows."""
_BLANK_LINES = re.compile(r"\n\n+")


def _plain_paragraphs(source: str) -> Markup:
    """Render what is no Markdown, as most notes are, to what the renderer would make of it, in a fiftieth of its time."""
    paragraphs = (part.replace("\n", "<br />\n") for part in _BLANK_LINES.split(source))
    return Markup("".join([f"<p>{part}</p>\n" for part in paragraphs]))  # noqa: S704 - there is nothing to escape


def _emphasis_between_words(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Scan ``*`` and ``_`` runs as CommonMark 6.2 does for ``_``: inside a word they are text, so "5 mg/kg*2 and 3*4*5" stays whole."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=False)
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Make a table as GFM does, as long as the text's tables stay small; what would be too large is shown as it was typed."""
    if not table(state, start, end, silent=True):
        return False
    if silent:
        return True
    cells: int = state.env.get(_CELLS, 0)
    width = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    for line in range(start, end):
        if state.isEmpty(line):
            break
        cells += width
        if cells > MOST_CELLS:
            return False
    state.env[_CELLS] = cells
    first = len(state.tokens)
    made = table(state, start, end, silent=False)
    for token in state.tokens[first:]:
        # The pages' policy lets no style stand in an attribute.
        style = token.attrs.pop("style", None)
        if style:
            token.attrs["class"] = str(style).replace("text-align:", "align-")
    return made


def _renderer() -> MarkdownIt:
    # HTML stays off: "ANC <LLN" is text, and a sanitiser would eat it. An image would be fetched from a stranger.
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    renderer.disable(["image", "entity"])
    renderer.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    renderer.inline.ruler.at("emphasis", _emphasis_between_words)
    # A heading inside a note would break the outline of the page around it: it is a strong line.
    renderer.add_render_rule("heading_open", lambda *_: "<p><strong>")
    renderer.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    # Wider than its card, a table scrolls inside itself.
    renderer.add_render_rule("table_open", lambda *_: '<scroll-box data-name="Table"><table>\n')
    renderer.add_render_rule("table_close", lambda *_: "</table></scroll-box>\n")
    return renderer


_RENDERER = _renderer()
