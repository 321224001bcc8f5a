"""Rules of docs/style.md that no linter knows."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("annotate", "benchmarks", "migrations", "static", "templates", "tests")
SUFFIXES = {".css", ".html", ".js", ".py"}
FILES = sorted(
    path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in SUFFIXES
)
SUPPRESSION = re.compile(
    r"# (?:noqa|type: ignore)\b(?P<rest>.*)$|// @ts-(?:ignore|expect-error|nocheck)(?P<reason>.*)$"
)
# After the rule's code in brackets or behind the colon come two blanks, "#" or "-", and the reason.
REASONED = re.compile(r"^(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])\s+\W*\s*\w+.*\w+")
LONGEST = 300


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_suppression_names_its_rule_and_its_reason() -> None:
    bare = []
    for path in FILES:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in SUPPRESSION.finditer(line):
                reason = found["reason"]
                if not (reason.strip() if reason is not None else REASONED.match(found["rest"])):
                    bare.append(f"{name(path)}:{number}: {line.strip()}")

    assert not [line for line in bare if not line.startswith("tests/docs/test_style.py")]


def test_a_long_file_says_why() -> None:
    unexplained = [
        name(path)
        for path in FILES
        # A migration is as long as the change that it records.
        if not name(path).startswith("migrations/versions/")
        and len((text := path.read_text("utf-8")).splitlines()) > LONGEST
        and f"{LONGEST} lines" not in text
    ]

    assert not unexplained


def test_a_class_has_its_name_for_itself() -> None:
    where = defaultdict(list)
    for path in FILES:
        if not name(path).startswith("annotate/") or path.suffix != ".py":
            continue
        if name(path).startswith("annotate/api/presenters/") or path.name == "forms.py":
            continue  # each shows or asks for what it is called like
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(name(path))

    assert not {word: paths for word, paths in where.items() if len(paths) > 1}
