"""Every kind of activity stands in its table, is recorded somewhere, and has words on the page."""

import re
from pathlib import Path

import pytest

from annotate.activity.kinds import ActivityKind
from annotate.reading import activity

ROOT = Path(__file__).parents[2]
SOURCES = "\n".join(
    path.read_text("utf-8")
    for path in (ROOT / "annotate").rglob("*.py")
    if path.name != "kinds.py" and path.parent.name != "reading"
)


def test_the_table_has_every_kind_and_no_other() -> None:
    table = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", (ROOT / "docs/activity.md").read_text("utf-8"), re.MULTILINE)
    assert set(table) == set(ActivityKind)


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_is_recorded_somewhere(kind: ActivityKind) -> None:
    assert re.search(rf"ActivityKind\.{kind.name}\b", SOURCES)


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_belongs_to_one_group_of_the_page(kind: ActivityKind) -> None:
    groups = [group for group, kinds in activity.KINDS.items() if kind in kinds]
    assert len(groups) == 2, "everything, and one more"
