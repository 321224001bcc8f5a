"""Markup read by a whole CommonMark reader, to hold the registry's small one to."""

from markdown_it import MarkdownIt

from annotate.core.document import BlockKind, UnplacedBlock
from annotate.core.text import collapse


def read_by_oracle(reader: MarkdownIt, markup: str) -> list[UnplacedBlock]:
    """The blocks of a markup field as the reader's tokens give them."""
    found: list[UnplacedBlock] = []
    items: list[tuple[str, list[str]]] = []  # each open item: its marker, and what was met in it
    for token in reader.parse(markup):
        if token.type == "list_item_open":
            items.append((token.info + token.markup if token.info else "•", []))
        elif token.type == "list_item_close":
            items.pop()
        elif token.type.endswith("list_open") and items:
            items[-1][1].append("a list")
        elif token.type == "inline":
            children = token.children or []
            text = collapse("".join(" " if child.type.endswith("break") else child.content for child in children))
            kind, marker = BlockKind.PARAGRAPH, ""
            if items and not items[-1][1]:
                kind, marker = BlockKind.ITEM, items[-1][0]
            if items:
                items[-1][1].append(text)
            if text:
                found.append(UnplacedBlock(kind, text, len(items), marker))
    return found
