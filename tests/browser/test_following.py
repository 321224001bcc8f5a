"""Following on a phone: from the trial's page to what is new, and to a feed of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from annotate import schema
from annotate.database import Database
from annotate.following.telling import tell_followers
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.conftest import served_from
from tests.browser.looking import obeys, shown_obeys
from tests.browser.people import PHONE, People
from tests.databases import forget_safety
from tests.following import bring_in

pytestmark = pytest.mark.browser

TRIAL = "NCT04561557"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")}).database_url)
    forget_safety(database)
    schema.upgrade(database)
    import_samples(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def people(browser: Browser, database: Database, tmp_path: Path) -> Iterator[People]:
    with served_from(Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")}), database) as address:
        limiter.reset()
        people = People(browser, address)
        yield people
        people.leave()


def test_from_a_trial_to_what_is_new_and_its_feed(people: People, database: Database) -> None:
    phone = people.join("Alice", viewport=PHONE, bypass_csp=True, reduced_motion="reduce")
    page = phone.page
    phone.sign_up()
    phone.go(f"/trials/{TRIAL}")
    page.get_by_role("button", name="Follow", exact=True).press("Enter")
    expect(page.get_by_text("You follow this now")).to_be_visible()
    expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    bring_in(database, TRIAL, updated="2026-02-01", summary="Quite other words.", status="COMPLETED")
    assert tell_followers(database) == 1
    phone.go("/notes")
    page.get_by_role("link", name="What’s new 1 new").press("Enter")
    expect(page.get_by_role("heading", name="What’s new")).to_be_visible()
    obeys(phone, "/whats-new")
    page.get_by_role("button", name="Mark 1 new as seen").press("Enter")
    expect(page.get_by_role("link", name="What’s new", exact=True)).to_be_visible()
    page.get_by_role("link", name="See what changed").press("Enter")
    expect(page.get_by_text("Quite other words.").first).to_be_visible()
    phone.go("/searches/new?q=quite")
    page.get_by_label("Name").fill("Quite another")
    page.get_by_role("button", name="Save search").press("Enter")
    expect(page.get_by_text("The search is saved.")).to_be_visible()
    shown_obeys(page, "/searches")
    page.get_by_role("link", name="Rename").press("Enter")
    expect(page.get_by_label("Name")).to_have_value("Quite another")
    shown_obeys(page, "the name of a search")
    obeys(phone, "/following")
    page.set_viewport_size(PHONE)
    followed = page.get_by_role("listitem").filter(has_text=TRIAL)
    followed.get_by_role("link", name="Feed").press("Enter")
    page.get_by_role("button", name="Make a feed").press("Enter")
    site, _, path = page.url.partition("/following/")
    token = page.get_by_label("Address of the feed").input_value().rpartition("/feeds/")[2]
    feed = phone.context.request.get(f"{site}/feeds/{token}")
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    obeys(phone, f"/following/{path}")


def test_the_header_counts_while_a_page_stays_open(people: People, database: Database) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(f"/trials/{TRIAL}")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    page.clock.install()
    alice.go("/notes")
    alice.wait_for_scripts()
    bring_in(database, TRIAL, updated="2026-02-01", summary="Quite other words.")
    assert tell_followers(database) == 1
    expect(page.get_by_role("link", name="What’s new", exact=True)).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_role("link", name="What’s new 1 new")).to_be_visible()
