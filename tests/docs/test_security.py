"""Every security check stands in the table of docs/security.md, with a test that is there or the reason why there is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<number>[AT]?\d+) \| (?P<tests>[^|]*) \|(?P<remark>[^|]*)\|$", re.MULTILINE)
TEST = re.compile(r"`(?P<path>tests/[\w/]+\.py)(?:::(?P<name>\w+))?`")
WITHOUT_A_TEST = ("does not apply", "by construction", "open")

TABLE = {
    row["number"]: (row["tests"].strip(), row["remark"].strip())
    for row in ROW.finditer((ROOT / "docs/security.md").read_text("utf-8"))
}


def test_every_check_stands_there_once() -> None:
    numbers = ROW.findall((ROOT / "docs/security.md").read_text("utf-8"))
    assert len(numbers) == len(TABLE)
    checks = {"": 120, "T": 37, "A": 27}
    assert set(TABLE) == {f"{letter}{number}" for letter, last in checks.items() for number in range(1, last + 1)}


@pytest.mark.parametrize("number", TABLE)
def test_its_test_is_there_or_its_reason(number: str) -> None:
    tests, remark = TABLE[number]
    if tests in WITHOUT_A_TEST:
        assert len(remark) > 10, "say why there is no test"
        return
    named = list(TEST.finditer(tests))
    assert TEST.sub("", tests).strip(" ,") == "", "tests alone, by path and name"
    assert named
    for test in named:
        source = ROOT / test["path"]
        assert source.is_file(), test[0]
        if test["name"]:
            assert re.search(rf"^def {test['name']}\(", source.read_text("utf-8"), re.MULTILINE), test[0]
