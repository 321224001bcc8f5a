"""Taking part: a message to a study that is looked at and sent, and mail about trials for somebody without an account or scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from annotate import schema
from annotate.accounts import actions
from annotate.database import Database
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.conftest import served_from
from tests.browser.looking import obeys, shown_obeys
from tests.browser.people import PASSWORD, People, Person
from tests.databases import forget_safety
from tests.enquiring import OFFICE, keep_open_study
from tests.mailing import mails
from tests.studies import REGISTRY_ID
from tests.volunteering import keep_trials, link_in

pytestmark = pytest.mark.browser

WORDS = "May I take part with a pacemaker?"


@dataclass(frozen=True, slots=True)
class MailingInstance:
    """An instance that passes messages on, and whose outbox the test looks into."""

    address: str
    database: Database

    def let_in(self, person: Person) -> None:
        """Give somebody an account with a confirmed address, and sign them in."""
        new = actions.prepare_account(email=person.email, name=person.name, password=PASSWORD)
        with self.database.transaction() as session:
            actions.sign_up(session, new, confirmed=True)
        person.go("/sign-in")
        person.sign_in()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[MailingInstance]:
    settings = replace(Settings.from_environ({"ANNOTATE_DATA": str(tmp_path)}), smtp_url="smtps://mail.example.org")
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    with database.transaction() as session:
        keep_open_study(session)
        keep_trials(session, 1, 2)
    with served_from(settings, database) as address:
        yield MailingInstance(address, database)


def test_a_message_is_looked_at_and_sent(browser: Browser, instance: MailingInstance) -> None:
    limiter.reset()
    people = People(browser, instance.address)
    alice = people.join("Alice")
    instance.let_in(alice)

    page = alice.go(f"/trials/{REGISTRY_ID}/participation")
    page.get_by_role("link", name="Write to the study").click()
    alice.wait_for_scripts()
    page.get_by_label("Your message").fill(WORDS)
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value(WORDS)
    page.get_by_role("button", name="Show the mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mail, as it goes out")
    expect(page.get_by_role("region", name="The mail")).to_contain_text(f"> {WORDS}")
    page.get_by_label("Send this mail").check()
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    assert WORDS in mails(instance.database, OFFICE)[0].body
    alice.wait_for_scripts()

    form = alice.go(f"/trials/{REGISTRY_ID}/enquiries/new")
    alice.wait_for_scripts()
    expect(form.get_by_label("Your message")).to_have_value("")
    people.leave()


def test_the_pages_can_be_used_by_everybody(browser: Browser, instance: MailingInstance) -> None:
    limiter.reset()
    people = People(browser, instance.address)
    looker = people.join("Lena", bypass_csp=True, reduced_motion="reduce")
    instance.let_in(looker)
    for path in (
        f"/trials/{REGISTRY_ID}/participation",
        f"/trials/{REGISTRY_ID}/enquiries/new",
        "/volunteers?condition=melanoma",
        "/volunteers/asked",
    ):
        obeys(looker, path)
    page = looker.go(f"/trials/{REGISTRY_ID}/enquiries/new")
    looker.wait_for_scripts()
    page.get_by_label("Your message").fill(WORDS)
    page.get_by_role("button", name="Show the mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mail, as it goes out")
    shown_obeys(page, "the mail")
    page.get_by_label("Send this mail").check()
    page.get_by_role("button", name="Send the mail").click()
    page.wait_for_url("**/enquiries")
    obeys(looker, "/enquiries")
    expect(page.get_by_text("Your message", exact=True)).to_be_visible()
    obeys(looker, link_in(mails(instance.database, OFFICE)[0], "/mail-refusals/"))
    page.get_by_role("button", name="Stop these messages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more messages")
    shown_obeys(page, "the refusal")
    people.leave()


def test_without_scripts_and_account_somebody_signs_up_and_leaves(browser: Browser, instance: MailingInstance) -> None:
    limiter.reset()
    people = People(browser, instance.address)
    dana = people.join("Dana", java_script_enabled=False)
    page = dana.page
    page.goto(f"{instance.address}/trials")
    page.get_by_role("link", name="Get a mail when trials").click()
    page.get_by_label("E-mail address").fill(dana.email)
    page.get_by_label("Look for a condition").fill("mela")
    page.get_by_label("Look for a condition").press("Enter")
    expect(page.get_by_label("E-mail address")).to_have_value(dana.email)
    page.get_by_label("Melanoma").check()
    page.get_by_label("Age in years").fill("61")
    page.get_by_label("Store my address").check()
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")

    (asked,) = mails(instance.database, dana.email)
    looker = people.join("Lena", bypass_csp=True, reduced_motion="reduce")
    confirmation = link_in(asked, "/volunteers/confirmations/")
    obeys(looker, confirmation)
    page.goto(instance.address + confirmation)
    page.get_by_role("button", name="Yes, mail me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mail about new trials")
    expect(page.get_by_label("Melanoma")).to_be_checked()
    own = page.url.removeprefix(instance.address)
    for path in (own, f"{own}/unsubscription"):
        obeys(looker, path)
    page.get_by_role("link", name="Stop the mails and delete everything").click()
    page.get_by_role("button", name="Stop and delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more mail")
    assert mails(instance.database, dana.email) == []
    people.leave()
