"""Selects of messages to studies, and their gates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.names import email_digest
from annotate.core.record import record_from_json
from annotate.core.viewer import Viewer
from annotate.participation.contacts import Recipient, recipients
from annotate.participation.models import Enquiry, MailRefusal
from annotate.trials.models import Trial, TrialVersion

UNDO = timedelta(hours=1)
"""How long a refusal can be undone by the address that made it."""


def recipients_of(session: Session, trial: Trial) -> tuple[Recipient, ...]:
    """Return whom a message about a study can go to, by its current record; without addresses that refused."""
    facts = session.scalars(select(TrialVersion.facts).where(TrialVersion.id == trial.current_version.id)).one()
    found = recipients(record_from_json(facts))
    refused = _refused(session, [email_digest(each.email) for each in found])
    return tuple(each for each in found if email_digest(each.email) not in refused)


def is_confirmed(session: Session, viewer: Viewer) -> bool:
    """True if the viewer has shown that they read mail at their address."""
    return session.scalar(select(Account.confirmed_at).where(Account.id == viewer.id)) is not None


def my_enquiries(session: Session, viewer: Viewer) -> Sequence[Enquiry]:
    """Return the viewer's messages, the latest first; their limits and their retention bound how many there are."""
    mine = select(Enquiry).where(Enquiry.account_id == viewer.id)
    whole = mine.options(
        joinedload(Enquiry.mail),
        joinedload(Enquiry.trial, innerjoin=True).joinedload(Trial.current_version, innerjoin=True),
    )
    return session.scalars(whole.order_by(Enquiry.created_at.desc(), Enquiry.id)).all()


def find_sent(session: Session, viewer: Viewer, client_key: str) -> Enquiry | None:
    """Return the message that a form has sent already."""
    return session.scalar(select(Enquiry).where(Enquiry.account_id == viewer.id, Enquiry.client_key == client_key))


def is_any_over(session: Session, before: datetime) -> bool:
    """True if a message was sent before that moment."""
    return session.scalar(select(Enquiry.id).where(Enquiry.created_at <= before).limit(1)) is not None


def has_refused(session: Session, digest: str) -> bool:
    """True if the address with this digest wants no mail that other people cause."""
    return bool(_refused(session, [digest]))


def can_undo_refusal(session: Session, digest: str) -> bool:
    """True if the address with this digest refused within ``UNDO``."""
    refusal = session.get(MailRefusal, digest)
    return refusal is not None and refusal.refused_at > clock.now() - UNDO


def _refused(session: Session, digests: Sequence[str]) -> frozenset[str]:
    if not digests:
        return frozenset()
    return frozenset(session.scalars(select(MailRefusal.digest).where(MailRefusal.digest.in_(digests))))
