"""What one read last is remembered by reading alone, and stands on the start page."""

import pytest
from playwright.sync_api import expect

from tests.browser.changed import CHANGED
from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_a_trial_that_was_before_the_eyes_is_among_mine_and_its_change_is_told(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.page
    page.clock.install()
    alice.go(f"/trials/{CHANGED}/versions/1")
    alice.wait_for_scripts()
    with page.expect_response(lambda answer: answer.url.endswith("/versions/1/last-read")) as told:
        page.clock.fast_forward(6_000)
    assert told.value.status == 204

    alice.go("/")
    mine = page.get_by_role("region", name="My trials")
    expect(mine.get_by_role("link", name="changed since you read it")).to_be_visible()
    mine.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_text("The record has changed since you last read it")).to_be_visible()
