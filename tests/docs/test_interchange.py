"""docs/interchange.md: what survives each format is what the writers write."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from annotate.interchange.formats import FORMATS, MOST_COMMENTED, MOST_IN_WORD
from annotate.interchange.selection import MOST_NOTES
from tests.unit.interchange.exports import NOTE, REPLY, VERSION, export, placed

PAGE = (Path(__file__).parents[2] / "docs/interchange.md").read_text("utf-8")

PARTS = {
    "trial: id and title": ("CT103A in Patients",),
    "the version's registry date": ("2024-10-30",),
    "full citation of the version": ("Tongji Hospital",),
    "the record's text": ("Second arm",),
    "quote": ("≥18 Years of age",),
    "offsets of the quote": ("765432",),
    "text around the quote": ("prefixed",),
    "note's words": ("Whichever",),
    "note's Markdown as written": ("**dose**",),
    "label": ("Dosage",),
    "the label's colour, as a word": ("teal",),
    "tags": ("to-discuss",),
    "state in the current version": ("moved",),
    "author": ("Alicia",),
    "when it was written": ("5 march 2026", "2026-03-05"),
    "when it was edited": ("6 april 2026", "2026-04-06"),
    "link to the note": ("notes.example/notes/note-1",),
    "replies, by whom and when": ("a reply by bob",),
}
"""The rows of the table, each with words by which a file shows it."""


def shown(file: bytes) -> str:
    """Give all that a file says, in small letters: of archives their parts with words."""
    if not is_zipfile(io.BytesIO(file)):
        return html.unescape(file.decode()).lower()
    with ZipFile(io.BytesIO(file)) as archive:
        parts = [
            name
            for name in archive.namelist()
            if re.search(r"word/(document|comments)|sheets/sheet|project\.qde|sources/", name)
        ]
        return "\n".join(html.unescape(archive.read(name).decode()) for name in parts).lower()


def table() -> dict[str, dict[str, bool]]:
    """Read the table of the page: by parts, then by formats."""
    head, _line, *rows = re.findall(r"^\|.*\|$", PAGE.split("## What survives", 1)[1], re.MULTILINE)
    formats = re.findall(r"`([a-z-]+)`", head)
    found = {}
    for row in rows[: len(PARTS)]:
        name, *cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert set(cells) <= {"yes", "–"}
        found[name] = dict(zip(formats, (cell == "yes" for cell in cells), strict=True))
    return found


def written() -> Iterator[tuple[str, str, bool]]:
    """Tell of each part and format whether the file holds it."""
    note = placed(
        "≥18 Years of age",
        version=replace(VERSION),
        author="Alicia",
        body="Whichever **dose**?",
        state="moved",
        replies=(replace(REPLY),),
    )
    note = replace(note, start=765432, end=765441, id=NOTE.id)
    for key, each in FORMATS.items():
        made = replace(export([note]), made_at=datetime(2027, 1, 1, tzinfo=UTC))
        file = shown(b"".join(each.stream(made)))
        for part, words in PARTS.items():
            yield part, key, any(word.lower() in file for word in words)


def test_the_table_is_what_is_written() -> None:
    said = table()
    assert list(said) == list(PARTS)
    assert set(said["quote"]) == set(FORMATS)
    assert [(part, key, is_there) for part, key, is_there in written() if said[part][key] is not is_there] == []


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_is_explained(key: str) -> None:
    assert re.search(rf"^\| `{key}` \| {re.escape(FORMATS[key].name)} \|", PAGE, re.MULTILINE)


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"{MOST_IN_WORD:,} notes" in PAGE
    assert f"{MOST_COMMENTED:,} notes" in PAGE
    assert f"{MOST_NOTES:,} notes" in PAGE
