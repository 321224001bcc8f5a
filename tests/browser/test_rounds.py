"""A double reading: two people read by the pages alone, without scripts; then its pages, and j and k through the differences."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from annotate import clock, schema
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.conftest import served_from
from tests.browser.looking import obeys
from tests.browser.people import People, Person
from tests.databases import forget_safety

pytestmark = pytest.mark.browser

TRIAL = "NCT04561557"


@dataclass(frozen=True, slots=True)
class Place:
    """An instance, and its database: nobody reads mail there, so addresses are confirmed in it."""

    people: People
    database: Database

    def join(self, name: str, *, scripts: bool) -> Person:
        """Let somebody sign up, with a confirmed address."""
        person = self.people.join(name, java_script_enabled=scripts)
        person.sign_up()
        with self.database.transaction() as session:
            session.execute(update(Account).where(Account.email == person.email).values(confirmed_at=clock.now()))
        return person


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Place]:
    settings = Settings.from_environ(
        {"ANNOTATE_DATA": str(tmp_path), "ANNOTATE_REGISTRY_URL": "http://127.0.0.1:9/api/v2"}
    )
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    import_samples(database)
    with served_from(settings, database) as address:
        limiter.reset()
        people = People(browser, address)
        yield Place(people, database)
        people.leave()


def mark(reader: Person, words: str, label: str) -> None:
    """Write a note on the whole trial with a label, where no script runs."""
    page = reader.go(f"/trials/{TRIAL}/notes/new")
    page.get_by_label("Note", exact=True).fill(words)
    page.get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="Save note").click()
    page.wait_for_url(lambda url: "/notes/new" not in url)


def close(reader: Person, address: str) -> None:
    """Close the trial of the round."""
    page = reader.go(address)
    page.get_by_role("link", name=TRIAL, exact=True).click()
    page.get_by_role("button", name=f"Close {TRIAL}").click()
    page.wait_for_url(lambda url: "/trials/" not in url)


def test_two_read_and_one_decides(place: Place) -> None:
    alice, bob = place.join("Alice", scripts=False), place.join("Bob", scripts=True)
    mark(alice, "The lower dose", "Dose")
    page = alice.go("/rounds/new?notes=1")
    page.get_by_label("Name", exact=True).fill("Doses, first reading")
    for label in ("Dose", "Outcome", "Eligibility"):
        page.get_by_role("checkbox", name=label, exact=True).check()
    page.get_by_label("What you ask of the readers").fill("Mark every dose.\nOnce for each arm.")
    page.get_by_role("button", name="Make the round").click()
    page.wait_for_url(lambda url: "/rounds/" in url)
    address = page.url.removeprefix(alice.base)
    page.get_by_label("E-mail address").fill(bob.email)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("told to nobody")

    obeys(bob, "/rounds")
    obeys(bob, f"{address}/invitation")
    bob.go("/rounds").get_by_role("link", name="Read the invitation").click()
    bob.page.get_by_role("button", name="Take part").click()
    expect(bob.page.get_by_role("status").first).to_contain_text("You take part")
    for path in ("/rounds/new", address, f"{address}/trials/{TRIAL}", f"{address}/departure"):
        obeys(bob, path)
    expect(bob.go(f"/trials/{TRIAL}").get_by_text("You read this trial in the round")).to_be_visible()

    close(alice, address)
    expect(alice.page.get_by_text("blind")).to_be_visible()
    mark(bob, "No outcome is stated", "Outcome")
    close(bob, address)
    for path in (address, f"{address}/differences", f"{address}/agreement"):
        obeys(bob, path)

    page = bob.go(f"{address}/differences")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 2 in this list")).to_be_visible()
    obeys(bob, page.url.removeprefix(bob.base))
    page.keyboard.press("j")
    expect(page.get_by_text("2 of 2 in this list")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_text("1 of 2 in this list")).to_be_visible()

    page = alice.go(f"{address}/differences")
    page.locator(".item-title a").first.click()
    page.get_by_role("radio", name="As Alice answered").check()
    page.get_by_label("Reason").fill("It is said in the summary.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("status")).to_contain_text("Decided")
    expect(alice.go(f"{address}/differences?show=decided").get_by_text("Decided: As Alice marked it")).to_be_visible()
