"""What always holds in sound data about taking part, and what a restored backup must not bring back of it."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account, AccountKind
from annotate.participation.actions import refuse_mail
from annotate.participation.models import Enquiry


def violations_of_participation(session: Session) -> Iterator[str]:
    """Look for messages to studies of accounts that are nobody's any more."""
    left = select(Enquiry.id).join(Account, Account.id == Enquiry.account_id).where(Account.kind != AccountKind.PERSON)
    for enquiry_id in session.scalars(left):
        yield f"enquiry {enquiry_id}: it is of an account that left"


def refuse_again(session: Session, digests: Collection[str]) -> None:
    """Let addresses that have refused mail since a backup was made refuse it still."""
    for digest in sorted(digests):
        refuse_mail(session, digest)
