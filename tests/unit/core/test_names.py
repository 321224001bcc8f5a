"""Names and addresses: one stored form, and a sentence for what is none."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.names import EMAIL_LENGTH, NAME_LENGTH, email_digest, normalise_email, normalise_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("alice@example.org", "alice@example.org"),
        ("  Alice@Example.ORG\n", "alice@example.org"),
        ("alice+notes@sub.example.org", "alice+notes@sub.example.org"),
        ("ALICE@localhost", "alice@localhost"),
        ("zo\u0065\u0308@example.org", "zo\u00eb@example.org"),
    ],
)
def test_an_address_has_one_stored_form(typed: str, stored: str) -> None:
    assert normalise_email(typed) == stored
    assert normalise_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "alice",
        "@example.org",
        "alice@",
        "alice@@example.org",
        "alice@example..org",
        "alice@.org",
        "alice@example.",
        "al ice@example.org",
        "alice@exam\tple.org",
        "alice@example.org\nbcc: bob@example.org",
        "alice\x00@example.org",
        "alice\ud800@example.org",
        "\u202ealice@example.org",
        "a" * 243 + "@example.org",
        "@" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="address"):
        normalise_email(typed)


def test_the_longest_address_is_taken() -> None:
    assert len(normalise_email("a" * (EMAIL_LENGTH - 12) + "@example.org")) == EMAIL_LENGTH


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Alice \t Author\n", "Alice Author"),
        ("Al\x00ice", "Alice"),
        ("\u202eecilA", "ecilA"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("نویسنده\u200cها", "نویسنده\u200cها"),
        ("<b>Alice</b>", "<b>Alice</b>"),
        ("田中", "田中"),
    ],
)
def test_a_name_has_one_stored_form(typed: str, stored: str) -> None:
    assert normalise_name(typed) == stored


@pytest.mark.parametrize("typed", ["", " \t", "\x00", "\u202e", "\u200b\u200d", "\ud800"])
def test_a_name_that_nobody_could_read_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Enter the name"):
        normalise_name(typed)


def test_a_name_has_an_end() -> None:
    assert len(normalise_name("n" * NAME_LENGTH)) == NAME_LENGTH
    with pytest.raises(ValueError, match="at most 80"):
        normalise_name("n" * (NAME_LENGTH + 1))


@given(st.text(st.characters(), max_size=120))
def test_any_text_is_a_storable_name_or_refused(typed: str) -> None:
    try:
        name = normalise_name(typed)
    except ValueError:
        return
    assert normalise_name(name) == name
    assert 1 <= len(name) <= NAME_LENGTH
    assert name.encode()
    assert not any(unicodedata.category(sign) == "Cc" for sign in name)


@pytest.mark.parametrize(
    "domain", ["exam\u00adple.com", "ｅxample.com", "ⓔxample.com", "example。com", "ex\u200bample.com"]
)
def test_one_mailbox_has_one_digest_however_its_domain_is_written(domain: str) -> None:
    assert email_digest(normalise_email(f"erin@{domain}")) == email_digest("erin@example.com")
    assert email_digest("erin@example.org") != email_digest("erin@example.com")
    assert email_digest("erin@" + "x" * 70 + ".com"), "one that cannot be written for mail has a digest too"
