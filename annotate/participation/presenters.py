"""What pages show of messages to studies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from annotate.participation.models import Enquiry
from annotate.trials.status import Badge

_SENT = Badge("Sent", "open")
_WAITING = Badge("On its way", "soon")
_FAILED = Badge("Could not be delivered", "stopped")

_MOMENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """One message in the list of its sender."""

    registry_id: str
    title: str
    contact: str
    email: str
    sent_at: datetime
    state: Badge
    message: str
    is_new: bool
    """True for a moment after it was sent: what the device has kept of it is done with."""


def present_enquiries(enquiries: Iterable[Enquiry], at: datetime) -> tuple[EnquiryLine, ...]:
    """Build the view models of a person's messages."""
    return tuple(
        EnquiryLine(
            registry_id=each.trial.registry_id,
            title=each.trial.current_version.title,
            contact=each.contact_name,
            email=each.contact_email,
            sent_at=each.created_at,
            state=_state(each),
            message=each.message,
            is_new=each.created_at > at - _MOMENT,
        )
        for each in enquiries
    )


def _state(enquiry: Enquiry) -> Badge:
    """Return what became of the mail; the outbox forgets those that went out before it forgets those that did not."""
    if enquiry.mail is None or enquiry.mail.sent_at is not None:
        return _SENT
    return _WAITING if enquiry.mail.given_up_at is None else _FAILED
