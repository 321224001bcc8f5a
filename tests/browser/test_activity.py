"""What happened, as its owner learns of it: on the page of activity and by mail, until they want no more mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from annotate import schema
from annotate.database import Database
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.conftest import served_from
from tests.browser.looking import obeys
from tests.browser.people import People, Person
from tests.databases import forget_safety
from tests.mailing import mails, tell

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance whose outbox the test looks into."""

    address: str
    database: Database
    settings: Settings

    def letter(self) -> str:
        """Mail what is due, and give the one letter that there is."""
        assert tell(self.database, self.address, self.settings.share_keys) == 1
        return mails(self.database)[-1].body


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    settings = Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")})
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    import_samples(database)
    with served_from(settings, database) as address:
        yield Instance(address, database, settings)


def test_a_reply_is_told_in_the_app_and_by_mail_until_its_reader_wants_none(
    browser: Browser, instance: Instance
) -> None:
    limiter.reset()
    people = People(browser, instance.address)
    alice, dana, stranger = (people.join(name) for name in ("Alice", "Dana", "Somebody"))
    looker = people.join("A looker", bypass_csp=True, reduced_motion="reduce")
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Is this dose right?")
    link, passcode = alice.make_link(TRIAL, "Dana at the unit")
    _open_and_reply(dana, link, passcode)

    page = alice.go("/")
    page.get_by_role("main").get_by_role("link", name="2 new").click()
    new = page.locator(".item-unread")
    expect(new).to_have_count(2)
    expect(new.first).to_contain_text("A private reply came in: Dana")
    page.get_by_role("button", name="Mark 2 new as seen").click()
    expect(page.get_by_role("main")).to_contain_text("A private reply came in")
    expect(new).to_have_count(0)
    page.get_by_role("link", name="Replies", exact=True).last.click()
    page.wait_for_url("**/activity?about=replies")
    expect(page.locator(".items > li")).to_have_count(1)

    letter = instance.letter()
    assert "Quite right" not in letter
    (address,) = re.findall(r"Stop these mails: (\S+)", letter)
    page = stranger.go(address.removeprefix(instance.address))
    obeys(looker, address.removeprefix(instance.address))
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    choice = alice.go("/account/notifications").get_by_role("group", name="A private reply came in")
    expect(choice.get_by_role("radio", name="Only in annotate")).to_be_checked()
    choice.get_by_role("radio", name="Weekly").check()
    page = alice.page
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(choice.get_by_role("radio", name="Weekly")).to_be_checked()
    people.leave()


def _open_and_reply(guest: Person, link: str, passcode: str) -> None:
    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/*")
    guest.reply(guest.page.locator(".card[data-note]").first, "Quite right")
    expect(guest.page.locator(".reply")).to_have_count(1)
