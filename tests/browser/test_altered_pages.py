"""Translators, phones and extensions alter the page: a note stands on the words that were seen, or is refused."""

import pytest

from tests.browser import altered
from tests.browser.people import People

pytestmark = pytest.mark.browser


def test_noting_on_a_page_that_is_altered(people: People) -> None:
    altered.walk_over_an_altered_page(people)


def test_noting_on_a_page_that_was_altered_before_its_scripts(people: People) -> None:
    altered.walk_over_a_page_altered_before_the_scripts(people)


def test_placing_a_note_on_a_page_that_is_altered(people: People) -> None:
    altered.walk_with_a_note_to_be_placed(people)
