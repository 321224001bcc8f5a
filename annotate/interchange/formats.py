"""The formats of exports, and what each needs. Another one is a module in ``writers`` and a line here."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from annotate.interchange.exported import Export
from annotate.interchange.spooled import PART
from annotate.interchange.writers import (
    csv_file,
    html_file,
    json_file,
    jsonld_file,
    markdown_file,
    plain_text,
    references,
    refi_project,
    word_comments,
    word_evidence,
    xlsx_file,
)
from annotate.interchange.writers.web_annotation import MEDIA_TYPE

MOST_IN_WORD = 2_000
"""Notes of a Word document, which is made in memory; Word itself is slow with more."""

MOST_COMMENTED = 1_000
"""Notes of a Word document with comments: python-docx looks at all of them for the number of the next one."""

MOST_CHARACTERS_IN_WORD = 10_000_000
"""Code points of the quotes, notes and replies of a Word document."""

MOST_LINES_IN_WORD = 20_000
"""Their lines: each is a paragraph, and python-docx looks at all of them for the place of the next one."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of exports."""

    key: str
    """Its name in addresses and commands."""
    name: str
    words: str
    """What it is good for, for people who choose."""
    suffix: str
    media_type: str
    write: Callable[[Export], Iterator[bytes]]
    most_notes: int | None = None
    of_one_trial: bool = False
    """True if all notes have to be on one trial."""
    of_notes: bool = True
    """False if it holds the versions that the notes were made on, and no notes."""

    def stream(self, export: Export) -> Generator[bytes, None, None]:
        """Yield the file in parts of about 64 KB."""
        # A writer is a generator; closed with this one, it lets go of its files.
        with closing(cast("Any", self.write(export))) as parts:
            held, size = [], 0
            for part in parts:
                held.append(part)
                size += len(part)
                if size >= PART:
                    yield b"".join(held)
                    held, size = [], 0
            yield b"".join(held)


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT = "charset=utf-8"

FORMATS: dict[str, ExportFormat] = {
    each.key: each
    for each in (
        ExportFormat("text", "Plain text", "to read and to paste", "txt", f"text/plain; {_TEXT}", plain_text.write),
        ExportFormat(
            "markdown", "Markdown", "for Obsidian, Zettlr, Pandoc", "md", f"text/markdown; {_TEXT}", markdown_file.write
        ),
        ExportFormat(
            "html", "Web page", "one file, with the record’s text", "html", f"text/html; {_TEXT}", html_file.write
        ),
        ExportFormat(
            "word", "Word: evidence", "quotes with citations", "docx", _WORD, word_evidence.write, MOST_IN_WORD
        ),
        ExportFormat(
            "word-comments",
            "Word: record with comments",
            "the text of one trial, each note as a comment",
            "docx",
            _WORD,
            word_comments.write,
            MOST_COMMENTED,
            of_one_trial=True,
        ),
        ExportFormat("xlsx", "Excel", "a row for each note", "xlsx", _SHEET, xlsx_file.write),
        ExportFormat(
            "csv", "CSV", "a row for each note, for R and Python", "csv", f"text/csv; {_TEXT}", csv_file.write
        ),
        ExportFormat("json", "JSON", "everything, for programs", "json", "application/json", json_file.write),
        ExportFormat("jsonld", "JSON-LD", "Web Annotations of the W3C", "jsonld", MEDIA_TYPE, jsonld_file.write),
        ExportFormat(
            "qdpx",
            "REFI-QDA",
            "a project for NVivo, ATLAS.ti, MAXQDA, QualCoder, with the texts that the notes are on",
            "qdpx",
            "application/vnd.qdasoftware.qdpx+zip",
            refi_project.write,
        ),
        ExportFormat(
            "ris",
            "RIS",
            "cites the trials, without your notes; for Zotero and EndNote",
            "ris",
            f"application/x-research-info-systems; {_TEXT}",
            references.write_ris,
            of_notes=False,
        ),
        ExportFormat(
            "csl-json",
            "CSL-JSON",
            "cites the trials, without your notes; for Zotero and Pandoc",
            "json",
            "application/vnd.citationstyles.csl+json",
            references.write_csl,
            of_notes=False,
        ),
        ExportFormat(
            "bibtex",
            "BibTeX",
            "cites the trials, without your notes; for LaTeX",
            "bib",
            f"application/x-bibtex; {_TEXT}",
            references.write_bibtex,
            of_notes=False,
        ),
    )
}
"""All formats by their keys, in the order of the form."""
