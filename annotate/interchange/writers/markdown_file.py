"""Notes as Markdown: front matter of the file, facts of each trial, quotes as block quotes, words as they were written.

A note's words, and each reply, are an item of a list: a code fence or comment that somebody left open ends with its item. Quotes and
the replies of others are plain text, so signs that Markdown would act on are escaped: programs that show Markdown fetch images and embed
files, and some run code, which nobody else's words may ask for.
"""

import json
import re
from collections.abc import Iterator, Mapping

from annotate.interchange.exported import Export, ExportedNote, ExportedReply, ExportedVersion
from annotate.interchange.writers.texts import facts, iso, minute

_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$^]")
_AT_START = re.compile(r"(?:[-+#=](?=[-+#=\s]|$)|[0-9]{1,9}(?=[.)](?:\s|$)))")


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, note by note."""
    front = _yaml({"title": export.title, "exported": iso(export.made_at)})
    yield f"---\n{front}---\n\n# {_escaped(export.title)}\n\nExported {minute(export.made_at)}.\n".encode()
    before: ExportedVersion | None = None
    for note in export.notes:
        if before is None or note.version.registry_id != before.registry_id:
            yield _trial(note.version).encode()
        before = note.version
        yield _note(note).encode()


def _trial(version: ExportedVersion) -> str:
    """Write the head of a trial's notes. Its facts are a block of code: lines between rules would be a heading there."""
    values = {
        "trial": version.registry_id,
        "title": version.title,
        "version": version.number,
        "registry_date": version.record_updated,
        "stored": iso(version.stored_at),
        "link": version.address,
    }
    return f"\n## {_escaped(f'{version.registry_id}: {version.title}')}\n\n```yaml\n{_yaml(values)}```\n"


def _yaml(values: Mapping[str, object]) -> str:
    """Write a mapping: a JSON text is a YAML text (YAML 1.2, section 1.3), on one line."""
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def _note(note: ExportedNote) -> str:
    quote = (
        "\n>\n".join(f"> {_escaped(line)}" for line in note.quote.split("\n")) if note.quote else "On the whole trial."
    )
    about = f"{_escaped(' · '.join(facts(note)))} · [note]({note.address})"
    parts = [quote, about]
    if words := "".join(
        [
            _item(note.body),
            *(_item(f"**{_escaped(reply.who)}**, {minute(reply.at)}:\n\n{_said(reply)}") for reply in note.replies),
        ]
    ):
        parts.append(words)
    return "\n" + "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _said(reply: ExportedReply) -> str:
    if not reply.body:
        return "*withdrawn*"
    return reply.body if reply.mine else _as_typed(reply.body)


def _as_typed(text: str) -> str:
    """Return plain text of several lines as Markdown; blanks at the ends of lines would mean something."""
    lines = [_escaped(line.strip(" \t")) for line in text.strip("\n").split("\n")]
    following = [*lines[1:], ""]
    return "\n".join(f"{line}\\" if line and after else line for line, after in zip(lines, following, strict=True))


def _item(words: str) -> str:
    lines = words.strip("\n").split("\n")
    return "\n".join([f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]) + "\n" if words else ""


def _escaped(line: str) -> str:
    """Return a line of plain text as Markdown that shows each of its signs."""
    text = _MARKUP.sub(lambda found: f"\\{found[0]}", line)
    if found := _AT_START.match(text):
        # A number is escaped at the point behind it, which made it the number of an item.
        place = found.end() if found[0].isdigit() else 0
        return f"{text[:place]}\\{text[place:]}"
    return text


def escape_markdown(line: str) -> str:
    """Return a line as plain text, with signs that Markdown would act on escaped."""
    return _escaped(line)
