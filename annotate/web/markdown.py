"""Markdown of notes and replies: no HTML, no images, no sign lost. Formats: docs/decisions/markdown.md."""

import re
from collections.abc import Iterator, Sequence

from flask import g, has_app_context
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup

from annotate.core.text import cut_off, shortened
from annotate.web import markdown_blocks, markdown_inline

MOST_MARKS = 50_000
"""Marks that one page parses, which takes about a second of the processor at worst.

Line ends count, since each can begin a list, and runs of blanks, since each takes an element.
"""

MOST_SHARE = 10
"""Share of the page's remaining marks that one text may take, so that others still get some."""

_MARKS = re.compile(r"[\n\\`*_~\[\]<]")
"""Signs at which the parser looks for markup; all else is text."""

_BLANKS = re.compile(r"[ \t]*(?: {2}|\t)[ \t]*")
"""Runs that a browser would show as one blank."""

_LEADING_BLANKS = re.compile(r"[ \t]+")
"""Blanks that a browser would not show at the beginning of a line."""

_EXCERPT_SOURCE = 4
"""Code points that are parsed for each one of an excerpt, which drops marks and addresses."""


def render(source: str) -> Markup:
    """Render to HTML; previews and saved texts use this one function.

    A text with more marks than its share is shown as typed.
    """
    is_plain = _PLAIN.fullmatch(source)
    if is_plain and "  " not in source:
        return _plain_paragraphs(source)
    if not _take_share(source):
        return Markup('<p class="as-typed">{}</p>').format(source)
    if is_plain:
        return Markup(_show_blanks(str(_plain_paragraphs(source))))  # noqa: S704 - there is nothing to escape
    # Never cached: the time taken would tell whether somebody else wrote the same.
    return Markup(_PARSER.render(source))  # noqa: S704 - the parser escapes all text, and HTML is off


def excerpt(source: str, longest: int) -> str:
    """Return the first words for a list: one line of ``longest`` code points, without effective marks."""
    first = len(source) - len(source.lstrip(" \t\n"))
    # Blank lines can go, but four blanks before the first word make code.
    begin = max(source.rfind("\n", 0, first) + 1, first - 4)
    beginning = source[begin : first + longest * _EXCERPT_SOURCE]
    rest = begin + len(beginning) < len(source.rstrip())
    as_typed = _PLAIN.fullmatch(beginning) or not _take_share(beginning)
    words = beginning if as_typed else "".join(_words(_PARSER.parse(beginning)))
    return _on_one_line(cut_off(words) if rest else words, longest)


def _on_one_line(text: str, longest: int) -> str:
    """Return the lines joined and shortened; blanks within each stay."""
    return shortened(" ".join(filter(None, map(str.strip, text.splitlines()))), longest)


def _take_share(source: str) -> bool:
    marks = len(_MARKS.findall(source)) + len(_BLANKS.findall(source))
    if not has_app_context():
        return marks * MOST_SHARE <= MOST_MARKS
    left: int = g.get("markdown_marks", MOST_MARKS)
    if marks * MOST_SHARE > left:
        return False
    g.markdown_marks = left - marks
    return True


_LINE = r"""(?:[^\W\d_]|[0-9]++(?![.)]))[^\\`*_~\[\]<>&"\r\n\t\0]*+(?<!\s)"""
_PLAIN = re.compile(rf"{_LINE}(?:\n+{_LINE})*")
"""Lines that begin with a letter or a number and hold no mark, and no sign of HTML."""
_BLANK_LINES = re.compile(r"\n\n+")


def _plain_paragraphs(source: str) -> Markup:
    """Render a text without marks as the parser would, in a fiftieth of its time; most notes have none."""
    paragraphs = (part.replace("\n", "<br />\n") for part in _BLANK_LINES.split(source))
    return Markup("".join([f"<p>{part}</p>\n" for part in paragraphs]))  # noqa: S704 - there is nothing to escape


def _show_blanks(html: str, pattern: re.Pattern[str] = _BLANKS) -> str:
    """Make a browser show the blanks of escaped text as typed."""
    return pattern.sub(r'<span class="blanks">\g<0></span>', html)


def _show_text(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    html = escapeHtml(tokens[at].content)
    begins = at == 0 or tokens[at - 1].type in _BREAKS
    blanks = _LEADING_BLANKS.match(html) if begins else None
    end = blanks.end() if blanks else 0
    return _show_blanks(html[:end], _LEADING_BLANKS) + _show_blanks(html[end:])


_BREAKS = frozenset({"softbreak", "hardbreak"})


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _words(token.children or [])
        elif token.type == "list_item_open":
            yield f"{_item_sign(token)} "
        elif token.type in {"th_open", "td_open", "tr_close"}:
            yield "| "
        elif token.type in _BREAKS or (token.block and token.nesting < 0):
            yield "\n"
        else:
            yield token.content


def _item_sign(item: Token) -> str:
    return f"{item.info}{item.markup}"


def _make_parser() -> MarkdownIt:
    # HTML stays off: "ANC <LLN" is text, and a sanitiser would eat it. An image would be fetched from a stranger.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.disable(["heading", "lheading", "hr", "reference", "html_block", "html_inline", "image", "entity"])
    block, inline = parser.block.ruler, parser.inline.ruler
    block.at("table", markdown_blocks.table, {"alt": ["paragraph"]})
    block.at("fence", markdown_blocks.fence, {"alt": ["paragraph", "blockquote", "list"]})
    block.at("blockquote", markdown_blocks.quotation, {"alt": ["paragraph", "blockquote", "list"]})
    block.at("list", markdown_blocks.list_of_items, {"alt": ["paragraph", "blockquote"]})
    block.at("paragraph", markdown_blocks.paragraph)
    inline.at("newline", markdown_inline.newline)
    inline.at("escape", markdown_inline.escape)
    inline.at("backticks", markdown_inline.code)
    inline.at("strikethrough", markdown_inline.struck_words)
    inline.at("emphasis", markdown_inline.emphasis)
    inline.at("link", markdown_inline.link)
    inline.at("autolink", markdown_inline.autolink)
    parser.inline.terminator_re = _MARKS  # the library's own stops at ":", "=" and more, for rules that are off
    parser.inline.ruler2.after("balance_pairs", "words_only", markdown_inline.emphasise_words_only)
    parser.add_render_rule(
        "list_item_open", lambda _, tokens, at, *__: f'<li><span class="item-sign">{_item_sign(tokens[at])}</span> '
    )
    parser.add_render_rule("text", _show_text)
    # Wider than its card, a table scrolls inside itself.
    parser.add_render_rule("table_open", lambda *_: '<scroll-box data-name="Table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></scroll-box>\n")
    return parser


_PARSER = _make_parser()
