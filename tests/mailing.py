"""Mail in tests: what waits in the outbox, and a mail server that keeps what it is handed."""

import re
import socketserver
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select

from annotate.database import Database
from annotate.mail.models import Mail
from annotate.notifications.mailing import Sender, mail_due
from annotate.signing import Signer
from tests.stub_servers import running


def mails(database: Database, to: str = "") -> list[Mail]:
    """Give the messages (to one address), in the order in which they were queued."""
    with database.reader() as session:
        found = session.scalars(select(Mail).order_by(Mail.created_at, Mail.id)).all()
    return [mail for mail in found if to in {"", mail.recipient}]


def path_in(mail: Mail) -> str:
    """Give the path of the one link that a message holds."""
    (link,) = re.findall(r"^https?://[^/\s]+(/\S+)$", mail.body, re.MULTILINE)
    path: str = link
    return path


def rows_asked(queries: list[str]) -> list[str]:
    """Give the statements that read or change rows, of those that ran: alike when an answer's time is to tell nothing."""
    return [words for words in queries if words.startswith(("INSERT", "SELECT", "UPDATE", "DELETE"))]


@dataclass
class MailServer:
    """What a mail server was handed, and how it answers."""

    port: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    """Answers other than the usual ones, by the first word of what the client says."""
    sent: list[tuple[list[str], str]] = field(default_factory=list)
    """Recipients and text of each message."""
    said: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server (RFC 5321, as much of it as is needed) on this machine, without TLS."""
    known = MailServer()

    class Session(socketserver.StreamRequestHandler):
        usual: ClassVar[dict[str, str]] = {
            "EHLO": "250-here\r\n250 AUTH PLAIN",
            "AUTH": "235 you are",
            "DATA": "354 go on",
            "QUIT": "221 goodbye",
        }

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            self.say("220 mail.test")
            recipients: list[str] = []
            while line := self.rfile.readline().decode(errors="replace").rstrip("\r\n"):
                known.said.append(line)
                verb = line.split()[0].upper()
                answer = known.refuses.get(verb, self.usual.get(verb, "250 fine"))
                self.say(answer)
                if verb == "RCPT":
                    recipients.append(line.partition(":")[2].partition(">")[0] + ">")
                if verb == "QUIT":
                    return
                if verb == "DATA" and answer.startswith("354"):
                    text, refusal = self._text(), known.refuses.get(".")
                    if refusal is None:
                        known.sent.append((recipients, text))
                    self.say(refusal or "250 taken")

        def _text(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode(errors="replace")) not in {".\r\n", ""}:
                lines.append(line)
            return "".join(lines)

    with running(Session) as server:
        known.port = server.port
        yield known


def tell(database: Database, site: str = "http://localhost", keys: Sequence[str] = ("a key of tests",)) -> int:
    """Queue the letters of all news that are due by now, and give how many there were."""
    return mail_due(database, Sender(site, Signer(keys)))
