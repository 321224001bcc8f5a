"""Real texts, written as the registry's history writes them, say the same as in the API's markup."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from annotate.core.criteria import parse_markup
from annotate.core.document import BlockKind, UnplacedBlock
from annotate.registry.flavours import MARKUP, is_html, markup_of  # the fields' names are checked against real records

pytestmark = pytest.mark.corpus


def texts(value: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        for key, own in value.items():
            yield from texts(own, key)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, name)
    elif isinstance(value, str) and name in MARKUP:
        yield value


def as_html(blocks: tuple[UnplacedBlock, ...], *, twice: bool) -> str:
    """Write each item as a list of its own within the item above it."""
    html, depth = "", 0
    for block in blocks:
        item = block.kind is BlockKind.ITEM
        for _ in range(depth - block.depth + item if depth >= block.depth else 0):
            html += "</li></ol>"
            depth -= 1
        while depth < block.depth:
            number = block.marker.rstrip(".)")
            html += f'<ol start="{number}"><li>' if number.isdigit() else "<ul><li>"
            depth += 1
        words = escape(block.text).replace("/", "&#x2F;")
        html += f"<p>{escape(words) if twice else words}</p>\n"
    return html + "</li></ol>" * depth


def said(blocks: tuple[UnplacedBlock, ...]) -> list[tuple[str, str, int, str]]:
    return [(block.kind, block.text, block.depth, block.marker.rstrip(".)")) for block in blocks]


def test_a_flavour_changes_no_word_of_real_texts(corpus: Path) -> None:
    seen = 0
    for path in sorted((corpus / "json").glob("*.json")):
        protocol = json.loads(path.read_bytes()).get("protocolSection", {})
        for text in texts(protocol):
            blocks = parse_markup(text)
            for twice in (False, True):
                html = as_html(blocks, twice=twice)
                assert said(parse_markup(markup_of(html, twice=twice))) == said(blocks), path.name
            seen += 1
    assert seen > 1000


def test_the_api_s_markup_is_not_taken_for_html(corpus: Path) -> None:
    taken = [
        path.name
        for path in sorted((corpus / "json").glob("*.json"))
        if is_html(json.loads(path.read_bytes()).get("protocolSection", {}))
    ]
    assert taken == []
