"""A file of many notes: its page says how far it is, with scripts by itself; it is fetched and deleted."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from annotate import schema
from annotate.database import Database
from annotate.interchange.files import actions
from annotate.interchange.files.making import make_next
from annotate.interchange.views import exports
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.conftest import served_from
from tests.browser.looking import NARROWEST, shown_obeys
from tests.browser.people import DESK, People
from tests.databases import forget_safety

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    settings = Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")})
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    import_samples(database)
    return database


@pytest.fixture
def people(browser: Browser, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    """People on an instance of their own, where a single note is many."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 0)
    settings = Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")})
    with served_from(settings, database) as address:
        limiter.reset()
        people = People(browser, address)
        yield people
        people.leave()


def look(page: Page, where: str) -> None:
    for size, scheme in ((DESK, "light"), (NARROWEST, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        shown_obeys(page, f"{where}, {scheme}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_of_many_notes_is_waited_for_and_fetched(
    people: People,
    database: Database,
    scripts: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    alice = people.join("Alice", java_script_enabled=scripts, bypass_csp=scripts)
    alice.sign_up()
    alice.forgive("404")  # what axe itself asks for
    for words in ("The dose is low", "The dose is high"):
        alice.note_on_the_whole_trial(TRIAL, words)
    page = alice.go("/notes/exports/new")
    page.get_by_label("JSON: everything").check()
    page.get_by_role("button", name="Make the file").click()
    page.wait_for_url(re.compile(r"/notes/exports/[^/]+$"))
    main, address = page.get_by_role("main"), page.url
    expect(main).to_contain_text("2 notes. Waiting for its turn.")
    expect(main.get_by_role("progressbar")).to_be_visible()
    if scripts:
        look(page, "a file that is waited for")
    with database.transaction() as session:
        begun = actions.begin_next(session)
        assert begun
        actions.note_progress(session, begun, 1)
    if not scripts:
        page.get_by_role("link", name="See how far it is").click()
    expect(main).to_contain_text("1 of 2 notes.")
    page = alice.go("/notes/exports/new")
    page.get_by_role("link", name="see how far it is").click()
    page.wait_for_url(address)
    make_next(database)
    if not scripts:
        page.get_by_role("link", name="See how far it is").click()
    expect(main).to_contain_text("The file is ready: 2 notes")
    if scripts:
        look(page, "a file that is ready")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    notes = json.loads(Path(download.value.path()).read_text("utf-8"))["notes"]
    assert {note["markdown"] for note in notes} == {"The dose is low", "The dose is high"}
    page.get_by_role("button", name="Delete the file").click()
    page.wait_for_url(re.compile(r"/notes/exports/new$"))
    expect(page.locator("body")).to_contain_text("The file was deleted.")
