"""What people write is set in its own direction: a stop after Arabic or Hebrew words stands at their end."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
SOURCES = {str(path.relative_to(TEMPLATES)): path.read_text("utf-8") for path in sorted(TEMPLATES.rglob("*.html"))}

WRITTEN = re.compile(
    r"\{\{ (?:[\w.]*\.)?(?:body|quote|exact|recipient|author|who|other|with_whom|last_words|trial_title)"
    r"(?: \| \w+(?:\(\d+\))?)?(?: or \"[^\"]*\")? \}\}"
)
"""Where a template puts what somebody wrote, or what a record says, between tags."""

CLOSED = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>")


@pytest.mark.parametrize("name", SOURCES)
def test_every_box_for_words_follows_them(name: str) -> None:
    boxes = re.findall(
        r'<textarea(?![^>]* hidden)[^>]*|<input class="input"(?=[^>]*(?:type="search"|name="name"))[^>]*', SOURCES[name]
    )
    assert [box for box in boxes if 'dir="auto"' not in box] == []


@pytest.mark.parametrize("name", SOURCES)
def test_what_was_written_stands_in_an_element_of_its_own_direction(name: str) -> None:
    source = re.sub(r"\{% block title %\}.*", "", SOURCES[name])
    for found in WRITTEN.finditer(source):
        before = source[: found.start()]
        while (shorter := CLOSED.sub("", before)) != before:
            before = shorter
        tag = before[before.rfind("<") :]
        if ">" in tag and "visually-hidden" not in tag:  # otherwise it is part of an attribute, or heard alone
            assert tag.startswith("<bdi>") or 'dir="auto"' in tag, f"{found[0]} in {tag}"
