"""Notes come in from a file: a look first, then the import, and its undo; with scripts and without."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import NARROWEST, shown_obeys
from tests.browser.people import DESK, People

pytestmark = pytest.mark.browser

TRIAL = "NCT04561557"


def _file(tmp_path: Path) -> Path:
    address = f"https://clinicaltrials.gov/study/{TRIAL}"
    rows = [
        {"id": "first", "uri": address, "text": "The dose is low", "tags": ["dose"]},
        {"id": "second", "uri": address, "text": "A reply", "references": ["first"]},
        {"id": "third", "uri": "https://clinicaltrials.gov/study/NCT99999999", "text": "Elsewhere"},
    ]
    path = tmp_path / "hypothesis.json"
    path.write_text(json.dumps({"rows": rows}), "utf-8")
    return path


@pytest.mark.engines
@pytest.mark.parametrize("scripts", [True, False])
def test_notes_come_in_after_a_look_and_go_again(people: People, tmp_path: Path, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    alice = people.join("Alice", java_script_enabled=scripts)
    alice.sign_up()
    page = alice.go("/notes")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("File").set_input_files(_file(tmp_path))
    page.get_by_role("button", name="Preview").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 note of Hypothesis would come in. Nothing is stored yet.")
    expect(main).to_contain_text("1 note is a reply. Replies are not imported.")
    expect(main).to_contain_text("1 note is on a trial that is not here.")
    page.get_by_role("button", name="Import 1 note").click()
    page.wait_for_url(re.compile(r"/notes\?did="))
    expect(main).to_contain_text("1 note imported.")
    expect(main).to_contain_text("The dose is low")
    page.get_by_role("button", name="Undo").click()
    expect(main).to_contain_text("Undone for 1 note.")
    expect(main).not_to_contain_text("The dose is low")


def test_the_pages_obey_axe_wide_and_narrow(people: People, tmp_path: Path) -> None:
    alice = people.join("Alice", bypass_csp=True)
    alice.sign_up()
    alice.forgive("404")  # what axe itself asks for
    page = alice.go("/notes/imports")
    for size in (DESK, NARROWEST):
        page.set_viewport_size(size)
        shown_obeys(page, "/notes/imports")
    page.get_by_label("File").set_input_files(_file(tmp_path))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is stored yet.")
    for size in (DESK, NARROWEST):
        page.set_viewport_size(size)
        shown_obeys(page, "the preview")
