"""What people write is set in its own direction: a stop after Arabic or Hebrew words stands at their end."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
SOURCES = {str(path.relative_to(TEMPLATES)): path.read_text("utf-8") for path in sorted(TEMPLATES.rglob("*.html"))}

PEOPLE = (
    r"(?:[\w.]*\.)?(?:body|quote|exact|recipient|author|who|other|with_whom|last_words|trial_title|owner|respondent)"
)
RECORD = (
    r"(?:fact\.(?:words|old|new)|chip\.words|condition(?:\.|_)name|contact\.(?:name|role|affiliation|phone|email)|country\.name"
    r"|place\.(?:facility|town)|line\.(?:title|sponsor|conditions)|(?:entry\.was|place\.excerpt)\.(?:under|before|words|after)"
    r"|(?:node|item|cell|run|section\.heading)\.text|(?:history|record|page|trial\.current_version|visit)\.title)"
)
WRITTEN = re.compile(rf"\{{\{{ (?:{PEOPLE}|{RECORD})(?: \| \w+(?:\([^()]*\))?)?(?: or \"[^\"]*\")? \}}\}}")
"""Where a template puts what somebody wrote, or what a record says, between tags."""

CLOSED = re.compile(r"<(\w+|\{\{ [\w.]+ \}\})[^<>]*>[^<>]*</\1>|<(?:input|meta|link|img|br)\b[^<>]*>")
MARK = re.compile(r'<(?:mark|span|del|ins|a|\{\{ tag \}\})(?![^>]*(?:dir="auto"|place\(|visually-hidden))[^>]*>')
"""What may stand between the words and the element that has their direction."""


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
        tags = ["<" + tag for tag in before.split("<")[1:]]
        while len(tags) > 1 and MARK.match(tags[-1]):
            tags.pop()
        tag = tags[-1] if tags else ""
        if ">" in tag and "visually-hidden" not in tag:  # otherwise it is part of an attribute, or heard alone
            own = tag.startswith("<bdi>") or 'dir="auto"' in tag or "{{ place(" in tag
            assert own, f"{found[0]} in {tag}"
