"""A table on its way out: values without rows, requests or addresses of their own, so that each format is a pure function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from annotate.core.citation import CitedVersion
from annotate.core.table_values import CellValue, ColumnValue, QuoteValue, RowValue, TableValues


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table with all its words."""

    title: str
    about: str
    """What it is, in a sentence: as it is now, or frozen when, with its digest."""
    made_at: datetime
    values: TableValues
    cite: Callable[[str, int], CitedVersion]
    """Gives what a citation says of a version, by the trial's registry id and the version's number."""
    link: Callable[[str], str]
    """Gives the address of a note, by its id."""

    def cells(self) -> Iterator[tuple[RowValue, ColumnValue, CellValue]]:
        """Yield every cell, row by row."""
        for row in self.values.rows:
            for column, cell in zip(self.values.columns, row.cells, strict=True):
                yield row, column, cell


class TableReferences:
    """The versions that are cited, each with the number of its first citation."""

    def __init__(self) -> None:
        """Begin with none."""
        self._numbers: dict[tuple[str, int], int] = {}

    def number(self, registry_id: str, version: int) -> int:
        """Return the number of a version, from 1."""
        return self._numbers.setdefault((registry_id, version), len(self._numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, str, int]]:
        """Yield number, registry id and version of each, in order."""
        return ((number, registry_id, version) for (registry_id, version), number in self._numbers.items())


STATES = {
    "exact": "unchanged",
    "moved": "same words, moved",
    "changed": "the words changed",
    "ambiguous": "several possible places",
    "orphaned": "the text was removed",
    "waiting": "place not known yet",
    "": "on the whole trial",
}
"""How a quoted note stood in its trial's version, in words."""


def state_of(quote: QuoteValue) -> str:
    """Say how a quoted note stood, and what its owner decided."""
    words = STATES.get(quote.state, quote.state)
    if not quote.decided:
        return words
    day = f" on {quote.decided_at[:10]}" if quote.decided_at else ""
    return f"{words}; {'new words accepted' if quote.decided == 'accepted' else 'kept as quoted'}{day}"


def version_of(quote: QuoteValue) -> str:
    """Name the version that a note quotes: ``version 2 of 2024-10-30``."""
    return f"version {quote.version}{f' of {quote.updated}' if quote.updated else ''}"
