"""How many messages may be passed on: of a person, to a study, from a network, to a contact, and altogether."""

from collections.abc import Sequence
from datetime import timedelta

from annotate.core.names import email_digest
from annotate.core.nets import counted_net
from annotate.throttle import Counted, Limit

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)

SENDER = Limit(
    "enquiries sender",
    3,
    _DAY,
    _DAY,
    "You have written to three studies, and more is not possible within a day. You can write again in {wait}.",
)
"""Messages of one account."""

STUDY = Limit(
    "enquiries study",
    1,
    _WEEK,
    _WEEK,
    "You have written to this study, which is possible once a week. You can write again in {wait}.",
)
"""Messages of one account to one study."""

NET = Limit(
    "enquiries net",
    10,
    _DAY,
    _DAY,
    "Many messages came from your network, so this one was not sent. It can be sent in {wait}.",
)
"""Messages from one client network, whoever is signed in there."""

CONTACT = Limit(
    "enquiries contact",
    5,
    _DAY,
    _DAY,
    "This contact was written to by several people today, so this message was not sent. It can be sent in {wait}.",
)
"""Messages to one address, by all people and about all its studies."""

INSTANCE = Limit(
    "enquiries instance",
    200,
    _DAY,
    _DAY,
    "This site passes on a limited number of messages a day, so this one was not sent. It can be sent in {wait}.",
)
"""Messages that the instance passes on."""


def of_enquiry(account_id: str, trial_id: str, email: str, client: str) -> Sequence[Counted]:
    """Return what a message counts for, always in the same order; ``client`` is the network address that sends it."""
    return (
        (SENDER, account_id),
        (STUDY, f"{account_id} {trial_id}"),
        (NET, counted_net(client)),
        (CONTACT, email_digest(email)),
        (INSTANCE, "all"),
    )
