"""What the page of a file shows."""

from dataclasses import dataclass
from datetime import datetime

from annotate.core.numbers import many, written
from annotate.interchange.files.models import ExportFile, ExportState
from annotate.interchange.files.queries import LIFETIME
from annotate.interchange.formats import FORMATS

_UNITS = (("GB", 10**9), ("MB", 10**6), ("KB", 10**3))


@dataclass(frozen=True, slots=True)
class ExportFileView:
    """A file, as its owner sees it."""

    id: str
    title: str
    kind: str
    """The name of its format."""
    name: str
    state: str
    """A value of ``ExportState``."""
    said: str
    """How far it is, in a sentence."""
    done: int
    notes: int
    size: str
    until: datetime | None
    """When it expires; None while it is not made."""
    outdated: bool
    """True if a page shows other words of others by now."""
    problem: str

    @property
    def is_under_way(self) -> bool:
        """True while it is waited for."""
        return self.state in {ExportState.WAITING.value, ExportState.MAKING.value}


def export_view(file: ExportFile, *, outdated: bool = False) -> ExportFileView:
    """Show a file."""
    return ExportFileView(
        id=file.id,
        title=file.title,
        kind=FORMATS[file.format].name,
        name=file.name,
        state=file.state.value,
        said=_said(file),
        done=file.done,
        notes=max(file.notes, 1),
        size=_size(file.size),
        until=file.ended_at + LIFETIME if file.ended_at else None,
        outdated=outdated,
        problem=file.problem,
    )


def _said(file: ExportFile) -> str:
    match file.state:
        case ExportState.WAITING:
            return f"{many(file.notes, 'note')}. Waiting for its turn."
        case ExportState.MAKING if file.done >= file.notes:
            return f"All {many(file.notes, 'note')} are read. Writing the file."
        case _:
            return f"{written(file.done)} of {many(file.notes, 'note')}."


def _size(number: int) -> str:
    """Write a number of bytes."""
    for unit, of in _UNITS:
        if number >= of:
            return f"{number / of:.1f} {unit}"
    return many(number, "byte")
