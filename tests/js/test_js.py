import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def deno() -> str:
    beside_python = Path(sys.executable).parent
    program = shutil.which("deno", path=f"{beside_python}{os.pathsep}{os.environ.get('PATH', '')}")
    assert program, "deno is missing; `make install-dev` lays it"
    return program


def test_every_script_test_passes() -> None:
    run = subprocess.run(
        [deno(), "test", "--config", "tests/js/deno.json", "--no-check", "--no-remote", "--no-npm", "tests/js"],
        cwd=ROOT,
        env={**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    if run.returncode != 0:
        pytest.fail(f"{run.stdout}\n{run.stderr}", pytrace=False)
