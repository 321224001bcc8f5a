"""Whole programs, shown as they stand in their files: tests/web/api/test_example_programs.py runs these."""

from dataclasses import dataclass
from pathlib import Path

_SHOWN = (("notes.sh", "Shell", "curl and jq"), ("notes.py", "Python", "Python alone"), ("notes.R", "R", "httr2"))


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A program."""

    name: str
    """Of its file."""
    language: str
    needs: str
    """What has to be there to run it."""
    text: str


def read_examples(folder: Path) -> tuple[ExampleFile, ...]:
    """Read the programs in a folder."""
    return tuple(
        ExampleFile(name, language, needs, (folder / name).read_text("utf-8").rstrip())
        for name, language, needs in _SHOWN
    )
