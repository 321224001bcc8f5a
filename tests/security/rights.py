"""Who may read what in the small world of ``tests.security.world``."""

from enum import StrEnum

from tests.enquiring import OFFICE

NOTE = "Alice's own words on the dose"
OTHER = "Alice's words in another link"
KEPT = "what Alice keeps to herself"
EARLIER = "what Alice had written first"
THROWN = "what Alice threw away"
TAGGED = "alicetagsherownnoteso"
SEARCHED = "what Alice looks for"
TABLED = "what Alice compares in a table"
FROZEN = "what Alice froze of it"
SOUGHT = "alicelooksforthis"
ASKED = "what Alice asks a study"
FEED_OF_TRIAL = "FeedOfWhatAliceFollows"
FEED_OF_SEARCH = "FeedOfWhatAliceSearche"
VOLUNTEER = "volunteer@example.org"
WAITING = "volunteer.unconfirmed@example.org"
TO_BOB = "Alice's answer for Bob alone"
TO_BOB_EARLIER = "what Alice had answered first"
FROM_BOB = "Bob's answer for Alice alone"
FROM_GUEST = "the guest's answer for Alice alone"
FROM_ERIN = "Erin's answer by another link"
FROM_STRANGER = "a stranger's answer by another link"
ROUND = "what Alice and Bob read twice"

ACTORS = ("anonymous", "charlie", "stranger", "erin", "guest", "bob", "alice")
"""From the one with the fewest rights to the owner, so that nobody's refusal rests on what another has just done."""

TWINS = {"stranger": "anonymous", "erin": "charlie"}
"""Who came by another link of Alice's, as a guest and by an account, and whose rights on this one theirs must equal."""

_READABLE = {
    "anonymous": set[str](),
    "charlie": set[str](),
    "stranger": {OTHER, FROM_STRANGER},
    "erin": {OTHER, FROM_ERIN},
    "guest": {NOTE, FROM_GUEST, TABLED},
    "bob": {NOTE, FROM_BOB, TO_BOB, ROUND, TABLED},
    "alice": {
        NOTE,
        OTHER,
        KEPT,
        EARLIER,
        THROWN,
        TAGGED,
        SEARCHED,
        SOUGHT,
        TABLED,
        FROZEN,
        ASKED,
        FEED_OF_TRIAL,
        FEED_OF_SEARCH,
        TO_BOB,
        TO_BOB_EARLIER,
        FROM_BOB,
        FROM_GUEST,
        FROM_ERIN,
        FROM_STRANGER,
        ROUND,
    },
}

ALL_WORDS = {VOLUNTEER, WAITING}.union(*_READABLE.values())
"""Everything that somebody wrote, and what opens something of theirs; nobody with an account has the volunteers' addresses."""


class State(StrEnum):
    """What became of the link that the addresses lead to."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
    GUESSED = "suspended after wrong passcodes"
    SUSPENDED = "suspended by its owner"
    USED_UP = "used up"
    REISSUED = "with another address"
    RELOCKED = "with another passcode"
    DESERTED = "of somebody who left"


def readable(actor: str, state: State) -> set[str]:
    """Give which of the words above an actor may read: without the link, its visitors keep their own words alone."""
    if state is State.DESERTED:
        # Both links were Alice's, and both have ended.
        return {"bob": {FROM_BOB, ROUND}, "erin": {FROM_ERIN}}.get(actor, set())
    if state in {State.LIVE, State.USED_UP} or actor not in {"guest", "bob"}:
        return _READABLE[actor]
    return {FROM_BOB, ROUND} if actor == "bob" else set()


_MAILABLE = {"alice@example.org": {ASKED}, OFFICE: {ASKED}, VOLUNTEER: {VOLUNTEER}, WAITING: {WAITING}}


def mailable(recipient: str) -> set[str]:
    """Give which of the words above a mail to an address may hold: a message goes to the study, with a copy to its sender."""
    return _MAILABLE.get(recipient, set())
