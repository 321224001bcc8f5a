"""The wheel holds all that the app needs away from its checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRAVELS_AS = {
    "annotate": "annotate",
    "migrations": "annotate/_resources/migrations",
    "static": "annotate/_resources/static",
    "templates": "annotate/_resources/templates",
}
FINDS_ITS_FILES = """
from pathlib import Path
import annotate
from annotate.resources import MIGRATIONS, STATIC, TEMPLATES

package = Path(annotate.__file__).parent
assert {folder.parent for folder in (MIGRATIONS, STATIC, TEMPLATES)} == {package / "_resources"}, package
from annotate.cli import main
main(["--help"], standalone_mode=False)
"""

pytestmark = pytest.mark.slow


def files_of(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_every_file_of_the_app_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}

    expected = {
        f"{target}{name.removeprefix(folder)}" for folder, target in TRAVELS_AS.items() for name in files_of(folder)
    }
    assert inside == expected


def test_it_brings_samples_templates_scripts_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()

    for part in ("registry/samples/", "_resources/templates/", "_resources/static/js/", "_resources/migrations/"):
        assert any(name.startswith(f"annotate/{part}") for name in inside), part


def test_unpacked_elsewhere_it_finds_its_own_files(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")

    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", FINDS_ITS_FILES],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert "serve" in run.stdout
