"""Letters to volunteers: counts and links. None holds a word that somebody typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.core.text import isolated
from annotate.mail import actions as mail
from annotate.mail.letters import written_letter
from annotate.participation.volunteers.addresses import VolunteerAddresses
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.queries import NewTrials

CAUSE = "volunteer"
"""What these mails are about: with everything else they are forgotten on request."""

MOST_LINKS = 10
"""Links to single trials for each condition; the page of the condition has the rest."""


@dataclass(frozen=True, slots=True)
class ToldCondition:
    """What a letter says of one condition."""

    key: str
    name: str
    total: int
    registry_ids: tuple[str, ...]


def ask_to_confirm(session: Session, volunteer: Volunteer, addresses: VolunteerAddresses, digest: str) -> None:
    """Send the one letter that an address gets which nobody has confirmed."""
    refusal = addresses.refusal(digest)
    letter = written_letter(
        "participation/confirm_volunteer.txt", link=addresses.confirmation(volunteer.id), refusal=refusal
    )
    mail.queue(
        session,
        to=volunteer.email,
        subject=letter.subject,
        body=letter.body,
        expires_at=volunteer.due_at,
        unsubscribe=refusal,
        cause=CAUSE,
    )


def tell_known(session: Session, volunteer: Volunteer, addresses: VolunteerAddresses) -> None:
    """Tell somebody who gets mail already where to change what they asked for."""
    letter = written_letter("participation/known_volunteer.txt", page=addresses.own(volunteer.id))
    ends = addresses.unsubscription(volunteer.id)
    mail.queue(session, to=volunteer.email, subject=letter.subject, body=letter.body, unsubscribe=ends, cause=CAUSE)


def tell_new_trials(
    session: Session, volunteer: Volunteer, news: Sequence[NewTrials], since: datetime, addresses: VolunteerAddresses
) -> None:
    """Tell somebody how many trials began to recruit, and where they are."""
    ends = addresses.unsubscription(volunteer.id)
    letter = written_letter(
        "participation/new_trials.txt",
        total=len({registry_id for each in news for registry_id in each.registry_ids}),
        since=since,
        conditions=[
            ToldCondition(each.key, isolated(each.name), len(each.registry_ids), each.registry_ids[:MOST_LINKS])
            for each in news
        ],
        site=addresses.site,
        page=addresses.own(volunteer.id),
        unsubscribe=ends,
    )
    mail.queue(session, to=volunteer.email, subject=letter.subject, body=letter.body, unsubscribe=ends, cause=CAUSE)
