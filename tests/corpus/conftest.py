"""Where the real records lie: named by ANNOTATE_CORPUS, else beside the checkout; without them these tests skip."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records. In CI it has to be there."""
    named = os.environ.get("ANNOTATE_CORPUS")
    folder = Path(named) if named else ROOT / "../shared/data/trials"
    if (folder / "json").is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"no real records in {folder}", pytrace=False)
    pytest.skip(f"no real records in {folder}; ANNOTATE_CORPUS names them")
