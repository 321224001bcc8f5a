"""Names of people and their e-mail addresses, in the one form that is stored."""

import hashlib
import re
import unicodedata

from annotate.core.text import composed

EMAIL_LENGTH = 254
"""The most characters of an e-mail address (RFC 5321, section 4.5.3.1.3, less the angle brackets)."""

NAME_LENGTH = 80
"""The most code points of a person's name."""

# Deliberately loose: only a delivered mail proves an address. Blanks and controls are never allowed.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*")

# Signs that change the direction of writing: a name must not rearrange the words around it (Unicode TR 36, section 2.5).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def normalise_email(text: str) -> str:
    """Normalise an address for storing and comparing: trimmed, NFC, lower case.

    Raises ValueError with a sentence for its owner if the text is not an e-mail address.
    """
    address = composed(text.strip()).lower()
    if not _EMAIL.fullmatch(address) or any(_hidden(sign) for sign in address):
        raise ValueError("Enter an e-mail address, such as name@example.org.")
    if len(address) > EMAIL_LENGTH:
        raise ValueError(f"An e-mail address has at most {EMAIL_LENGTH} characters.")
    return address


def normalise_name(text: str) -> str:
    """Normalise a person's name for storing and showing: NFC, single blanks, no controls.

    Raises ValueError with a sentence for its owner if nothing is left, or too much.
    """
    visible = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or not _hidden(sign))
    name = composed(" ".join(visible.split()))
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):
        raise ValueError("Enter the name that your colleagues will see.")
    if len(name) > NAME_LENGTH:
        raise ValueError(f"A name has at most {NAME_LENGTH} characters; this one has {len(name):,}.")
    return name


def ascii_domain(domain: str) -> str:
    """Return a domain as mail is sent to it (RFC 3490); one that cannot be written so stays as it is."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def email_digest(email: str) -> str:
    """Name a mailbox in a counter without saying it: not every address that is tried belongs to somebody here.

    Spellings of a domain to which the same mail goes, with invisible or wide signs, are one mailbox.
    """
    local, _, domain = email.rpartition("@")
    return hashlib.sha256(f"{local}@{ascii_domain(domain)}".encode()).hexdigest()[:32]


def _hidden(sign: str) -> bool:
    return sign in _TURNING or unicodedata.category(sign) in {"Cc", "Cs"}
