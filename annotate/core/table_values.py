"""An evidence table as values: what is frozen, compared and exported; it refers to nothing that could change."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "annotate-table-1"
"""What the first field of a frozen table says; another one is another format."""


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """A column: its heading, and what it was made of."""

    heading: str
    key: str
    """``label:`` and the label's id, or ``fact:`` and the fact's name."""
    hue: int = 0
    """Of a label; 0 for a fact."""

    @property
    def is_label(self) -> bool:
        """True if notes stand in it."""
        return self.key.startswith("label:")


@dataclass(frozen=True, slots=True)
class QuoteValue:
    """A note in a cell."""

    note: str
    """Its id."""
    quote: str
    """Empty for a note on the whole trial."""
    words: str
    """Markdown as it was written; empty for a highlight."""
    version: int
    """Number of the version that it was made on."""
    updated: str
    """The registry's date of that version; may be empty."""
    state: str
    """How it stood in the trial's version of the row; empty on the whole trial."""
    now: str
    """The words in its place there, where they are others; empty without a place."""
    decided: str
    """``accepted`` for those, ``kept`` for what it quotes, or empty."""
    decided_at: str
    """ISO 8601; empty when it is not known."""
    written_at: str

    @property
    def in_force(self) -> str:
        """The words that stand for the cell: the new ones where they were accepted."""
        return self.now if self.decided == "accepted" and self.now else self.quote


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell: a fact's words, or notes, or that it was looked for and is not reported."""

    fact: str = ""
    quotes: tuple[QuoteValue, ...] = ()
    not_reported: str = ""
    """When its reader said so, ISO 8601; empty if they did not."""

    @property
    def empty_words(self) -> str:
        """What an empty cell says."""
        return "looked for, not reported" if self.not_reported else "not looked for"


@dataclass(frozen=True, slots=True)
class RowValue:
    """A trial, and a cell for each column."""

    registry_id: str
    title: str
    version: int
    """The version that was current."""
    updated: str
    cells: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class TableValues:
    """A whole table."""

    name: str
    columns: tuple[ColumnValue, ...]
    rows: tuple[RowValue, ...]

    @property
    def filled(self) -> int:
        """Number of cells with a note."""
        return sum(1 for row in self.rows for cell in row.cells if cell.quotes)


def values_to_json(values: TableValues) -> dict[str, Any]:
    """Return the values as plain JSON."""
    return {"format": FORMAT} | asdict(values)


def values_from_json(data: Mapping[str, Any]) -> TableValues:
    """Return stored values; raises ValueError for other data."""
    try:
        if data["format"] != FORMAT:
            raise ValueError(f"not a stored table: {data['format']}")
        return TableValues(
            data["name"],
            tuple(ColumnValue(**column) for column in data["columns"]),
            tuple(_row(row) for row in data["rows"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a stored table: {error}") from error


def digest_of(values: TableValues) -> str:
    """Return the SHA-256 of the values as canonical JSON (RFC 8785: ASCII names, texts and whole numbers), in 64 digits."""
    written = json.dumps(values_to_json(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _row(data: Mapping[str, Any]) -> RowValue:
    return RowValue(**{**data, "cells": tuple(_cell(cell) for cell in data["cells"])})


def _cell(data: Mapping[str, Any]) -> CellValue:
    return CellValue(**{**data, "quotes": tuple(QuoteValue(**quote) for quote in data["quotes"])})
