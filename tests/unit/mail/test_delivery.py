"""How a message leaves: to a mail server as it should be, or into a folder for its owner alone."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTPUTF8, default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from annotate import clock
from annotate.core.smtp import Security, SmtpServer
from annotate.mail.actions import Letter
from annotate.mail.delivery import FolderPost, NotDelivered, SmtpPost, composed, post_of
from annotate.settings import Settings
from tests.mailing import MailServer, mail_server

SECRET = "not to be told"
FROM = "annotate <notes@example.org>"
LETTER = Letter("an-id", "alice@example.org", "Hello", "Words – “and” words\n", clock.now(), None, 1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def post_to(server: MailServer, security: Security = Security.NONE, user: str = "", password: str = "") -> SmtpPost:
    return SmtpPost(SmtpServer(security, "127.0.0.1", server.port, user, password), FROM)


def test_a_server_is_handed_the_message(server: MailServer) -> None:
    post_to(server).deliver(LETTER)
    ((recipients, text),) = server.sent
    assert recipients == ["<alice@example.org>"]
    read = message_from_bytes(text.encode(), policy=default)
    assert (read["From"], read["To"], read["Subject"]) == (FROM, "alice@example.org", "Hello")
    assert read["Message-ID"] == "<an-id@example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content().replace("\r\n", "\n") == LETTER.body


def test_a_message_that_can_be_ended_says_how_in_its_headers(server: MailServer) -> None:
    """RFC 8058, section 3.1: both headers, and an address over HTTPS that takes a POST."""
    address = f"https://notes.example.org/annotate/unsubscribe/{'x' * 300}"
    post_to(server).deliver(replace(LETTER, unsubscribe=address))
    post_to(server).deliver(LETTER)
    with_one, without = (message_from_bytes(text.encode(), policy=default) for _, text in server.sent)
    assert f"List-Unsubscribe: <{address}>\r\n" in server.sent[0][1], (
        "not as encoded words, which mail programs do not read"
    )
    assert with_one["List-Unsubscribe"] == f"<{address}>"
    assert with_one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert without["List-Unsubscribe"] is None


def test_an_answer_goes_to_whoever_wrote_it(server: MailServer) -> None:
    post = post_to(server)
    post.deliver(replace(LETTER, reply_to="bob@bücher.example"))
    ((_, text),) = server.sent
    read = message_from_bytes(text.encode(), policy=default)
    assert read["Reply-To"] == "bob@xn--bcher-kva.example"
    assert read["Auto-Submitted"] is None
    for forged in ("bob@example.org\r\nBcc: x@example.org", "bob@example.org, x@example.org", "bob"):
        with pytest.raises(NotDelivered) as refused:
            post.deliver(replace(LETTER, reply_to=forged))
        assert refused.value.final
    assert len(server.sent) == 1


def test_a_user_signs_in_first(server: MailServer) -> None:
    post_to(server, user="annotate", password=SECRET).deliver(LETTER)
    assert any(line.startswith("AUTH PLAIN ") for line in server.said)


@pytest.mark.parametrize(
    ("verb", "answer", "final"),
    [
        ("RCPT", "550 nobody of that name", True),
        ("RCPT", "450 come back later", False),
        ("MAIL", "550 not from you", False),
        (".", "554 looks like junk", False),
        ("AUTH", "535 wrong password", False),
    ],
)
def test_a_refusal_is_told(server: MailServer, verb: str, answer: str, *, final: bool) -> None:
    server.refuses[verb] = answer
    with pytest.raises(NotDelivered, match=answer[:3]) as refused:
        post_to(server, user="annotate", password=SECRET).deliver(LETTER)
    assert refused.value.final is final
    assert SECRET not in str(refused.value)


def test_nothing_is_said_without_tls_where_tls_is_asked_for(server: MailServer) -> None:
    with pytest.raises(NotDelivered, match="STARTTLS"):
        post_to(server, Security.STARTTLS, "annotate", SECRET).deliver(LETTER)
    assert [line.split()[0].upper() for line in server.said if line.split()[0].upper() not in {"EHLO", "RSET"}] == []
    with pytest.raises(NotDelivered):
        post_to(server, Security.TLS).deliver(LETTER)
    assert server.sent == []


def test_no_server_is_told() -> None:
    with pytest.raises(NotDelivered, match="Refused"):
        SmtpPost(SmtpServer(Security.NONE, "127.0.0.1", 9), FROM).deliver(LETTER)


@property_settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="@"), min_size=1, max_size=20))
def test_an_address_is_one_mailbox_and_one_header_whatever_its_signs(local: str) -> None:
    message = composed(replace(LETTER, recipient=f"{local}@example.org"), FROM)
    read = message_from_bytes(message.as_bytes(policy=SMTPUTF8), policy=default)
    assert len(read["To"].addresses) == 1
    assert read["To"].addresses[0].domain == "example.org"
    assert read["Bcc"] is None


@pytest.mark.parametrize("local", ["", "a b", "a\r\nBcc: b", "\u2028"])
def test_a_name_with_blanks_in_it_is_refused_for_good(local: str) -> None:
    with pytest.raises(NotDelivered) as refusal:
        composed(replace(LETTER, recipient=f"{local}@example.org"), FROM)
    assert refusal.value.final


def test_a_server_that_ends_rudely_has_taken_it_all_the_same(server: MailServer) -> None:
    server.refuses["QUIT"] = "500 what"
    post_to(server).deliver(LETTER)
    assert len(server.sent) == 1


@pytest.mark.parametrize("domain", ["", "x>", "x,y.org", "a b", "x\r\nBcc: y", "[127.0.0.1]"])
def test_a_domain_that_is_none_is_refused_for_good(domain: str) -> None:
    with pytest.raises(NotDelivered) as refusal:
        composed(replace(LETTER, recipient=f"alice@{domain}"), FROM)
    assert refusal.value.final


def test_an_address_in_another_script_has_its_domain_in_ascii() -> None:
    assert "xn--" in str(composed(replace(LETTER, recipient="alice@bücher.example"), FROM)["To"])


def test_a_folder_keeps_it_for_its_owner_alone(tmp_path: Path) -> None:
    post = FolderPost(tmp_path / "mail", FROM)
    post.deliver(LETTER)
    post.deliver(LETTER)  # a try whose end was not written down comes again, as the same file
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "alice@example.org"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(NotDelivered):
        FolderPost(tmp_path / "mail", FROM).deliver(LETTER)


def test_settings_choose_the_way(tmp_path: Path, settings: Settings) -> None:
    assert isinstance(post_of(settings), FolderPost)
    assert isinstance(post_of(replace(settings, smtp_url="smtps://mail.example.org")), SmtpPost)
