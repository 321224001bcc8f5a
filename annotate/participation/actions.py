"""Passing a person's message on to a study's contact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.accounts.models import Account
from annotate.core.names import email_digest
from annotate.core.text import normalise
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Forbidden, Gone, Invalid, SignInRequired
from annotate.insert_once import added, insert_once
from annotate.mail import actions as mail
from annotate.mail.models import Mail
from annotate.participation import limits, queries
from annotate.participation.contacts import Recipient
from annotate.participation.letters import EnquiredStudy, EnquiryMail, write_copy, write_enquiry
from annotate.participation.models import Enquiry, MailRefusal
from annotate.trials.models import Trial

LONGEST_MESSAGE = 4_000
"""The most code points of a message."""

CAUSE = "enquiry"
"""What these mails are about: the words of one that could not be sent go with the message."""

UNCONFIRMED = "Confirm your e-mail address first, on the page of your account: the study answers to it."


@dataclass(frozen=True, slots=True)
class EnquiryDraft:
    """What a person wants to send, and to whom."""

    contact: str
    """The key of a contact of the current record."""
    message: str
    client_key: str = ""
    seen: str = ""
    """The fingerprint of the mail that the person saw."""


@dataclass(frozen=True, slots=True)
class Relay:
    """What messages are passed on with."""

    site: str
    """The whole address of the start page, without a slash at its end."""
    page: str
    """The whole address of a person's enquiries."""
    refusal: Callable[[str], str]
    """Makes the whole address by which the mailbox with a digest refuses such mail."""


def compose_enquiry(session: Session, viewer: Viewer, trial: Trial, draft: EnquiryDraft, relay: Relay) -> EnquiryMail:
    """Return the mail as it would go out now; raises Forbidden and Invalid as ``send_enquiry`` does."""
    _require_confirmed(queries.is_confirmed(session, viewer))
    return write_enquiry(viewer, _study(trial), _chosen(session, trial, draft), _worded(draft), site=relay.site)


def refuse_at_limit(session: Session, viewer: Viewer, trial: Trial, seen: EnquiryMail, *, client: str) -> None:
    """Raise TooMany if the mail could not be sent now; nothing is counted."""
    throttle.refuse_blocked(session, limits.of_enquiry(viewer.id, trial.id, seen.to, client), clock.now())


def send_enquiry(
    session: Session, viewer: Viewer, trial: Trial, draft: EnquiryDraft, relay: Relay, *, client: str
) -> Enquiry:
    """Put the mail that the person saw into the outbox, with a copy for them; the same form sends it once.

    ``client`` is the network address that sends it. Raises SignInRequired if the account was locked or deleted meanwhile,
    Forbidden unless the sender's address is confirmed, Invalid when the record does not name the contact, or the mail is not
    the one that was seen, TooMany at a limit.
    """
    # Held: the same form, sent twice at once, is counted once.
    account = session.get(Account, viewer.id, with_for_update={"key_share": True})
    client_key = draft.client_key or new_id()
    sent = queries.find_sent(session, viewer, client_key)
    if sent is not None:
        return sent
    if account is None or account.locked_at is not None:
        raise SignInRequired
    _require_confirmed(account.confirmed_at is not None)
    recipient, message = _chosen(session, trial, draft), _worded(draft)
    seen = write_enquiry(viewer, _study(trial), recipient, message, site=relay.site)
    if seen.fingerprint != draft.seen:
        raise Invalid("The mail has changed since you saw it. This is how it goes out now: look at it, and send it.")
    throttle.count_all(session, limits.of_enquiry(viewer.id, trial.id, recipient.email, client), clock.now())
    refusal = relay.refusal(email_digest(recipient.email))
    whole = write_enquiry(viewer, _study(trial), recipient, message, site=relay.site, refusal=refusal)
    copy = write_copy(seen, page=relay.page)
    queued = mail.queue(
        session,
        to=whole.to,
        subject=whole.letter.subject,
        body=whole.letter.body,
        unsubscribe=refusal,
        reply_to=whole.reply_to,
        cause=CAUSE,
        account_id=viewer.id,
    )
    mail.queue(session, to=viewer.email, subject=copy.subject, body=copy.body, cause=CAUSE, account_id=viewer.id)
    enquiry = Enquiry(
        account_id=viewer.id,
        trial_id=trial.id,
        mail_id=queued.id,
        contact_name=recipient.name,
        contact_email=recipient.email,
        message=message,
        client_key=client_key,
        created_at=clock.now(),
    )
    session.add(enquiry)
    session.flush()
    return enquiry


def forget_enquiries(session: Session, account_id: str) -> None:
    """Delete an account's messages, and their mails to contacts, sent or not; its own mails go with its address."""
    own = session.scalars(delete(Enquiry).where(Enquiry.account_id == account_id).returning(Enquiry.mail_id)).all()
    session.execute(delete(Mail).where(Mail.id.in_([mail_id for mail_id in own if mail_id])))


def delete_old(session: Session, before: datetime, limit: int) -> int:
    """Delete some of the messages that were sent before that moment, with their mails and copies; return how many."""
    old = select(Enquiry.id).where(Enquiry.created_at <= before).order_by(Enquiry.created_at).limit(limit)
    gone = session.scalars(delete(Enquiry).where(Enquiry.id.in_(old)).returning(Enquiry.id)).all()
    session.execute(delete(Mail).where(Mail.cause == CAUSE, Mail.created_at <= before))
    return len(gone)


def refuse_mail(session: Session, digest: str) -> None:
    """Let the address with this digest get no more mail that other people cause; once more changes nothing."""
    row = MailRefusal(digest=digest, refused_at=clock.now())
    insert_once(session, lambda: added(session, row), lambda: session.get(MailRefusal, digest))


def undo_refusal(session: Session, digest: str) -> None:
    """Take a refusal back that was just made; raises Gone for an older one.

    The address that does so is in every message, and so in the answers that quote it: whoever has it may undo a slip of the
    contact, not a decision.
    """
    if queries.can_undo_refusal(session, digest):
        accept_mail(session, digest)
    elif queries.has_refused(session, digest):
        raise Gone("This was decided a while ago. To get messages again, write to the person who runs this site.")


def accept_mail(session: Session, digest: str) -> None:
    """Take a refusal back; without one nothing changes."""
    session.execute(delete(MailRefusal).where(MailRefusal.digest == digest))


def _require_confirmed(confirmed: bool) -> None:  # noqa: FBT001 - the one thing that is asked
    if not confirmed:
        raise Forbidden(UNCONFIRMED)


def _chosen(session: Session, trial: Trial, draft: EnquiryDraft) -> Recipient:
    for recipient in queries.recipients_of(session, trial):
        if recipient.key == draft.contact:
            return recipient
    raise Invalid.field("contact", "Choose whom to write to.")


def _worded(draft: EnquiryDraft) -> str:
    message = normalise(draft.message).strip()
    if not message:
        raise Invalid.field("message", "Write what you want to ask.")
    if len(message) > LONGEST_MESSAGE:
        raise Invalid.field("message", f"A message has at most {LONGEST_MESSAGE:,} characters. Please shorten it.")
    return message


def _study(trial: Trial) -> EnquiredStudy:
    return EnquiredStudy(trial.registry_id, trial.current_version.title)
