"""Handing a message over: to a mail server, or into a folder where there is none."""

import os
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol

from annotate.core.names import ascii_domain
from annotate.core.smtp import Security, SmtpServer, read_server
from annotate.core.text import one_line
from annotate.mail.actions import Letter
from annotate.settings import Settings

_PATIENCE = 20.0  # seconds for each answer of the server
_LONGEST_TROUBLE = 200
_UNSUBSCRIBE = "List-Unsubscribe"


class NotDelivered(Exception):
    """The message was not taken over; ``final`` when it never will be."""

    def __init__(self, trouble: str, *, final: bool = False) -> None:
        """Keep what went wrong, in one line."""
        super().__init__(one_line(trouble, _LONGEST_TROUBLE))
        self.final = final


class Post(Protocol):
    """Takes messages over."""

    def deliver(self, letter: Letter) -> None:
        """Hand one message over; raises NotDelivered."""


def post_of(settings: Settings) -> Post:
    """Give the way that this instance's mail goes."""
    if settings.smtp_url:
        return SmtpPost(read_server(settings.smtp_url), settings.mail_from)
    return FolderPost(settings.mail_folder, settings.mail_from)


class _WholeAddresses(EmailPolicy):
    """Writes the address that ends mails as it is.

    Python would encode a line longer than 78 signs as words, which this field does not take (RFC 2369, section 2).
    """

    def fold(self, name: str, value: str) -> str:
        """Write a field into lines."""
        return f"{name}: {value}{self.linesep}" if name == _UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a field into lines of bytes."""
        return self.fold(name, value).encode("ascii") if name == _UNSUBSCRIBE else super().fold_binary(name, value)


_WHOLE_ADDRESSES = _WholeAddresses(linesep="\r\n")


def composed(letter: Letter, sender: str) -> EmailMessage:
    """Write the message as RFC 5322 has it; raises NotDelivered when its address cannot stand in a header.

    The id of the message stays the same at each try, so that a reader's program can drop what comes twice.
    """
    name, address = parseaddr(sender)
    message = EmailMessage(policy=_WHOLE_ADDRESSES)
    try:
        message["From"] = Address(name, addr_spec=address)
        message["To"] = mailbox_of(letter.recipient)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.created_at)
        message["Message-ID"] = f"<{letter.id}@{address.rpartition('@')[2]}>"
        if letter.reply_to:
            message["Reply-To"] = mailbox_of(letter.reply_to)
        else:
            # No person wrote it, so no holiday notices in answer (RFC 3834, section 5).
            message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            # One click in the reader's program ends mails like this one (RFC 8058, section 3.1).
            message[_UNSUBSCRIBE] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.body)
    except (ValueError, IndexError, UnicodeError) as error:
        raise NotDelivered(f"The address or the subject cannot be written: {error}", final=True) from error
    return message


def mailbox_of(address: str) -> Address:
    """Read an address as one mailbox, whatever signs its owner typed; raises ValueError when it is none."""
    local, _, domain = address.rpartition("@")
    domain = ascii_domain(domain)
    if not local or not local.isprintable() or " " in local or not domain.replace("-", "").replace(".", "").isalnum():
        raise ValueError("no such domain")
    return Address(username=local, domain=domain)


class SmtpPost:
    """A mail server (RFC 5321)."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """Keep where it is and whom messages are from."""
        self._server = server
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        """Hand one message over; raises NotDelivered, final when the server refuses the address for good."""
        message = composed(letter, self._sender)
        to = mailbox_of(letter.recipient).addr_spec
        try:
            connection = self._connected()
            try:
                connection.send_message(message, parseaddr(self._sender)[1], [to])
            finally:
                _say_goodbye(connection)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotDelivered(f"{code} {_words(said)}", final=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(f"{error.smtp_code} {_words(error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _say_goodbye(connection: smtplib.SMTP) -> None:
    """End the conversation; whatever is answered, the message was taken over before or was not."""
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


def _words(said: bytes | str) -> str:
    """Read what a server said."""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


class FolderPost:
    """A folder with a file for each message, for an instance without a mail server."""

    def __init__(self, folder: Path, sender: str) -> None:
        """Keep where it is; it is made with the first message."""
        self._folder = folder
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        """Write one message for the eyes of the instance's owner alone; raises NotDelivered."""
        written = bytes(composed(letter, self._sender))
        path = self._folder / f"{letter.created_at:%Y-%m-%d-%H%M%S}-{letter.id}.eml"
        draft = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.unlink(missing_ok=True)  # of a sender that died
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(written)
            draft.replace(path)
        except OSError as error:
            raise NotDelivered(f"{type(error).__name__}: {error.strerror}") from error
