"""Notes leave: from the list, from a trial, and a version's citation; with scripts and without."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import NARROWEST, shown_obeys
from tests.browser.people import DESK, People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


@pytest.mark.engines
@pytest.mark.parametrize("scripts", [True, False])
def test_ticked_notes_leave_as_a_file(people: People, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    alice = people.join("Alice", java_script_enabled=scripts)
    alice.sign_up()
    for words in ("The dose is low", "The dose is high"):
        alice.note_on_the_whole_trial(TRIAL, words)
    page = alice.go("/notes")
    page.locator('input[name="notes"]').first.check()
    page.get_by_role("button", name="Export").click()
    page.wait_for_url(re.compile(r"/notes/exports/new\?note="))
    expect(page.get_by_role("main")).to_contain_text("Chosen notes: 1 note")
    page.get_by_label("JSON: everything").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert re.fullmatch(r"annotate-notes-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    notes = json.loads(Path(download.value.path()).read_text("utf-8"))["notes"]
    assert [note["markdown"] for note in notes] == ["The dose is high"]

    page = alice.go(TRIAL)
    page.get_by_role("link", name="Export").click()
    expect(page.get_by_role("main")).to_contain_text("Notes on NCT04561557: 2 notes")


def test_the_sheet_and_the_citations_obey_axe_wide_and_narrow(people: People) -> None:
    alice = people.join("Alice", bypass_csp=True)
    alice.sign_up()
    alice.forgive("404")  # what axe itself asks for
    alice.note_on_the_whole_trial(TRIAL, "The dose is low")
    for path in ("/notes/exports/new", TRIAL):
        page = alice.go(path)
        for size in (DESK, NARROWEST):
            page.set_viewport_size(size)
            if path == TRIAL and size == DESK:
                page.get_by_text("Cite this version").click()
            shown_obeys(page, path)


def test_a_citation_is_copied_and_its_file_comes(people: People) -> None:
    bob = people.join("Bob", permissions=["clipboard-read", "clipboard-write"])
    page = bob.go(TRIAL)
    bob.wait_for_scripts()
    page.get_by_text("Cite this version").click()
    box = page.locator(".result-box", has=page.get_by_label("AMA", exact=True))
    box.get_by_role("button", name="Copy").click()
    expect(box.get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("AMA", exact=True).input_value()
    assert "ClinicalTrials.gov identifier: NCT04561557." in copied
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS", exact=True).click()
    assert download.value.suggested_filename == "NCT04561557v1.ris"
