"""Emphasis, code, struck words and links of notes and replies; see docs/decisions/markdown.md.

Only their marks and the brackets around a link's words disappear, and only where they have a visible effect.
"""

import re
from collections.abc import Iterator

from markdown_it import rules_inline
from markdown_it.rules_inline import StateInline, backtick
from markdown_it.rules_inline.state_inline import Delimiter

_ADDRESS = r"(?:https?://|mailto:)"
_TARGET = re.compile(rf"""\(({_ADDRESS}(?:[^\s()<>]|\([^\s()<>]*\))+)(?:[ ]+"[^"\n]*")?\)""", re.IGNORECASE)
_AUTOLINK = re.compile(rf"<({_ADDRESS}[^\s<>]+)>", re.IGNORECASE)

_CANNOT_FOLLOW_OPENING = frozenset(")]}>.,;:!?/|\\»”’")
_CANNOT_PRECEDE_CLOSING = frozenset("([{<|\\«“‘")
_ESCAPABLE = frozenset("\\`*_~[]<")


def newline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Break the line, with the blanks before the next word."""
    start = state.pos
    made = rules_inline.newline(state, silent)
    if made:
        state.pos = start + 1
    return made


def escape(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Prevent markup by the sign after a backslash; both are shown, since either may be meant."""
    if state.src[state.pos] != "\\":
        return False
    length = 2 if state.pos + 1 < state.posMax and state.src[state.pos + 1] in _ESCAPABLE else 1
    if not silent:
        state.append_pending(state.src[state.pos : state.pos + length])
    state.pos += length
    return True


def code(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make code between backticks, unless it would be blank."""
    start = state.pos
    if not backtick(state, silent):
        return False
    if not silent and state.tokens and not state.pending:
        last = state.tokens[-1]
        if last.type == "code_inline" and not last.content.strip():
            last.type, last.tag, last.content = "text", "", state.src[start : state.pos]
    return True


def struck_words(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Scan ``~~``, two of them alone and not inside a word: "~5 mg" and "~~~" are text."""
    if silent or state.src[state.pos] != "~":
        return False
    _push_delimiters(state, rule_of_three=False, per_token=2)
    return True


def emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Scan ``*`` and ``_`` as CommonMark 6.2 does for ``_``: inside a word they are text, so "5 mg/kg*2 and 3*4*5" stays whole."""
    if silent or state.src[state.pos] not in "_*":
        return False
    _push_delimiters(state, rule_of_three=True, per_token=1)
    return True


def _push_delimiters(state: StateInline, *, rule_of_three: bool, per_token: int) -> None:
    """Push a run of one sign as text that may become an opening or a closing mark; "(*)" is neither."""
    start, sign = state.pos, state.src[state.pos]
    scanned = state.scanDelims(start, canSplitWord=False)
    state.pos += scanned.length
    if per_token > 1 and scanned.length != per_token:
        state.push("text", "", 0).content = sign * scanned.length
        return
    opens = scanned.can_open and state.src[state.pos] not in _CANNOT_FOLLOW_OPENING
    closes = scanned.can_close and state.src[start - 1] not in _CANNOT_PRECEDE_CLOSING
    for _ in range(scanned.length // per_token):
        state.push("text", "", 0).content = sign * per_token
        state.delimiters.append(
            Delimiter(
                marker=ord(sign),
                length=scanned.length if rule_of_three else 0,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )


def emphasise_words_only(state: StateInline) -> None:
    """Leave the marks around text without a letter or number: in "*.*" the signs are meant."""
    words, before = 0, []
    for token in state.tokens:
        before.append(words)
        words += any(sign.isalnum() for sign in token.content)
    for delimiters in _all_delimiters(state):
        for opening in delimiters:
            if opening.end >= 0 and before[opening.token] == before[delimiters[opening.end].token]:
                opening.end = -1


def _all_delimiters(state: StateInline) -> Iterator[list[Delimiter]]:
    yield state.delimiters
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            yield meta["delimiters"]


def link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a link of ``[words](address)``, with its address in sight. Without an address, "[Q1](yes)" is text."""
    start, end = state.pos, state.posMax
    if state.src[start] != "[" or state.linkLevel:
        return False
    closing = state.md.helpers.parseLinkLabel(state, start, disableNested=True)
    target = _TARGET.match(state.src, closing + 1, end) if closing > 0 else None
    if not target or not any(sign.isalnum() for sign in state.src[start + 1 : closing]):
        return False
    if not silent:
        state.pos, state.posMax = start + 1, closing
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(target[1])}
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.push("address_open", "span", 1).attrs = {"class": "address"}
        state.push("text", "", 0).content = f" {target[0]}"
        state.push("address_close", "span", -1)
    state.pos, state.posMax = target.end(), end
    return True


def autolink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Make a link of ``<https://…>``, in its angle brackets."""
    found = _AUTOLINK.match(state.src, state.pos, state.posMax) if not state.linkLevel else None
    if not found:
        return False
    if not silent:
        state.append_pending("<")
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(found[1])}
        state.push("text", "", 0).content = found[1]
        state.push("link_close", "a", -1)
        state.append_pending(">")
    state.pos = found.end()
    return True
