"""A round from its making to the reveal, through its pages."""

import pytest

from annotate.database import Database
from tests.cast import Cast
from tests.reviewing import SECOND_ID, Reviewing
from tests.texts import REGISTRY_ID


@pytest.fixture
def round_(cast: Cast, database: Database) -> Reviewing:
    """A round of Alice's in which she reads, with Bob."""
    reviewing = Reviewing(cast, database)
    reviewing.make()
    reviewing.join("bob")
    return reviewing


def test_two_readers_close_and_read_each_other(round_: Reviewing) -> None:
    """Each marks, each closes; then both see what differs."""
    alice, bob = round_.client("alice"), round_.client("bob")
    round_.mark("alice", "Dose", "160 mg", "The first arm")
    round_.mark("bob", "Dose", "240 mg", "Bob’s own words")
    assert round_.close("alice").status_code == 303
    assert not round_.is_revealed()
    assert alice.get(f"/rounds/{round_.round_id}/differences").status_code == 404
    assert round_.close("bob").status_code == 303
    assert round_.is_revealed()
    page = alice.get(f"/rounds/{round_.round_id}/differences")
    assert page.status_code == 200
    assert "Bob’s own words" in page.text
    assert "Different passages" in page.text
    unit = bob.get(round_.unit("Dose"))
    assert unit.status_code == 200
    assert "240 mg" in unit.text
    assert "The first arm" in unit.text


def test_pages_are_there(round_: Reviewing) -> None:
    """Every page of a round answers its members, before and after the reveal."""
    for name in ("alice", "bob"):
        client = round_.client(name)
        for path in ("/rounds", "/rounds/new", f"/rounds/{round_.round_id}", round_.page()):
            assert client.get(path).status_code == 200, path
    assert round_.client("alice").get(f"/rounds/{round_.round_id}/closing").status_code == 200
    assert round_.client("alice").get(f"/rounds/{round_.round_id}/deletion").status_code == 200
    assert round_.client("bob").get(f"/rounds/{round_.round_id}/departure").status_code == 200
    assert "in the round" in round_.client("bob").get(f"/trials/{REGISTRY_ID}").text


def test_decision_is_kept_and_superseded_openly(round_: Reviewing) -> None:
    """Only who decides may; a later decision stands above the earlier one, which stays."""
    round_.mark("alice", "Dose")
    round_.close("alice")
    round_.close("bob")
    sent = {"choice": round_.member_id("alice"), "reason": "The dose is stated.", "made_on": ""}
    refused = round_.client("bob").post(f"{round_.unit('Dose')}/decisions", data=sent)
    assert refused.status_code == 403
    alice = round_.client("alice")
    assert alice.post(f"{round_.unit('Dose')}/decisions", data=sent).status_code == 303
    stale = alice.post(f"{round_.unit('Dose')}/decisions", data=sent | {"choice": "nothing"})
    assert stale.status_code == 422
    page = alice.get(round_.unit("Dose")).text
    made_on = page.split('name="made_on" type="hidden" value="')[1].split('"')[0]
    again = sent | {"choice": "nothing", "reason": "Of another arm.", "made_on": made_on}
    assert alice.post(f"{round_.unit('Dose')}/decisions", data=again).status_code == 303
    page = round_.client("bob").get(round_.unit("Dose")).text
    assert "The dose is stated." in page
    assert "superseded" in page
    assert "Of another arm." in page


def test_closed_trial_never_changes(round_: Reviewing) -> None:
    """A later edit of the note, its deletion, and new notes change nothing of what was closed."""
    note_id = round_.mark("alice", "Dose", body="As it was")
    round_.close("alice")
    alice = round_.client("alice")
    assert alice.post(f"/notes/{note_id}/edits", data={"body": "Later", "revision": "1"}).status_code in {303, 404}
    round_.mark("alice", "Age", "≥18 Years")
    refused = alice.post(f"{round_.page()}/absences", data={"labels": [round_.round_label("Age")]})
    assert refused.status_code == 409
    assert "closed this trial" in refused.text
    round_.close("bob")
    page = alice.get(f"/rounds/{round_.round_id}/differences?show=all").text
    assert "As it was" in page
    assert "≥18 Years" not in page


def test_what_was_not_seen_is_not_closed(round_: Reviewing) -> None:
    """A note that was written after the page was made keeps the trial open."""
    round_.mark("alice", "Dose")
    stale = round_.client("alice").post(f"{round_.page()}/closing", data={"seen": ""})
    assert stale.status_code == 409
    assert "still open" in stale.text


def test_nobody_is_told_who_has_an_account(cast: Cast, database: Database) -> None:
    """Inviting answers alike, whoever has the address."""
    reviewing = Reviewing(cast, database)
    reviewing.make()
    reviewing.client("bob")
    answers = [reviewing.invite(name) for name in ("bob", "nobody-here")]
    assert {answer.status_code for answer in answers} == {303}
    page = reviewing.client("alice").get(f"/rounds/{reviewing.round_id}").text
    assert page.count("invited</span>") == 2


def test_invited_see_nothing_before_they_accept(cast: Cast, database: Database) -> None:
    """Before that there is the invitation, and nothing after declining it."""
    reviewing = Reviewing(cast, database)
    reviewing.make()
    reviewing.invite("bob")
    bob, path = reviewing.client("bob"), f"/rounds/{reviewing.round_id}"
    assert bob.get(path).location.endswith("/invitation")
    assert bob.get(reviewing.page()).status_code == 404
    assert bob.get(f"{path}/invitation").status_code == 200
    assert reviewing.client("charlie").get(f"{path}/invitation").status_code == 404
    assert bob.post(f"{path}/refusal").status_code == 303
    assert bob.get(path).status_code == 404
    assert bob.post(f"{path}/acceptance").status_code == 404
    assert "declined" in reviewing.client("alice").get(path).text


def test_owner_closes_early(cast: Cast, database: Database) -> None:
    """What a reader left open is not read, and nothing of it is shown."""
    reviewing = Reviewing(cast, database)
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


def test_leaving(round_: Reviewing) -> None:
    """Before the reveal everything goes; after it the answers stay without the name."""
    round_.mark("bob", "Dose", body="Bob’s words")
    round_.close("bob")
    round_.join("charlie")
    round_.close("charlie")
    assert round_.client("bob").post(f"/rounds/{round_.round_id}/departure").status_code == 303
    assert round_.client("bob").get(f"/rounds/{round_.round_id}").status_code == 404
    round_.close("alice")
    assert round_.is_revealed()
    page = round_.client("alice").get(f"/rounds/{round_.round_id}/differences?show=all").text
    assert "Bob’s words" not in page
    assert "Charlie" in page
    assert round_.client("charlie").post(f"/rounds/{round_.round_id}/departure").status_code == 303
    page = round_.client("alice").get(f"/rounds/{round_.round_id}/differences?show=all").text
    assert "Charlie" not in page
    assert "Reader 3" in page


def test_bad_trials_are_named(cast: Cast, database: Database) -> None:
    """What is no id, and what is not here, is said; nothing is made."""
    reviewing = Reviewing(cast, database)
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
