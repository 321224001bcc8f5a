"""The list of notes as a desk: searching, narrowing and acting on many, in place with scripts and by pages without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import shown_obeys
from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


def write(page: Page, base: str, *bodies: str) -> None:
    """Keep notes on the whole trial by its plain page."""
    for body in bodies:
        page.goto(f"{base}{TRIAL}/notes/new")
        page.get_by_label("Note", exact=True).fill(body)
        page.get_by_role("button", name="Save note").click()
        page.wait_for_url(lambda url: "/notes/new" not in url)
        expect(page.get_by_text(body).first).to_be_visible()


@pytest.mark.engines
@pytest.mark.parametrize("scripts", [True, False])
def test_search_label_delete_and_undo(people: People, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    alice = people.join("Alice", java_script_enabled=scripts)
    alice.sign_up()
    alice.forgive("422")
    write(alice.page, alice.base, "Elderly people", "The dose is low", "The dose is high")
    page = alice.go("/notes")
    if scripts:
        page.evaluate("window.same = true")
    page.get_by_label("Find notes").fill("dos")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="2 notes")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("dose")
    assert page.url.endswith("/notes?q=dos")

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the notes first")

    page.get_by_label("All 2 that match").check()
    page.get_by_label("Label to give").select_option(label="Dose")
    page.get_by_role("button", name="Label", exact=True).click()
    expect(page.get_by_role("main").get_by_text("2 notes now have the label “Dose”.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Dose")).click()
    expect(page.get_by_role("heading", name="2 notes")).to_be_visible()
    expect(page.get_by_label("Find notes")).to_have_value("label:Dose dos")

    page.locator('input[name="notes"]').first.check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("main").get_by_text("1 note moved to the trash.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 note", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main").get_by_text("Undone for 1 note.")).to_be_visible()
    expect(page.get_by_role("heading", name="2 notes")).to_be_visible()

    page.get_by_role("link", name="by trial").click()
    expect(page.get_by_role("heading", name=re.compile("NCT04561557"))).to_be_visible()
    if scripts:
        assert page.evaluate("window.same"), "nothing of this loaded a page"
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile("NCT04561557"))).to_have_count(0)

    page.locator('input[name="notes"]').first.check()
    page.get_by_role("button", name="Share").click()
    page.wait_for_url(re.compile(r"/shares/new\?note="))


def test_what_it_says_obeys_axe_wide_and_narrow(people: People) -> None:
    alice = people.join("Alice", bypass_csp=True)
    alice.sign_up()
    alice.forgive("422")
    alice.forgive("404")  # what axe itself asks for
    write(alice.page, alice.base, "Elderly people", "The dose is low")
    page = alice.go("/notes?q=tga:x+OR+dose+OR+eld")
    page.locator(".desk-help summary").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the notes first")
    shown_obeys(page, "the list with what was wrong")
    page.locator('input[name="notes"]').first.check()
    expect(page.locator("output")).to_have_text("1 note ticked")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    shown_obeys(page, "the list after an act")
    page.set_viewport_size({"width": 320, "height": 640})
    shown_obeys(page, "the list after an act, on a phone")


@pytest.mark.engines
@pytest.mark.parametrize("scripts", [True, False])
def test_a_tag_is_given_to_what_matches_and_taken_back(people: People, scripts: bool) -> None:  # noqa: FBT001 - as above
    alice = people.join("Alice", java_script_enabled=scripts)
    alice.sign_up()
    alice.forgive("422")
    write(alice.page, alice.base, "The dose is low", "The dose is high")
    page = alice.go("/notes?q=dose")
    tag = page.get_by_label("Tag to add or remove")
    tag.fill("to discuss")
    tag.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tick the notes first")
    expect(tag).to_have_value("to discuss")

    page.get_by_label("All 2 that match").check()
    tag.press("Enter")
    expect(page.get_by_role("main").get_by_text("2 notes now have the tag “to discuss”.")).to_be_visible()
    expect(page.locator(".tag", has_text="#to discuss")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main").get_by_text("Undone for 2 notes.")).to_be_visible()
    expect(page.locator(".tag")).to_have_count(0)

    page.locator('input[name="notes"]').first.check()
    tag.fill("to discuss")
    page.get_by_role("button", name="Add tag").click()
    expect(page.locator(".tag")).to_have_count(1)
    if scripts:
        tag.fill("to")
        expect(page.locator("#act-tag-known option")).to_have_attribute("value", "to discuss")
    page.get_by_label("All 2 that match").check()
    tag.fill("to discuss")
    page.get_by_role("button", name="Remove tag").click()
    expect(page.get_by_role("main").get_by_text("1 note has the tag “to discuss” no more.")).to_be_visible()
    expect(page.locator(".tag")).to_have_count(0)


@pytest.mark.engines
@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_is_saved_opened_renamed_and_deleted(people: People, scripts: bool) -> None:  # noqa: FBT001 - as above
    alice = people.join("Alice", java_script_enabled=scripts)
    alice.sign_up()
    write(alice.page, alice.base, "The dose is low", "Elderly people")
    page = alice.go("/notes?q=dose&by=trial")
    page.get_by_role("link", name="Save this search").press("Enter")
    page.get_by_label("Name").fill("Doses to discuss")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("status").filter(has_text="The search is saved.")).to_be_visible()
    row = page.get_by_role("list", name="Saved searches")
    expect(row.get_by_role("link")).to_have_attribute("aria-current", "true")

    page = alice.go("/notes")
    row.get_by_role("link", name="Doses to discuss").click()
    expect(page.get_by_label("Find notes")).to_have_value("dose")
    expect(page.get_by_role("heading", name=re.compile("NCT04561557"))).to_be_visible()

    page.get_by_role("main").get_by_role("link", name="Saved searches").click()
    page.get_by_role("link", name="Rename Doses to discuss").click()
    page.get_by_label("Name").fill("Doses")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Doses", exact=True)).to_be_visible()
    page.get_by_role("button", name="Delete Doses").click()
    page.get_by_role("button", name=re.compile("Undo.*Doses")).click()
    expect(page.get_by_role("button", name="Delete Doses")).to_be_visible()


def test_saved_searches_obey_axe_wide_and_narrow(people: People) -> None:
    alice = people.join("Alice", bypass_csp=True)
    alice.sign_up()
    alice.forgive("422")
    alice.forgive("404")  # what axe itself asks for
    write(alice.page, alice.base, "The dose is low")
    for name in ("unbroken" * 10, "Doses"):
        page = alice.go(f"/notes/searches/new?q={name}")
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Save search").click()
    page = alice.go("/notes/searches/new?q=low")
    page.get_by_label("Name").fill("doses")
    page.get_by_role("button", name="Save search").click()
    expect(page.locator(".field-error")).to_contain_text("You have a saved search “Doses” already")
    shown_obeys(page, "a name that is taken")
    for narrow in (False, True):
        if narrow:
            page.set_viewport_size({"width": 320, "height": 640})
        page = alice.go("/notes?q=Doses")
        if narrow:
            page.locator(".desk-saved > summary").click()
        expect(page.get_by_role("list", name="Saved searches").get_by_role("link")).to_have_count(2)
        shown_obeys(page, "the list with saved searches")
        page = alice.go("/notes/searches")
        page.get_by_role("button", name="Delete Doses").click()
        expect(page.get_by_role("heading", name="Deleted lately")).to_be_visible()
        shown_obeys(page, "saved searches of notes")
        page.get_by_role("button", name=re.compile("Undo.*Doses")).click()
