"""Signing up for mail about trials: asked for, confirmed from the mailbox, changed, and deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.accounts.confirming import attempted
from annotate.core.countries import COUNTRIES
from annotate.core.names import email_digest, normalise_email
from annotate.errors import Invalid
from annotate.mail import actions as mail
from annotate.participation.queries import has_refused
from annotate.participation.volunteers import letters, limits, queries
from annotate.participation.volunteers.addresses import CONFIRMING, VolunteerAddresses
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.trials.conditions import ConditionCount

MOST_CONDITIONS = 10
OLDEST = 120
EVERY = timedelta(days=7)
"""The least time between two letters to one address."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear about, as it was typed."""

    conditions: Sequence[str] = ()
    """Keys of conditions."""
    country: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The same, read and judged."""

    conditions: Sequence[ConditionCount]
    country: str
    age: int | None


def sign_up(session: Session, email: str, wanted: Wanted, addresses: VolunteerAddresses, *, client: str) -> None:
    """Let a sign-up wait until the mail to its address is answered; who gets mail already is told so.

    The caller learns nothing of the address, and its owner gets one mail in two days at most. Raises Invalid for what
    cannot be taken, TooMany when too many have signed up; ``client`` is the network address that asks.
    """
    # All that was typed is judged before anything is counted: what is wrong is said of every address alike.
    choice = _judged(session, wanted)
    try:
        email = normalise_email(email)
    except ValueError as error:
        raise Invalid.field("email", str(error)) from error
    now, digest = clock.now(), email_digest(email)
    throttle.count_all(session, limits.of_sign_up(client), now)
    if throttle.count(session, limits.MAILBOX, digest, now) is None:
        return
    known, refused = queries.find_confirmed(session, email), has_refused(session, digest)
    # The same rows are written for every address, and taken back: the time of the answer tells nothing.
    with attempted(session, keep=not refused):
        with attempted(session, keep=known is None):
            new = Volunteer(email=email, country="", created_at=now, told_until=now, due_at=now + CONFIRMING)
            session.add(new)
            _put(session, new, choice)
        if known is None:
            letters.ask_to_confirm(session, new, addresses, digest)
        else:
            letters.tell_known(session, known, addresses)


def confirm(session: Session, volunteer_id: str) -> Volunteer:
    """Begin to mail an address whose owner wants it, in place of what was stored for it before; raises Gone."""
    now = clock.now()
    volunteer = queries.find_waiting(session, volunteer_id, now)
    session.execute(delete(Volunteer).where(Volunteer.email == volunteer.email, Volunteer.id != volunteer.id))
    volunteer.confirmed_at, volunteer.told_until, volunteer.due_at = now, now, now + EVERY
    throttle.clear(session, limits.MAILBOX, email_digest(volunteer.email))
    session.flush()
    return volunteer


def change(session: Session, volunteer_id: str, wanted: Wanted) -> None:
    """Change what somebody wants to hear about; raises Gone and Invalid."""
    volunteer = queries.find_volunteer(session, volunteer_id, for_change=True)
    _put(session, volunteer, _judged(session, wanted, volunteer))


def erase(session: Session, volunteer_id: str) -> None:
    """End the mails and delete everything, letters that wait too; of somebody who is gone nothing is left to delete."""
    volunteer = session.get(Volunteer, volunteer_id)
    if volunteer is not None:
        erase_address(session, volunteer.email)


def erase_address(session: Session, email: str) -> None:
    """Delete everything that was stored for an address."""
    throttle.clear(session, limits.MAILBOX, email_digest(email))
    session.execute(delete(Volunteer).where(Volunteer.email == email))
    mail.forget_address(session, email, cause=letters.CAUSE)


def delete_unconfirmed(session: Session) -> int:
    """Delete sign-ups that were not confirmed in time; return how many."""
    over = (Volunteer.due_at <= clock.now(), Volunteer.confirmed_at.is_(None))
    return len(session.scalars(delete(Volunteer).where(*over).returning(Volunteer.id)).all())


def _judged(session: Session, wanted: Wanted, volunteer: Volunteer | None = None) -> _Choice:
    """Read what was typed; raises Invalid."""
    return _Choice(_chosen(session, wanted, volunteer), _country(wanted), _age(wanted))


def _chosen(session: Session, wanted: Wanted, volunteer: Volunteer | None = None) -> Sequence[ConditionCount]:
    """Return the conditions; one that somebody chose before stays, if no trial names it for a while. Raises Invalid."""
    found = {each.key: each for each in queries.conditions_by_key(session, wanted.conditions)}
    for each in volunteer.conditions if volunteer else ():
        if each.key in wanted.conditions:
            found.setdefault(each.key, ConditionCount(each.key, each.name, 0))
    if not found:
        raise Invalid.field("conditions", "Choose at least one condition: look for it by a word of its name.")
    if len(found) > MOST_CONDITIONS:
        raise Invalid.field("conditions", f"Choose up to {MOST_CONDITIONS} conditions.")
    return list(found.values())


def _put(session: Session, volunteer: Volunteer, choice: _Choice) -> None:
    volunteer.country, volunteer.age = choice.country, choice.age
    present = {each.key: each for each in volunteer.conditions}
    volunteer.conditions = [
        present.get(each.key) or VolunteerCondition(key=each.key, name=each.name) for each in choice.conditions
    ]
    session.flush()


def _country(wanted: Wanted) -> str:
    if wanted.country and wanted.country not in COUNTRIES:
        raise Invalid.field("country", "Choose a country of the list, or none.")
    return wanted.country


def _age(wanted: Wanted) -> int | None:
    typed = wanted.age.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) <= OLDEST):
        raise Invalid.field("age", f"Give the age in full years, 0 to {OLDEST}, or leave it empty.")
    return int(typed)
