"""Every address of a round for everybody who can stand in some relation to it, while it is blind and after the reveal.

Alice made the round and reads, Bob and Dora read, Erin decides, Frank is invited, Grace declined, Henry left, Charlie is an
outsider; Ivan made a round of his own in which he does not read. Missing and forbidden look the same: 404.
"""

import pytest

from annotate.database import Database
from tests.cast import Cast
from tests.reviewing import SECOND_ID, Reviewing
from tests.texts import REGISTRY_ID

ACTORS = ("charlie", "frank", "grace", "henry", "erin", "dora", "bob", "alice")
NOBODY_ELSE = (404, 404, 404, 404)
MEMBERS = (*NOBODY_ELSE, 200, 200, 200, 200)
READERS = (*NOBODY_ELSE, 404, 200, 200, 200)
OWNER = (*NOBODY_ELSE, 404, 404, 404, 200)
NONE = (404,) * 8
INVITED = (404, 200, 404, 404, 404, 404, 404, 404)

BLIND = {
    "": (404, 302, 404, 404, 200, 200, 200, 200),
    "/invitation": INVITED,
    "/departure": MEMBERS,
    "/closing": OWNER,
    "/deletion": OWNER,
    "/trials/{trial}": READERS,
    "/differences": NONE,
    "/units/{trial}/{label}": NONE,
    "/agreement": NONE,
    "/units.csv": NONE,
    "/figures.csv": NONE,
}
REVEALED = BLIND | {
    "": MEMBERS,
    "/invitation": NONE,  # closing the round ends what was not answered
    "/differences": MEMBERS,
    "/units/{trial}/{label}": MEMBERS,
    "/agreement": MEMBERS,
    "/units.csv": MEMBERS,
    "/figures.csv": MEMBERS,
}
"""Address → status, in the order of ``ACTORS``."""

WORDS = {"bob": "what Bob wrote", "dora": "what Dora wrote", "alice": "what Alice wrote", "henry": "what Henry wrote"}


@pytest.fixture
def round_(cast: Cast, database: Database) -> Reviewing:
    reviewing = Reviewing(cast, database)
    reviewing.make(trials=[REGISTRY_ID, SECOND_ID])
    for name in ("bob", "dora", "henry"):
        reviewing.join(name)
    reviewing.join("erin", "decides")
    for name, words in WORDS.items():
        reviewing.mark(name, "Dose", body=words)
        reviewing.close(name)
    reviewing.invite("frank")
    reviewing.invite("grace")
    assert reviewing.client("grace").post(f"/rounds/{reviewing.round_id}/refusal").status_code == 303
    assert reviewing.client("henry").post(f"/rounds/{reviewing.round_id}/departure").status_code == 303
    return reviewing


@pytest.mark.parametrize("revealed", [False, True])
def test_who_may_look(round_: Reviewing, *, revealed: bool) -> None:
    if revealed:
        assert round_.client("alice").post(f"/rounds/{round_.round_id}/closing").status_code == 303
    label = round_.round_label("Dose")
    for address, row in (REVEALED if revealed else BLIND).items():
        path = f"/rounds/{round_.round_id}{address.format(trial=REGISTRY_ID, label=label)}"
        answers = {name: round_.client(name).get(path) for name in ACTORS}
        assert tuple(answer.status_code for answer in answers.values()) == row, path
        for name, answer in answers.items():
            others = {words for writer, words in WORDS.items() if writer != name}
            read = {words for words in others if words in answer.text}
            assert read <= (others - {WORDS["henry"]} if revealed else set()), f"{name} at {path}"


def test_who_may_act(round_: Reviewing) -> None:
    """Nobody does anything in a round but those whose act it is; the owner's acts are refused to the other members, too."""
    path, label = f"/rounds/{round_.round_id}", round_.round_label("Dose")
    pending = round_.client("alice").get(path).text.split("/revocation")[0].rsplit("/", 1)[-1]
    owners = ("/reminders", "/closing", "/deletion", f"/members/{pending}/revocation", f"/trials/{SECOND_ID}/removal")
    readers = (f"/trials/{SECOND_ID}/absences", f"/trials/{SECOND_ID}/closing", "/labels")
    for name in ACTORS:
        client = round_.client(name)
        for act in owners if name != "alice" else ():
            assert client.post(path + act).status_code == 404, (name, act)
        for act in readers if name not in {"alice", "bob", "dora"} else ():
            assert client.post(path + act).status_code == 404, (name, act)
        for act in ("/acceptance", "/refusal") if name != "frank" else ():
            assert client.post(path + act).status_code == 404, (name, act)
        assert client.post(f"{path}/units/{REGISTRY_ID}/{label}/decisions").status_code == 404, name
    assert not round_.is_revealed()


def test_an_owner_who_does_not_read_sees_states_and_nothing_else(cast: Cast, database: Database) -> None:
    reviewing = Reviewing(cast, database)
    reviewing.make(reads=False, trials=[REGISTRY_ID, SECOND_ID])
    reviewing.join("bob")
    alice, path = reviewing.client("alice"), f"/rounds/{reviewing.round_id}"
    reviewing.mark("bob", "Dose", body=WORDS["bob"])
    before = alice.get(path).text
    assert before.count(">open<") == 2
    reviewing.close("bob")
    after = alice.get(path).text
    assert after.count(">closed<") == 1
    assert WORDS["bob"] not in after
    assert alice.get(reviewing.page()).status_code == 404
    assert alice.get(f"{path}/differences").status_code == 404
