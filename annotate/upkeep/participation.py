"""What always holds in sound data about taking part, and what a restored backup must not bring back of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account, AccountKind
from annotate.database import Base
from annotate.mail.models import Mail
from annotate.participation.actions import refuse_mail
from annotate.participation.models import Enquiry, MailRefusal
from annotate.participation.volunteers.letters import CAUSE
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.upkeep.violations import Violation

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ParticipationDecisions:
    """Who wants mail and who wants none, as the database that is replaced says."""

    refusals: Rows
    volunteers: Rows
    conditions: Rows


def read_decisions(rows: Callable[[type[Base]], list[Mapping[str, Any]]]) -> ParticipationDecisions:
    """Read what was decided; ``rows`` gives a table's rows, none of a table that is not there."""
    return ParticipationDecisions(*(tuple(rows(table)) for table in (MailRefusal, Volunteer, VolunteerCondition)))


def take_decisions(session: Session, decided: ParticipationDecisions | None) -> None:
    """Mail those who want mail now, and nobody else: who has deleted everything since the backup does not come back.

    Where nothing newer is known, nobody is mailed any more.
    """
    session.execute(delete(Volunteer))
    if decided is None:
        session.execute(delete(Mail).where(Mail.cause == CAUSE))
        return
    for row in decided.refusals:
        refuse_mail(session, row["digest"])
    for table, rows in ((Volunteer, decided.volunteers), (VolunteerCondition, decided.conditions)):
        if rows:
            session.execute(insert(table), [dict(row) for row in rows])
    # Letters hold the address of whoever has deleted everything since.
    session.execute(delete(Mail).where(Mail.cause == CAUSE, Mail.recipient.not_in(select(Volunteer.email))))


def violations_of_participation(session: Session) -> Iterator[Violation | None]:
    """Look for messages to studies of accounts that are nobody's any more, and for people who want mail about nothing."""
    left = select(Enquiry.id).join(Account, Account.id == Enquiry.account_id).where(Account.kind != AccountKind.PERSON)
    for enquiry_id in session.scalars(left):
        yield Violation(f"enquiry {enquiry_id}: it is of an account that left")
    named = select(VolunteerCondition.volunteer_id)
    for volunteer_id in session.scalars(select(Volunteer.id).where(Volunteer.id.not_in(named))):
        yield Violation(f"volunteer {volunteer_id}: there is no condition to mail about")
