"""Messages to a study's contact, written the same way for their preview, for sending and for the sender's copy."""

import hashlib
from dataclasses import dataclass

from annotate.core.text import isolated, one_line
from annotate.core.viewer import Viewer
from annotate.mail.letters import WrittenLetter, written_letter
from annotate.participation.contacts import Recipient
from annotate.trials.citing import REGISTRY_PAGE

PRIVATE_LINK = "(a link that only the contact gets)"
"""Stands in the preview and in the sender's copy for the address by which the contact refuses such messages."""

_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class EnquiryMail:
    """A message with its headers, as it goes out."""

    to: str
    reply_to: str
    letter: WrittenLetter

    @property
    def fingerprint(self) -> str:
        """A digest of all that the recipient gets: what was previewed is what is sent."""
        whole = "\n".join((self.to, self.reply_to, self.letter.subject, self.letter.body))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EnquiredStudy:
    """The study that a message is about."""

    registry_id: str
    title: str


def write_enquiry(
    sender: Viewer, study: EnquiredStudy, recipient: Recipient, message: str, *, site: str, refusal: str = PRIVATE_LINK
) -> EnquiryMail:
    """Write the mail to a contact. Each line of the person's words is marked, so that none passes for annotate's own."""
    letter = written_letter(
        "participation/enquiry.txt",
        registry_id=study.registry_id,
        title=isolated(one_line(study.title, _LONGEST_TITLE)),
        contact=isolated(recipient.name),
        sender=isolated(one_line(sender.name, _LONGEST_TITLE)),
        email=sender.email,
        lines=message.splitlines(),
        record=f"{REGISTRY_PAGE}{study.registry_id}",
        site=site,
        refusal=refusal,
    )
    return EnquiryMail(recipient.email, sender.email, letter)


def write_copy(mail: EnquiryMail, *, page: str) -> WrittenLetter:
    """Write the sender's copy of a mail; ``page`` is the whole address of their enquiries."""
    return written_letter("participation/enquiry_copy.txt", mail=mail, page=page)
