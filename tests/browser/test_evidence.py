"""Evidence tables: made without scripts, filled by two actions from the text, led through by keys; pages obey axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import obeys
from tests.browser.people import People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
ROW = "NCT04561557"


def make_table(person: Person) -> Page:
    """Make a table of one trial with two labels and a fact, where scripts may be off."""
    person.forgive("422")  # the form comes back with what could not be used
    page = person.go("/tables/new")
    page.get_by_label("Name").fill("Doses")
    page.get_by_label("Registry ids").fill(f"{ROW} NCT99999999")
    for column in ("Dose", "Outcome"):
        page.get_by_role("checkbox", name=column, exact=True).check()
    page.get_by_role("checkbox", name=re.compile("Phase")).check()
    page.get_by_role("button", name="Make table").click()
    expect(page.get_by_text("This trial is not here yet.")).to_be_visible()
    page.get_by_label("Leave out the ids that are not here").check()
    page.get_by_role("button", name="Make table").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doses")
    return page


def test_without_scripts(people: People) -> None:
    alice = people.join("Alice", java_script_enabled=False)
    alice.sign_up()
    page = make_table(alice)
    table = page.url
    page.get_by_role("link", name=ROW).click()
    page.get_by_role("checkbox", name=re.compile("Outcome")).check()
    page.get_by_role("button", name="Save").click()
    page.goto(table)
    expect(page.get_by_role("cell", name="looked for, not reported")).to_be_visible()
    page.get_by_role("link", name="Freeze").click()
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_text("Frozen: it never changes.")).to_be_visible()
    page.get_by_role("link", name="What has changed since").click()
    expect(page.get_by_text("Nothing has changed since.")).to_be_visible()


def test_two_actions_fill_a_cell_and_keys_lead_to_it_and_back(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = make_table(alice)
    table = page.url
    page = alice.go(f"{TRIAL}?table={table.rpartition('/')[2]}")
    alice.wait_for_scripts()
    hand = page.locator("table-at-hand")
    expect(hand).to_contain_text("Table Doses (0 of 2)")

    words = alice.words(12)
    alice.select(words)
    labels = page.get_by_role("group", name="Highlight with a label")
    labels.get_by_role("button", name="Highlight as Dose").click()

    expect(hand).to_contain_text("Table Doses (1 of 2)")
    hand.get_by_role("link", name="Back to the table").click()
    expect(page.get_by_text("1 trial, 1 filled cell.")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(words.strip())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{TRIAL}\?table=.*#note-"))


@pytest.mark.slow
def test_its_pages_obey(people: People) -> None:
    looker = people.join("Alice", bypass_csp=True)
    looker.sign_up()
    table = make_table(looker).url.rpartition("/")[2]
    for path in (
        "",
        "/name",
        "/columns",
        "/rows",
        "/changes",
        "/frozen",
        "/export/new",
        "/shares/new",
        f"/trials/{ROW}",
    ):
        obeys(looker, f"/tables/{table}{path}")
