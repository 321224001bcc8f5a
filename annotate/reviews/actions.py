"""Use cases of rounds: make one, invite, accept, decline, leave, remind, close early, delete."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.actions import Actor
from annotate.activity.kinds import ActivityKind
from annotate.core.names import normalise_email
from annotate.core.text import line_feeds, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Conflict, Invalid, NotFound, TooMany
from annotate.insert_once import insert_once
from annotate.reviews import queries
from annotate.reviews.choosing import chosen_labels, chosen_trials
from annotate.reviews.closing import reveal, reveal_if_due
from annotate.reviews.leaving import erase_round, leave_round
from annotate.reviews.models import ReadingRound, RoundLabel, RoundMember, RoundTrial
from annotate.reviews.own_labels import take_labels
from annotate.reviews.queries import Invitation, Seat

LONGEST_NAME = 80
"""Longest name of a round, in code points."""

LONGEST_INSTRUCTIONS = 4_000
"""Longest instructions, in code points."""

MOST_ROUNDS = 200
"""Rounds that one person can have made."""

MOST_MEMBERS = 20
"""People in one round, with those who declined or left."""

REMIND_EVERY = timedelta(days=1)
"""The least time between two reminders of one round."""


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A round as its owner asks for it."""

    name: str
    instructions: str
    trials: str
    """Registry ids as pasted, with anything but letters and digits between them."""
    label_ids: tuple[str, ...]
    """Labels of the owner's, in any order; starters too."""
    owner_reads: bool
    client_key: str


def make_round(session: Session, viewer: Viewer, draft: RoundDraft) -> ReadingRound:
    """Make a round: each trial at its present version, the labels as they are now. The same form again gives the same round.

    Raises Invalid, with a sentence for each wrong field, and TooMany for one round too many.
    """
    key = draft.client_key[:64] if storable(draft.client_key) and draft.client_key else new_id()
    earlier = queries.find_by_client_key(session, viewer, key)
    if earlier is not None:
        return earlier
    if queries.count_rounds(session, viewer) >= MOST_ROUNDS:
        raise TooMany(f"You have made {MOST_ROUNDS} rounds, which is the limit. Nothing was saved.")
    name = _line("name", draft.name, LONGEST_NAME, "Give the round a name, such as “Doses, first reading”.")
    instructions = _words("instructions", draft.instructions, LONGEST_INSTRUCTIONS)
    trials = chosen_trials(session, draft.trials)
    labels = chosen_labels(session, viewer, draft.label_ids)
    at = clock.now()

    def insert() -> ReadingRound:
        made = ReadingRound(
            id=new_id(), owner_id=viewer.id, name=name, instructions=instructions, client_key=key, created_at=at
        )
        session.add(made)
        session.flush()
        session.add_all(
            RoundTrial(id=new_id(), round_id=made.id, position=place, trial_id=trial.id, version_id=version_id)
            for place, (trial, version_id) in enumerate(trials)
        )
        session.add_all(
            RoundLabel(
                id=new_id(),
                round_id=made.id,
                position=place,
                name=label.name,
                hue=label.hue,
                description=label.description,
                when_not=label.when_not,
            )
            for place, label in enumerate(labels)
        )
        member = RoundMember(
            id=new_id(),
            round_id=made.id,
            number=1,
            email="",
            account_id=viewer.id,
            reads=draft.owner_reads,
            decides=True,
            invited_at=at,
            told_at=at,
            accepted_at=at,
        )
        session.add(member)
        session.flush()
        return made

    made, is_new = insert_once(session, insert, lambda: queries.find_by_client_key(session, viewer, key))
    if is_new and draft.owner_reads:
        take_labels(session, viewer, queries.find_seat(session, viewer, made.id).member)
    return made


def invite(session: Session, seat: Seat, email: str, *, reads: bool, decides: bool) -> RoundMember:
    """Invite whoever has an address, in a round that the caller holds. Nothing tells whether an account has it.

    Whether there is one is looked up later, by a job (``telling``). Raises NotFound for everybody but the owner, Invalid for an
    address that cannot be invited, Conflict for a round that is revealed.
    """
    require_owner(seat)
    if seat.is_revealed:
        raise Conflict("This round is revealed, so nobody can join it any more. Make another round with these trials.")
    if not (reads or decides):
        raise Invalid.field("does", "Choose what they will do.")
    try:
        address = normalise_email(email)
    except ValueError as wrong:
        raise Invalid.field("email", str(wrong)) from None
    members = queries.members_of(session, seat.round.id)
    if any(_is_of(member, address) for member in members):
        raise Invalid.field("email", "This address was invited already. The list below says what became of it.")
    if len(members) >= MOST_MEMBERS:
        raise Invalid.field("email", f"Up to {MOST_MEMBERS} people can be invited to one round.")
    invited = RoundMember(
        id=new_id(),
        round_id=seat.round.id,
        number=1 + max(member.number for member in members),
        email=address,
        reads=reads,
        decides=decides,
        invited_at=clock.now(),
    )
    session.add(invited)
    session.flush()
    return invited


def revoke_invitation(session: Session, seat: Seat, member: RoundMember) -> None:
    """Take back an invitation that nobody has answered; raises NotFound, or Conflict when it was answered meanwhile."""
    require_owner(seat)
    if member.accepted_at is not None or member.declined_at is not None:
        raise Conflict("This invitation was answered meanwhile, so it cannot be taken back. Nothing was changed.")
    member.revoked_at = member.revoked_at or clock.now()
    session.flush()
    reveal_if_due(session, seat.round)


def accept(session: Session, viewer: Viewer, invitation: Invitation) -> None:
    """Take the seat: the round's labels come into the reader's codebook. The caller holds the round.

    Raises Invalid when there is no room for the labels, Conflict when the round is revealed or has the viewer already.
    """
    member, held = invitation.member, invitation.round
    if held.revealed_at is not None:
        raise Conflict("This round has ended meanwhile, so nobody can join it any more.")
    if any(each.account_id == viewer.id for each in queries.members_of(session, held.id)):
        raise Conflict("You are in this round already, or have left it.")
    member.account_id, member.email, member.accepted_at = viewer.id, "", clock.now()
    session.flush()
    if member.reads:
        take_labels(session, viewer, member)
    _tell_owner(session, viewer, held, "accepted")


def decline(session: Session, viewer: Viewer, invitation: Invitation) -> None:
    """Decline an invitation: the owner reads that, and nothing else. The caller holds the round."""
    invitation.member.declined_at = clock.now()
    session.flush()
    _tell_owner(session, viewer, invitation.round, "declined")
    reveal_if_due(session, invitation.round)


def leave(session: Session, viewer: Viewer, seat: Seat) -> None:
    """Leave a round. Before the reveal all that was closed goes; after it that stays, without the name. The caller holds it.

    Raises Conflict for the owner, who can delete or close the round instead.
    """
    if seat.is_owner:
        raise Conflict("You made this round. You can close it, or delete it as long as it is not revealed.")
    leave_round(session, seat.round, seat.member)
    _tell_owner(session, viewer, seat.round, "left")


def close_round(session: Session, seat: Seat) -> None:
    """Reveal a round although trials are open: those count as not read by whoever left them open. Closing twice is closing once.

    The caller holds the round. Raises NotFound for everybody but the owner.
    """
    require_owner(seat)
    if seat.is_revealed:
        return
    seat.round.closed_at = clock.now()
    pending = (RoundMember.round_id == seat.round.id, queries.PENDING)
    session.execute(update(RoundMember).where(*pending).values(revoked_at=seat.round.closed_at, email=""))
    reveal(session, seat.round)


def remind(session: Session, seat: Seat) -> None:
    """Remind every reader who has open trials; at most once a day. How many those are is told to nobody. The caller holds it.

    Raises NotFound for everybody but the owner, TooMany within a day, Conflict for a round that is revealed.
    """
    require_owner(seat)
    if seat.is_revealed:
        raise Conflict("This round is revealed: nobody has anything left to read.")
    at = clock.now()
    last = seat.round.reminded_at
    if last is not None and last <= at < last + REMIND_EVERY:
        wait = int((last + REMIND_EVERY - at).total_seconds())
        raise TooMany("Readers are reminded once a day at most. Nobody was reminded just now.", wait)
    seat.round.reminded_at = at
    trials, closed = queries.trials_of(session, seat.round.id), queries.all_closed(session, seat.round.id)
    for reader in queries.active_readers(session, seat.round.id):
        is_done = all((reader.id, trial.id) in closed for trial in trials)
        if reader.account_id is not None and reader.id != seat.member.id and not is_done:
            activity.record(session, reader.account_id, ActivityKind.ROUND_REMINDED, seat.round.id)
    session.flush()


def remove_trial(session: Session, seat: Seat, trial: RoundTrial) -> None:
    """Take a trial out of a round that is not revealed: nobody reads it any more. The caller holds the round.

    Raises NotFound for everybody but the owner, Conflict after the reveal and for the last trial.
    """
    require_owner(seat)
    if seat.is_revealed:
        raise Conflict("This round is revealed, so its trials stay: decisions rest on them. Nothing was changed.")
    if len(queries.trials_of(session, seat.round.id)) == 1:
        raise Conflict("This is the last trial of the round. Delete the round instead.")
    trial.removed_at = clock.now()
    session.flush()
    reveal_if_due(session, seat.round)


def delete_round(session: Session, seat: Seat) -> None:
    """Delete a round that is not revealed, for everybody; notes and labels stay where they are. The caller holds the round.

    Raises NotFound for everybody but the owner, Conflict after the reveal.
    """
    require_owner(seat)
    if seat.is_revealed:
        raise Conflict(
            "This round is revealed, and its readers rely on it, as was agreed when they joined. It stays; nothing was changed."
        )
    erase_round(session, seat.round.id)


def _tell_owner(session: Session, viewer: Viewer, held: ReadingRound, what: str) -> None:
    if held.owner_id is not None:
        activity.record(
            session,
            held.owner_id,
            ActivityKind.ROUND_ANSWERED,
            held.id,
            actor=Actor(viewer.name, viewer.id),
            detail={"answer": what},
        )


def _is_of(member: RoundMember, address: str) -> bool:
    """True if an invitation stands for this address: by what was typed, not by the account that answered it."""
    return member.email == address and member.revoked_at is None


def require_owner(seat: Seat) -> None:
    """Raise NotFound for everybody but the round's owner."""
    if not seat.is_owner:
        raise NotFound


def _line(field: str, words: str, longest: int, missing: str) -> str:
    tidy = " ".join(_words(field, words, longest).split())
    if not tidy:
        raise Invalid.field(field, missing)
    return tidy


def _words(field: str, words: str, longest: int) -> str:
    if not storable(words):
        raise Invalid.field(field, "This holds a character that cannot be stored. Please remove it.")
    tidy = line_feeds(words).strip()
    if len(tidy) > longest:
        raise Invalid.field(field, f"This can be {longest:,} characters long; it has {len(tidy):,}.")
    return tidy
