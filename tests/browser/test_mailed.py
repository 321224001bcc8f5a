"""The pages that mails lead to: finishing a sign-up, confirming an address, choosing a new password."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from annotate import schema
from annotate.database import Database
from annotate.settings import Settings
from tests.browser.conftest import served_from
from tests.browser.looking import obeys
from tests.browser.people import PASSWORD, People
from tests.databases import forget_safety
from tests.mailing import mails, path_in

pytestmark = pytest.mark.browser

NEWER = "another quiet afternoon"


@dataclass(frozen=True, slots=True)
class Post:
    """An instance that sends mail, as far as its outbox."""

    address: str
    database: Database

    def last_link(self, to: str) -> str:
        return path_in(mails(self.database, to)[-1])


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    settings = Settings.from_environ(
        {
            "ANNOTATE_DATA": str(tmp_path / "data"),
            "ANNOTATE_SMTP_URL": "smtp+plain://127.0.0.1:9",
            "ANNOTATE_MAIL_FROM": "annotate@example.org",
            "ANNOTATE_BASE_URL": "http://127.0.0.1",
        }
    )
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    with served_from(settings, database) as address:
        yield Post(address, database)


def test_sign_up_another_address_and_a_new_password_by_mail(browser: Browser, post: Post) -> None:
    people = People(browser, post.address)
    alice = people.join("Alice")
    looker = people.join("Looker", bypass_csp=True, reduced_motion="reduce")

    alice.ask_for_account()
    alice.page.wait_for_url("**/sign-up/sent")
    link = post.last_link(alice.email)
    obeys(looker, link)
    page = alice.go(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(f"{post.address}/")

    page = alice.go("/account/email")
    page.get_by_label("New e-mail address").fill("alice.newer@example.org")
    page.get_by_role("main").get_by_role("button", name="Mail a link to it").click()
    page.wait_for_url("**/account")
    link = post.last_link("alice.newer@example.org")
    obeys(looker, link)
    alice.go(link).get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: link not in url)
    expect(alice.go("/account/email").get_by_role("main")).to_contain_text("Your address is alice.newer@example.org")

    forgetful = people.join("Alice")
    page = forgetful.go("/password-reset")
    page.get_by_label("E-mail address").fill("alice.newer@example.org")
    page.get_by_role("button", name="Mail me a link").click()
    page.wait_for_url("**/password-reset/sent")
    link = post.last_link("alice.newer@example.org")
    obeys(looker, link)
    page = forgetful.go(link)
    page.get_by_label("New password", exact=True).fill(NEWER)
    page.get_by_role("button", name="Set password").click()
    page.wait_for_url("**/sign-in*")
    assert "/sign-in" in alice.go("/account").url, "every device is signed out"
    page.get_by_label("E-mail address").fill("alice.newer@example.org")
    page.get_by_label("Password", exact=True).fill(NEWER)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    people.leave()
