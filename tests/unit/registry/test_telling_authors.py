"""Authors are told that a record with notes of theirs has changed, and by which sections; nobody else is."""

from typing import Any

import pytest
from sqlalchemy import select

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.core.record_changes import changed_sections
from annotate.database import Database
from annotate.notes.actions import delete_note
from annotate.registry import actions
from annotate.registry.client import RegistryClient
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.registry import NoTurns, StubRegistry, answers
from tests.sharing import write_note
from tests.studies import REGISTRY_ID, read_by_earlier_edition, study
from tests.texts import SECTIONS, document
from tests.unit.registry.studies import as_bytes

FIRST = study(updated="2026-01-01")
SECOND = study(updated="2026-02-01", summary="Altogether other words about the same study.")


def fetch(database: Database, registry: StubRegistry, record: dict[str, Any]) -> None:
    registry.plays(answers(as_bytes(record)))
    actions.fetch_trial(database, RegistryClient(registry.base_url, turns=NoTurns(), timeout=2), REGISTRY_ID)


def told(database: Database, account_id: str) -> list[dict[str, Any]]:
    with database.reader() as session:
        rows = select(Activity.detail).where(
            Activity.account_id == account_id, Activity.kind == ActivityKind.TRIAL_CHANGED
        )
        return list(session.scalars(rows.order_by(Activity.seq)))


@pytest.fixture
def noted(database: Database, cast: Cast, registry: StubRegistry) -> Database:
    """The first version is here; Alice has two notes on it, one of them deleted, and Bob none that he has not deleted."""
    fetch(database, registry, FIRST)
    people = {name: cast.viewer(name) for name in ("alice", "bob")}
    with database.transaction() as session:
        trial = find_trial(session, REGISTRY_ID)
        for name, living in (("alice", True), ("alice", False), ("bob", False)):
            note = write_note(session, people[name], trial)
            if not living:
                delete_note(session, note)
    return database


def test_authors_are_told_which_sections_changed(noted: Database, cast: Cast, registry: StubRegistry) -> None:
    fetch(noted, registry, SECOND)
    (detail,) = told(noted, cast.viewer("alice").id)
    assert (detail["version"], detail["notes"]) == (2, 1)
    assert detail["sections"] == ["Summary"]
    assert told(noted, cast.viewer("bob").id) == [], "what is in the trash is nobody's news"


def test_the_same_record_again_is_no_news(noted: Database, cast: Cast, registry: StubRegistry) -> None:
    fetch(noted, registry, FIRST)
    assert told(noted, cast.viewer("alice").id) == []


def test_an_earlier_version_that_comes_in_late_is_no_news(noted: Database, cast: Cast, registry: StubRegistry) -> None:
    fetch(noted, registry, study(updated="2025-01-01", summary="What was said a year before."))
    assert told(noted, cast.viewer("alice").id) == []


def test_sections_that_came_or_went_are_named() -> None:
    some = dict(list(SECTIONS.items())[:-1])
    whole, less = document(SECTIONS), document(some)
    gone = whole.sections[-1].title
    assert changed_sections(whole, whole) == ()
    assert changed_sections(whole, less) == (gone,) == changed_sections(less, whole)


def test_what_an_earlier_edition_did_not_read_is_no_news(noted: Database, cast: Cast, registry: StubRegistry) -> None:
    with noted.transaction() as session:
        read_by_earlier_edition(session)
    fetch(noted, registry, SECOND)
    (detail,) = told(noted, cast.viewer("alice").id)
    assert detail["sections"] == ["Summary"]
