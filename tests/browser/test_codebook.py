"""The codebook: labels put in order, merged and undone, tags typed and completed, a file brought in."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import obeys, shown_obeys
from tests.browser.people import People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
FILE = "name,colour,description\nSafety/Death,Orange,Also when it is expected\nSafety/,,\nDose,Rose,\n"


def names(page: Page) -> list[str]:
    return page.locator(".items bdi").all_text_contents()


def read_on(alice: Person) -> Page:
    """Write a note with a label and a tag, where no script runs."""
    page = alice.go(f"{TRIAL}/notes/new")
    page.get_by_label("Note", exact=True).fill("Which dose?")
    page.get_by_label("Tags").fill("to discuss, #dose")
    page.get_by_role("radio", name="Dose", exact=True).check()
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".tags")).to_have_text("#dose #to discuss")
    return page


def test_without_scripts(people: People) -> None:
    alice = people.join("Alice", java_script_enabled=False)
    alice.sign_up()
    read_on(alice)

    page = alice.go("/labels")
    page.get_by_role("button", name="Move Question up").click()
    assert names(page) == ["Important", "Dose", "Eligibility", "Question", "Outcome"]
    page.get_by_role("link", name="Merge Dose").click()
    page.get_by_role("radio", name="Question", exact=True).check()
    page.get_by_role("button", name="Merge").click()
    assert names(page)[:4] == ["Important", "Eligibility", "Question", "Outcome"]
    page.get_by_role("button", name=re.compile("Undo.*Dose")).click()
    assert names(page) == ["Important", "Dose", "Eligibility", "Question", "Outcome"]

    page.get_by_role("link", name="Tags").click()
    page.get_by_role("link", name="#dose").click()
    page.get_by_label("Name").fill("dosage")
    page.get_by_role("button", name="Save").click()
    assert names(page) == ["#dosage", "#to discuss"]

    page = alice.go("/labels/imports")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "labels.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Left out: Put words before and after each slash")).to_be_visible()
    page.get_by_role("button", name="Save these labels").click()
    expect(page.get_by_role("status")).to_contain_text("1 label made, 1 label changed.")
    expect(page.get_by_role("heading", name="Safety", exact=True)).to_be_visible()


def offered(field: Locator) -> list[str]:
    options = "(input) => [...input.list.options].map(({value}) => value)"
    return list(field.evaluate(options))


@pytest.mark.engines
def test_tags_are_completed_and_saved_beside_the_text(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(f"{TRIAL}/notes/new")
    page.get_by_label("Note", exact=True).fill("First")
    page.get_by_label("Tags").fill("dose, to discuss")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".tags")).to_have_text("#dose #to discuss")

    page = alice.go(TRIAL)
    page.get_by_role("link", name="Note on the whole trial").click()
    card = page.locator(".card-composer")
    card.get_by_label("Note", exact=True).fill("Second")
    tags = card.get_by_label("Tags")
    tags.focus()
    expect(card.locator("datalist option")).to_have_count(2)
    tags.fill("Dose, d")
    expect(card.locator("datalist option")).to_have_count(1)
    assert offered(tags) == ["Dose, to discuss"]
    tags.fill("Dose, to discuss")
    page.keyboard.press("Control+Enter")
    saved = page.locator(".card[data-note]", has_text="Second")
    expect(saved.locator(".tags")).to_have_text("#dose #to discuss")

    saved.get_by_role("link", name="Edit").click()
    tags = saved.get_by_label("Tags")
    expect(tags).to_have_value("dose, to discuss")
    tags.fill("dose")
    page.keyboard.press("Control+Enter")
    expect(saved.locator(".tags")).to_have_text("#dose")


def test_the_toolbar_says_what_a_label_is_for(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go("/labels")
    page.get_by_label("Name").fill("Amount")
    page.get_by_label("When to use it").fill("How much is given")
    page.get_by_label("When not to use it").fill("How often")
    page.get_by_role("button", name="Add label").click()
    for _ in range(5):
        page.get_by_role("button", name="Move Amount up").click()
    page = alice.go(TRIAL)
    alice.select(alice.words(40))
    swatches = page.get_by_role("group", name="Highlight with a label").get_by_role("button")
    expect(swatches.first).to_have_accessible_name("Highlight as Amount")
    expect(swatches.first).to_have_attribute("title", "Highlight as Amount. How much is given Not for: How often")


def test_tags_that_were_typed_survive_a_reload(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(f"{TRIAL}/notes/new")
    page.get_by_label("Note", exact=True).fill("Half a note")
    page.get_by_label("Tags").fill("half a tag")
    expect(page.locator(".composer-state")).to_contain_text("Kept on this device")
    page = alice.go(f"{TRIAL}/notes/new")
    expect(page.get_by_label("Tags")).to_have_value("half a tag")


@pytest.mark.slow
def test_its_pages_are_in_order(people: People) -> None:
    alice = people.join("Alice", bypass_csp=True)
    alice.sign_up()
    page = read_on(alice)
    note = page.url.removeprefix(alice.base)
    page = alice.go("/labels")
    for name in ("Safety/Death", "Safety/A-hospital-stay-in-one-long-word"):
        page.get_by_label("Name").fill(name)
        page.get_by_label("When to use it").fill("Unbroken" * 20)
        page.get_by_label("When not to use it").fill("For the rest.")
        page.get_by_role("button", name="Add label").click()
    page.get_by_role("link", name="Delete Outcome").click()
    page.get_by_role("button", name="Delete label").click()
    edit = page.get_by_role("link", name="Edit Safety/Death").get_attribute("href") or ""
    obeys(alice, "/labels")
    obeys(alice, edit, wide=False)
    obeys(alice, edit.replace("edits", "merger"), wide=False)
    obeys(alice, "/tags")
    tag = alice.go("/tags").get_by_role("link", name="#dose").get_attribute("href") or ""
    for verb in ("edits", "merger", "deletion"):
        obeys(alice, tag.replace("edits", verb), wide=False)
    for path in (note, f"{note}/label", f"{note}/edits"):
        obeys(alice, path)
    page.get_by_text("What the labels are for").click()
    shown_obeys(page, "the composer with what labels are for")
    obeys(alice, "/labels/imports")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "labels.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    page.get_by_role("button", name="Preview").click()
    shown_obeys(page, "the look at a file")
