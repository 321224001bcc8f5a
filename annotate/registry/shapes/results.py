"""The results of a study as parts, each with facts and tables, in any format's words."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.document import DocumentBuilder
from annotate.core.text import slug

MOST_RESULTS = (24_000, 1_200_000)
"""Most blocks and code points of results; of a thousand real records the largest has 14,500 and 350,000."""

_PATH = 32  # code points of a title in a path
_OUTERMOST, _DEEPEST = 3, 6  # levels of headings


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Participants who are reported together: an arm, or all of them."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a table: a value for each group. Without values it is the title of the rows that follow."""

    name: str
    values: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Rows over groups."""

    groups: tuple[ResultGroup, ...]
    rows: tuple[ResultRow, ...]
    names: str = ""
    """Title of the column of names."""


@dataclass(frozen=True, slots=True)
class ResultPart:
    """A part of the results: its title, what is said about it, its table, and its own parts."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    table: ResultTable | None = None
    parts: tuple["ResultPart", ...] = ()

    def __bool__(self) -> bool:
        """True if it has anything to show."""
        return any(words for _, words in self.facts) or bool(self.table and self.table.rows) or any(self.parts)


def write_results(builder: DocumentBuilder, parts: Iterable[ResultPart]) -> None:
    """Add the section of the results; a group is described where it is first shown."""
    builder.section("results", "Results")
    described: set[tuple[str, str]] = set()
    for part in parts:
        _part(builder, part, "", _OUTERMOST, described)


def _part(builder: DocumentBuilder, part: ResultPart, above: str, depth: int, described: set[tuple[str, str]]) -> None:
    if not part:
        return
    path = builder.heading(f"{above}{slug(part.title)[:_PATH]}", part.title, min(depth, _DEEPEST))
    for name, words in part.facts:
        builder.row(f"{path}/{slug(name)[:_PATH]}", name, words)
    if part.table is not None and part.table.rows:
        _table(builder, path, part.table, described)
    for each in part.parts:
        _part(builder, each, f"{path}/", depth + 1, described)


def _table(builder: DocumentBuilder, path: str, table: ResultTable, described: set[tuple[str, str]]) -> None:
    comments = any(row.comment for row in table.rows)
    titles = [group.title for group in table.groups]
    builder.columns(path, table.names, *titles, *(["Comment"] if comments else []))
    new = [(group.title, group.description) not in described for group in table.groups]
    descriptions = [group.description if is_new else "" for group, is_new in zip(table.groups, new, strict=True)]
    if any(descriptions):
        builder.cells(f"{path}/description", "Description", *descriptions)
    described.update((group.title, group.description) for group in table.groups)
    for row in table.rows:
        if row.values:
            values = (*row.values, *([row.comment] if comments else []))
            builder.cells(f"{path}/{slug(row.name)[:_PATH]}", row.name, *values)
        else:
            builder.group(f"{path}/{slug(row.name)[:_PATH]}", row.name)
