"""Every reliability check stands in the table of docs/reliability.md, with a test that is there or the reason why there is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")
ROW = re.compile(r"^\| (?P<number>F\d+) \| (?P<tests>[^|]*) \|(?P<remark>[^|]*)\|$", re.MULTILINE)
TEST = re.compile(r"`(?P<path>tests/[\w/]+\.py)(?:::(?P<name>\w+))?`")
WITHOUT_A_TEST = ("does not apply", "open")

TABLE = {row["number"]: (row["tests"].strip(), row["remark"].strip()) for row in ROW.finditer(PAGE)}


def test_every_check_stands_there_once() -> None:
    assert len(ROW.findall(PAGE)) == len(TABLE)
    assert set(TABLE) == {f"F{number}" for number in range(1, 27)}


@pytest.mark.parametrize("number", TABLE)
def test_its_test_is_there_or_its_reason(number: str) -> None:
    tests, remark = TABLE[number]
    if tests in WITHOUT_A_TEST:
        assert len(remark) > 10, "say why there is no test"
        return
    assert TEST.sub("", tests).strip(" ,") == "", "tests alone, by path and name"
    assert TEST.search(tests)


@pytest.mark.parametrize("named", sorted({found[0] for found in TEST.finditer(PAGE)}))
def test_every_test_that_the_page_names_is_there(named: str) -> None:
    test = TEST.fullmatch(named)
    assert test
    source = ROOT / test["path"]
    assert source.is_file(), named
    if test["name"]:
        assert re.search(rf"^def {test['name']}\(", source.read_text("utf-8"), re.MULTILINE), named
