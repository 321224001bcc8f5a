"""A reader's own page of a trial, what was not found, closing, and the round's labels."""

from tests.reviewing import Reviewing
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = (
    "GET reviews.round_trial",
    "POST reviews.say_nothing_found",
    "POST reviews.close_trial",
    "POST reviews.take_labels_again",
)


def test_works__what_counts_is_listed_and_closed(round_: Reviewing) -> None:
    bob = round_.client("bob")
    round_.mark("bob", "Dose", body="My words")
    said = bob.post(f"{round_.page()}/absences", data={"labels": [round_.round_label("Age"), "A" * 22]})
    assert said.status_code == 303
    page = bob.get(round_.page()).text
    assert "160 mg" in page
    assert "My words" in page
    assert page.count(" checked") == 1
    assert round_.close("bob").status_code == 303
    assert round_.close("bob").status_code == 303, "closing twice is closing once"
    assert "What you answered" in bob.get(round_.page()).text


def test_validates__what_was_not_seen_is_not_closed(round_: Reviewing) -> None:
    """A note that was written after the page was made keeps the trial open."""
    round_.mark("alice", "Dose")
    stale = round_.client("alice").post(f"{round_.page()}/closing", data={"seen": ""})
    assert stale.status_code == 409
    assert "still open" in stale.text


def test_whose__nobody_reads_in_another_ones_place(round_: Reviewing) -> None:
    charlie = round_.client("charlie")
    assert charlie.get(round_.page()).status_code == 404
    for end in ("absences", "closing"):
        assert charlie.post(f"{round_.page()}/{end}").status_code == 404
    assert charlie.post(f"/rounds/{round_.round_id}/labels").status_code == 404


def test_method__no_other_is_answered(round_: Reviewing) -> None:
    refuse_other_methods(round_.client("alice"), VIEWS)


def test_closed_trial_never_changes(round_: Reviewing) -> None:
    """A later edit of the note, its deletion, and new notes change nothing of what was closed."""
    note_id = round_.mark("alice", "Dose", body="As it was")
    round_.close("alice")
    alice = round_.client("alice")
    assert alice.post(f"/notes/{note_id}/edits", data={"body": "Later", "revision": "1"}).status_code == 303
    round_.mark("alice", "Age", "≥18 Years")
    refused = alice.post(f"{round_.page()}/absences", data={"labels": [round_.round_label("Age")]})
    assert refused.status_code == 409
    assert "closed this trial" in refused.text
    round_.close("bob")
    page = alice.get(f"/rounds/{round_.round_id}/differences?show=all").text
    assert "As it was" in page
    assert "≥18 Years" not in page


def test_a_label_that_vanished_is_said_and_given_back(round_: Reviewing) -> None:
    bob = round_.client("bob")
    round_.mark("bob", "Dose", body="My words")
    assert "You read with it in" in bob.get(f"/labels/{round_.label('bob', 'Dose')}/deletion").text
    assert bob.post(f"/labels/{round_.label('bob', 'Dose')}/deletion").status_code == 303
    assert "no label any more" in bob.get(f"/rounds/{round_.round_id}").text
    assert "My words" not in bob.get(round_.page()).text
    assert bob.post(f"/rounds/{round_.round_id}/labels").status_code == 303
    assert "no label any more" not in bob.get(f"/rounds/{round_.round_id}").text
    round_.mark("bob", "Dose", "240 mg", "Again")
    assert "Again" in bob.get(round_.page()).text


def test_a_note_deleted_for_good_stays_as_it_was_closed(round_: Reviewing) -> None:
    bob = round_.client("bob")
    note_id = round_.mark("bob", "Dose", body="My words")
    round_.close("bob")
    assert bob.post(f"/notes/{note_id}/deletion").status_code == 303
    assert "1 double reading in which you closed the trial keeps a copy" in bob.get(f"/trash/{note_id}/erasure").text
    assert bob.post(f"/trash/{note_id}/erasure").status_code == 303
    assert "My words" in bob.get(round_.page()).text
    round_.close("alice")
    assert "My words" in round_.client("alice").get(f"/rounds/{round_.round_id}/differences").text


def test_the_trials_page_leads_to_the_round(round_: Reviewing) -> None:
    assert round_.page() in round_.client("bob").get(f"/trials/{REGISTRY_ID}").text
    assert round_.page() not in round_.client("charlie").get(f"/trials/{REGISTRY_ID}").text


def test_the_rounds_labels_come_first_on_the_page_of_the_trial(round_: Reviewing) -> None:
    round_.mark("bob", "Age", "≥18 Years")
    page = round_.client("bob").get(f"/trials/{REGISTRY_ID}").text
    listed = page.split('<ul id="labels" hidden>')[1].split("</ul>")[0]
    assert listed.index(">Dose<") < listed.index(">Age<") < listed.index(">Important<")
    assert page.count("(noted)") == 1
    round_.close("bob")
    assert "(noted)" not in round_.client("bob").get(f"/trials/{REGISTRY_ID}").text
