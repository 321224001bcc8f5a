"""The kinds of activity. The table in ``docs/activity.md`` says who reads each, and what its row refers to."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What happened: the noun that it happened to, and what became of it."""

    SIGNED_IN = "account.signed_in"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - a name of an event
    ADDRESS_CHANGED = "account.address_changed"
    TOKEN_MADE = "account.token_made"  # noqa: S105 - as above

    NOTE_WRITTEN = "note.written"
    NOTE_EDITED = "note.edited"
    NOTE_DELETED = "note.deleted"
    NOTE_RESTORED = "note.restored"

    LINK_CREATED = "link.created"
    LINK_OPENED = "link.opened"
    LINK_PREVIEWED = "link.previewed"
    LINK_FAILED = "link.failed"
    LINK_LOCKED = "link.locked"
    LINK_SUSPENDED = "link.suspended"
    LINK_LEFT = "link.left"
    LINK_ENDED = "link.ended"
    LINK_NOTES = "link.notes"
    LINK_EXTENDED = "link.extended"
    LINK_LIMITED = "link.limited"
    LINK_PAUSED = "link.paused"
    LINK_RESUMED = "link.resumed"
    LINK_PASSCODE = "link.passcode"
    LINK_REISSUED = "link.reissued"
    LINK_REVOKED = "link.revoked"
    LINK_RESTORED = "link.restored"
    LINK_EXPIRING = "link.expiring"

    REPLY_CAME = "reply.came"
    REPLY_WITHDRAWN = "reply.withdrawn"
    REPLY_RESTORED = "reply.restored"

    TRIAL_CHANGED = "trial.changed"
    NOTES_TO_CHECK = "trial.notes_to_check"

    ROUND_INVITED = "round.invited"
    ROUND_ANSWERED = "round.answered"
    ROUND_REMINDED = "round.reminded"
    ROUND_REVEALED = "round.revealed"

    FOLLOWED_CHANGED = "followed.changed"
    FOLLOWED_MINOR = "followed.minor"
    FOLLOWED_FOUND = "followed.found"


NO_WORDS = "Something that this release of annotate has no words for"
"""What pages say of a kind that a later release stored."""

OF_FOLLOWING = (ActivityKind.FOLLOWED_CHANGED, ActivityKind.FOLLOWED_MINOR, ActivityKind.FOLLOWED_FOUND)
"""What happened to what somebody follows: it is news on a page of its own, "What's new"."""

OF_LINKS = tuple(kind for kind in ActivityKind if kind.startswith("link."))
"""What happened to links, except for the replies that came by them."""

OF_ROUNDS = tuple(kind for kind in ActivityKind if kind.startswith("round."))
"""What happened to rounds of double reading."""

OF_REPLIES = tuple(kind for kind in ActivityKind if kind.startswith("reply."))
"""What happened to replies."""
