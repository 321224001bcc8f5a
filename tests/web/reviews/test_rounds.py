"""/rounds: the list, making one, its page, reminding, closing early, deleting, and trials that are taken out."""

import re

from annotate.database import Database
from annotate.reviews.models import ReadingRound
from annotate.trials.queries import find_trial
from tests.reviewing import SECOND_ID, Reviewing
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

VIEWS = (
    "GET reviews.rounds",
    "GET reviews.new_round",
    "POST reviews.make_round",
    "GET reviews.round_page",
    "POST reviews.remind",
    "GET reviews.closing",
    "POST reviews.close_round",
    "GET reviews.deletion",
    "POST reviews.delete_round",
    "POST reviews.remove_trial",
)


def test_works__every_page_answers_its_members(round_: Reviewing) -> None:
    """Every page of a round answers its members, before and after the reveal."""
    for name in ("alice", "bob"):
        client = round_.client(name)
        for path in ("/rounds", "/rounds/new", f"/rounds/{round_.round_id}", round_.page()):
            assert client.get(path).status_code == 200, path
    assert round_.client("alice").get(f"/rounds/{round_.round_id}/closing").status_code == 200
    assert round_.client("alice").get(f"/rounds/{round_.round_id}/deletion").status_code == 200
    assert round_.client("bob").get(f"/rounds/{round_.round_id}/departure").status_code == 200
    assert "in the round" in round_.client("bob").get(f"/trials/{REGISTRY_ID}").text


def test_validates__bad_trials_are_named_and_nothing_is_made(reviewing: Reviewing) -> None:
    """What is no id, and what is not here, is said; nothing is made."""
    alice, sent = reviewing.client("alice"), {"name": "Doses", "labels": reviewing.labels("alice")}
    for trials, words in (
        ("NCT1234 bread", "no registry ids"),
        ("NCT99999999", "not here"),
        ("", "Paste the registry ids"),
    ):
        refused = alice.post("/rounds", data=sent | {"trials": trials})
        assert refused.status_code == 422
        assert words in refused.text
    assert "No rounds yet" in alice.get("/rounds").text


def test_validates__what_is_missing_stands_beside_its_field(reviewing: Reviewing) -> None:
    refused = reviewing.client("alice").post("/rounds", data={"trials": REGISTRY_ID})
    assert refused.status_code == 422
    assert "Give the round a name" in refused.text
    refused = reviewing.client("alice").post("/rounds", data={"name": "Doses", "trials": REGISTRY_ID})
    assert "at least one" in refused.text
    strange = reviewing.client("alice").post(
        "/rounds", data={"name": "Doses", "trials": REGISTRY_ID, "labels": ["A" * 22, reviewing.labels("alice")[0]]}
    )
    assert "gone meanwhile" in strange.text
    assert reviewing.client("alice").get("/rounds?after=nonsense").status_code == 404


def test_whose__nobody_else_finds_a_round(round_: Reviewing) -> None:
    charlie, path = round_.client("charlie"), f"/rounds/{round_.round_id}"
    assert {charlie.get(f"{path}{end}").status_code for end in ("", "/closing", "/deletion")} == {404}
    assert {charlie.post(f"{path}/{end}").status_code for end in ("reminders", "closing", "deletion")} == {404}
    assert {round_.client("bob").post(f"{path}/{end}").status_code for end in ("reminders", "closing", "deletion")} == {
        404
    }
    assert "No rounds yet" in charlie.get("/rounds").text


def test_method__no_other_is_answered(round_: Reviewing) -> None:
    refuse_other_methods(round_.client("alice"), VIEWS)


def test_the_same_form_makes_one_round(reviewing: Reviewing) -> None:
    sent = {"name": "Doses", "trials": REGISTRY_ID, "labels": reviewing.labels("alice"), "client_key": "one form"}
    answers = {reviewing.client("alice").post("/rounds", data=sent).location for _ in range(2)}
    assert len(answers) == 1


def test_the_form_takes_trials_of_notes_and_of_a_search(reviewing: Reviewing) -> None:
    reviewing.mark("alice", "Dose")
    assert REGISTRY_ID in reviewing.client("alice").get("/rounds/new?notes=1").text
    assert reviewing.client("alice").get("/rounds/new?q=dose").status_code == 200


def test_reminders_go_out_once_a_day_to_whoever_has_open_trials(round_: Reviewing) -> None:
    path = f"/rounds/{round_.round_id}/reminders"
    assert round_.client("alice").post(path).status_code == 303
    assert round_.client("alice").post(path).status_code == 429
    assert "asked to finish a round" in round_.client("bob").get("/activity").text
    assert "asked to finish a round" not in round_.client("alice").get("/activity").text


def test_a_round_is_deleted_before_the_reveal_and_not_after(round_: Reviewing, database: Database) -> None:
    note_id = round_.mark("bob", "Dose")
    round_.close("alice")
    round_.close("bob")
    alice, path = round_.client("alice"), f"/rounds/{round_.round_id}/deletion"
    refused = alice.post(path)
    assert refused.status_code == 409
    assert "rely on it" in refused.text
    first = round_.round_id
    round_.make(name="Another")
    assert alice.post(f"/rounds/{round_.round_id}/deletion").status_code == 303
    with database.reader() as session:
        assert session.get(ReadingRound, round_.round_id) is None
        assert session.get(ReadingRound, first) is not None
    assert round_.client("bob").get(f"/notes/{note_id}").status_code == 200


def test_a_version_that_comes_in_changes_nothing(round_: Reviewing, database: Database) -> None:
    round_.mark("bob", "Dose", body="On the first version")
    with database.transaction() as session:
        keep_version(
            session, find_trial(session, REGISTRY_ID), {**SECTIONS, "summary": ("Summary", ["All is new."])}, 2
        )
    bob = round_.client("bob")
    assert "a newer one is there and is not read" in bob.get(f"/rounds/{round_.round_id}").text
    assert "On the first version" in bob.get(round_.page()).text
    assert "notes on this one do not count" in bob.get(f"/trials/{REGISTRY_ID}").text
    round_.close("bob")
    round_.close("alice")
    assert "On the first version" in bob.get(f"/rounds/{round_.round_id}/differences").text


def test_a_trial_can_be_taken_out_before_the_reveal(reviewing: Reviewing) -> None:
    reviewing.make(trials=[REGISTRY_ID, SECOND_ID])
    reviewing.join("bob")
    reviewing.close("alice")
    reviewing.close("bob")
    assert not reviewing.is_revealed()
    assert reviewing.client("bob").post(f"{reviewing.page(SECOND_ID)}/removal").status_code == 404
    assert reviewing.client("alice").post(f"{reviewing.page(SECOND_ID)}/removal").status_code == 303
    assert reviewing.is_revealed()
    assert reviewing.client("bob").get(reviewing.page(SECOND_ID)).status_code == 404
    page = reviewing.client("bob").get(f"/rounds/{reviewing.round_id}/differences?show=all").text
    assert not re.search(SECOND_ID, page)


def test_owner_closes_early(reviewing: Reviewing) -> None:
    """What a reader left open is not read, and nothing of it is shown."""
    reviewing.make(reads=False, trials=[REGISTRY_ID, SECOND_ID])
    reviewing.join("bob")
    reviewing.join("charlie")
    reviewing.mark("bob", "Dose")
    reviewing.close("bob")
    reviewing.mark("charlie", "Dose", "240 mg", "Charlie has not closed")
    board = reviewing.client("alice").get(f"/rounds/{reviewing.round_id}").text
    assert "Bob" in board
    assert ">closed<" in board
    assert "Charlie has not closed" not in board
    assert reviewing.client("alice").post(f"/rounds/{reviewing.round_id}/closing").status_code == 303
    page = reviewing.client("bob").get(f"/rounds/{reviewing.round_id}/differences?show=all").text
    assert "Charlie has not closed" not in page
    assert "Did not close this trial" in page
    assert reviewing.close("charlie").status_code == 409
