"""What the documents promise is there, and what is there is documented."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from annotate.cli import main
from annotate.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)|<img[^>]*\ssrc=\"(?P<source>[^\"]+)\"")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
# Read by the tests or by the installation, not by the app.
NOT_OF_THE_APP = {"ANNOTATE_BROWSER", "ANNOTATE_CORPUS", "ANNOTATE_TEST_POSTGRES"}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_or_heading_leads_somewhere(page: Path) -> None:
    for link in LINK.finditer(page.read_text("utf-8")):
        target = link["target"] or link["source"]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), f"{name(page)} points to {target}"
        assert not anchor or anchor in anchors(aim), f"{name(page)} points to {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for link in LINK.finditer(page.read_text("utf-8")):
            aim = (page.parent / (link["target"] or link["source"]).partition("#")[0]).resolve()
            waiting += sorted(aim.glob("*.md")) if aim.is_dir() else [aim] if aim.is_file() else []

    assert {name(page) for page in PAGES} == {name(page) for page in reached if page in PAGES}


def test_every_setting_is_documented_and_no_other_is() -> None:
    settings = {f"ANNOTATE_{field.name.upper()}" for field in fields(Settings)}
    documented = set(re.findall(r"`(ANNOTATE_[A-Z_]+)", (ROOT / "docs/settings.md").read_text("utf-8")))

    assert settings <= documented
    for page in PAGES:
        mentioned = set(re.findall(r"\bANNOTATE_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
        assert mentioned <= settings | NOT_OF_THE_APP, name(page)


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, word))
        else:
            yield (*path, word)


def test_every_command_is_documented() -> None:
    commands = (ROOT / "docs/settings.md").read_text("utf-8").partition("## The commands")[2]
    named: set[tuple[str, ...]] = set()
    for row in re.findall(r"^\| (`annotate .*?) \|", commands, re.MULTILINE):
        # A row names its group once: `annotate user lock EMAIL`, `unlock EMAIL`.
        first, *others = [
            tuple(re.findall(r"\b[a-z]+(?:-[a-z]+)*\b", words)) for words in re.findall(r"`([^`]+)`", row)
        ]
        named |= {first[1:3], first[1:2], *((first[1], *words[:1]) for words in others)}

    assert set(leaves(main)) - named == set()


def test_every_target_that_a_page_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^(?:    |\$ )?)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"run", "test", "check"} <= named <= targets


def test_every_dependency_says_why_it_is_here() -> None:
    page = (ROOT / "docs/decisions/dependencies.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    for dependency in project["dependencies"]:
        package = re.split(r"[<>=\[!~ ]", dependency)[0]
        assert re.search(rf"(?<![\w-]){re.escape(package)}(?![\w-])", page), package


def test_the_readme_fits_two_screens_and_shows_the_app() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert len(readme.splitlines()) <= 100
    assert re.search(r"\.(png|webp)", readme)
