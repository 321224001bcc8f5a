"""Invitations to rounds, and leaving: /rounds/<id>/invitations, /invitation, /acceptance, /refusal, /departure."""

from sqlalchemy import update

from annotate.accounts.models import Account
from annotate.clock import now
from annotate.database import Database
from annotate.reviews.jobs import JOBS
from tests.reviewing import Reviewing
from tests.rungs import refuse_other_methods

VIEWS = (
    "POST reviews.invite",
    "POST reviews.revoke_invitation",
    "GET reviews.invitation",
    "POST reviews.accept",
    "POST reviews.decline",
    "GET reviews.departure",
    "POST reviews.leave",
)


def test_works__the_invited_see_nothing_before_they_accept(reviewing: Reviewing) -> None:
    """Before that there is the invitation, and nothing after declining it."""
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


def test_validates__what_is_no_address_and_who_is_there_already(round_: Reviewing) -> None:
    alice, path = round_.client("alice"), f"/rounds/{round_.round_id}/invitations"
    for sent, words in (
        ({"email": "nobody", "does": "reads"}, "Enter an e-mail address"),
        ({"email": "x@example.org", "does": "sings"}, "Choose what they will do"),
    ):
        refused = alice.post(path, data=sent)
        assert refused.status_code == 422
        assert words in refused.text
    assert round_.invite("charlie").status_code == 303
    assert round_.invite("charlie").status_code == 422
    again = round_.invite("bob")
    assert again.status_code == 303, "nothing tells that the address is Bob's"
    assert round_.client("bob").post(f"/rounds/{round_.round_id}/acceptance").status_code in {404, 409}


def test_whose__nobody_but_the_owner_invites_or_takes_back(round_: Reviewing) -> None:
    assert round_.invite("charlie", by="bob").status_code == 404
    assert round_.invite("charlie", by="erin").status_code == 404
    member_id = round_.member_id("bob")
    taken_back = f"/rounds/{round_.round_id}/members/{member_id}/revocation"
    assert round_.client("charlie").post(taken_back).status_code == 404
    assert round_.client("bob").post(taken_back).status_code == 404
    assert round_.client("alice").post(taken_back).status_code == 409
    assert round_.client("charlie").get(f"/rounds/{round_.round_id}/departure").status_code == 404


def test_method__no_other_is_answered(round_: Reviewing) -> None:
    refuse_other_methods(round_.client("alice"), VIEWS)


def test_nobody_is_told_who_has_an_account(reviewing: Reviewing) -> None:
    """Inviting answers alike, whoever has the address."""
    reviewing.make()
    reviewing.client("bob")
    answers = [reviewing.invite(name) for name in ("bob", "nobody-here")]
    assert {answer.status_code for answer in answers} == {303}
    page = reviewing.client("alice").get(f"/rounds/{reviewing.round_id}").text
    assert page.count("invited</span>") == 2


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


def test_an_account_is_told_by_a_job_once_its_address_is_confirmed(reviewing: Reviewing, database: Database) -> None:
    reviewing.make()
    reviewing.cast.viewer("bob")
    reviewing.client("alice").post(
        f"/rounds/{reviewing.round_id}/invitations", data={"email": "bob@example.org", "does": "reads"}
    )
    (job,) = JOBS
    assert job.work(database) == ""
    assert reviewing.cast.client("bob").get(f"/rounds/{reviewing.round_id}/invitation").status_code == 404
    with database.transaction() as session:
        session.execute(update(Account).where(Account.email == "bob@example.org").values(confirmed_at=now()))
    assert job.work(database) == "1 invitation told"
    assert job.work(database) == ""
    assert "invited to a double reading" in reviewing.cast.client("bob").get("/activity").text
    assert reviewing.cast.client("bob").get(f"/rounds/{reviewing.round_id}/invitation").status_code == 200


def test_an_invitation_that_was_taken_back_is_gone(reviewing: Reviewing) -> None:
    reviewing.make()
    reviewing.invite("bob")
    page = reviewing.client("alice").get(f"/rounds/{reviewing.round_id}").text
    path = page.split('/revocation"')[0].rsplit('action="', 1)[-1] + "/revocation"
    assert reviewing.client("alice").post(path).status_code == 303
    assert reviewing.client("bob").get(f"/rounds/{reviewing.round_id}/invitation").status_code == 404
    assert reviewing.client("bob").post(f"/rounds/{reviewing.round_id}/acceptance").status_code == 404


def test_who_only_decides_sees_nothing_before_the_reveal(round_: Reviewing) -> None:
    round_.join("charlie", "decides")
    round_.mark("bob", "Dose", body="Bob’s words")
    round_.close("bob")
    charlie, path = round_.client("charlie"), f"/rounds/{round_.round_id}"
    assert ">closed<" not in charlie.get(path).text
    assert charlie.get(round_.page()).status_code == 404
    round_.close("alice")
    sent = {"choice": round_.member_id("bob"), "reason": "As the record says.", "made_on": ""}
    assert charlie.post(f"{round_.unit('Dose')}/decisions", data=sent).status_code == 303
