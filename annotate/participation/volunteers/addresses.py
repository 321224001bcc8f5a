"""Addresses in letters to volunteers: each opens one page, for whoever reads their mail."""

from dataclasses import dataclass
from datetime import timedelta

from annotate.errors import NotFound
from annotate.mail.tokens import ENDING_MAILS, read_token
from annotate.participation.refusing import sign_refusal
from annotate.signing import Signer

CONFIRMING = timedelta(hours=48)
"""How long an address waits to be confirmed; then all that came with it is deleted."""

TOO_LATE = "This link was used, or is more than two days old: what came with it is deleted. You can sign up again."
GONE = "Nothing is stored under this link any more. You get no mail from it."

_CONFIRM, _OWN = "volunteer-confirmation.v1", "volunteer.v1"


@dataclass(frozen=True, slots=True)
class VolunteerAddresses:
    """Makes the whole addresses."""

    site: str
    """The whole address of the start page, without a slash at its end."""
    signer: Signer

    def confirmation(self, volunteer_id: str) -> str:
        """Return the address that confirms a sign-up."""
        return f"{self.site}/volunteers/confirmations/{self.signer.sign(_CONFIRM, volunteer_id)}"

    def own(self, volunteer_id: str) -> str:
        """Return the address of the page on which everything can be changed and deleted."""
        return f"{self.site}/volunteers/{sign_volunteer(self.signer, volunteer_id)}"

    def unsubscription(self, volunteer_id: str) -> str:
        """Return the address that ends the mails and deletes everything."""
        return f"{self.own(volunteer_id)}/unsubscription"

    def refusal(self, digest: str) -> str:
        """Return the address by which a mailbox gets no more mail that other people cause."""
        return f"{self.site}/mail-refusals/{sign_refusal(self.signer, digest)}"


def sign_volunteer(signer: Signer, volunteer_id: str) -> str:
    """Make the token of a volunteer's own page."""
    return signer.sign(_OWN, volunteer_id)


def read_confirmation(signer: Signer, token: str) -> str:
    """Return the id of the sign-up that a token confirms; raises NotFound and Gone."""
    return _id(read_token(signer, _CONFIRM, token, CONFIRMING, TOO_LATE))


def read_volunteer(signer: Signer, token: str) -> str:
    """Return the id of the volunteer whose page a token opens; raises NotFound and Gone."""
    return _id(read_token(signer, _OWN, token, ENDING_MAILS, GONE))


def _id(value: object) -> str:
    if not isinstance(value, str):
        raise NotFound
    return value
