"""Templates of letters: each is written from the values that it asks for, and each is a letter that somebody gets."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError, meta

from annotate.mail.letters import WrittenLetter, letter_templates, written_letter
from annotate.notifications.letters import Ending, News, Opening
from annotate.participation.letters import EnquiryMail
from annotate.participation.volunteers.letters import ToldCondition
from annotate.resources import TEMPLATES

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 3, 5, 7, 9, tzinfo=UTC)
LINK = "https://annotate.example.org/link"
SAMPLES: dict[str, dict[str, object]] = {
    "accounts/access_token_made.txt": {"until": AT, "allows": "read and write your notes and replies"},
    "accounts/address_changed.txt": {},
    "accounts/address_taken.txt": {"link": LINK},
    "accounts/address_will_change.txt": {},
    "accounts/closed.txt": {"deletion_due_at": AT},
    "accounts/confirm_address.txt": {"link": LINK},
    "accounts/finish_sign_up.txt": {"link": LINK},
    "accounts/password_changed.txt": {},
    "accounts/set_password.txt": {"link": LINK},
    "accounts/wrong_passwords.txt": {"tries": 100, "link": LINK},
    "notifications/news.txt": {
        "subject": "News on annotate",
        "news": News(
            threads=("a-thread", "another-thread"),
            openings=(Opening("for a colleague", "a-share", AT, "192.0.2.0/24"),),
            endings=(Ending("for a colleague", "a-share", AT),),
            to_check=3,
        ),
        "site": "https://annotate.example.org",
        "unsubscribe": LINK,
    },
    "participation/confirm_volunteer.txt": {"link": LINK, "refusal": LINK},
    "participation/enquiry.txt": {
        "registry_id": "NCT04561557",
        "title": "A study",
        "contact": "Study Office",
        "sender": "Alice",
        "email": "alice@example.org",
        "lines": ["One line", "", "Another line"],
        "record": LINK,
        "site": "https://annotate.example.org",
        "refusal": LINK,
    },
    "participation/enquiry_copy.txt": {
        "mail": EnquiryMail("office@example.org", "alice@example.org", WrittenLetter("A question", "Hello\n")),
        "page": LINK,
    },
    "participation/known_volunteer.txt": {"page": LINK},
    "participation/new_trials.txt": {
        "total": 12,
        "since": AT,
        "conditions": [
            ToldCondition("melanoma", "Melanoma", 11, ("NCT00000002", "NCT00000001")),
            ToldCondition("lung", "Lung", 1, ("NCT00000003",)),
        ],
        "site": "https://annotate.example.org",
        "page": LINK,
        "unsubscribe": LINK,
    },
    "shares/locked.txt": {"link": "for a colleague", "net": "192.0.2.0/24", "at": AT, "page": LINK},
    "shares/suspended.txt": {"link": "for a colleague", "at": AT, "page": LINK},
}
FILES = sorted(path.relative_to(TEMPLATES / "mail").as_posix() for path in (TEMPLATES / "mail").rglob("*.txt"))
PARTS = [name for name in FILES if "/_" in name]


def source_of(name: str) -> str:
    return (TEMPLATES / "mail" / name).read_text("utf-8")


def test_every_template_has_its_sample() -> None:
    assert [name for name in FILES if name not in PARTS] == sorted(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_is_written_from_the_values_that_it_asks_for(name: str) -> None:
    asked = meta.find_undeclared_variables(letter_templates().parse(source_of(name)))
    assert asked - set(letter_templates().globals) == set(SAMPLES[name])
    letter = written_letter(name, **SAMPLES[name])
    assert letter.subject
    assert "\n" not in letter.subject
    assert letter.body == letter.body.strip()
    assert "\n\n\n" not in letter.body
    assert not [sign for sign in ("{", "}", "Subject:") if sign in letter.subject + letter.body]


def test_no_template_is_unused() -> None:
    modules = "".join(path.read_text("utf-8") for path in sorted((ROOT / "annotate").rglob("letters.py")))
    assert [name for name in SAMPLES if f'"{name}"' not in modules] == []
    letters = "".join(source_of(name) for name in SAMPLES)
    assert [name for name in PARTS if f'include "{name}"' not in letters] == []


def test_no_letter_is_compiled_while_somebody_waits_for_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_templates(), "compile", None)
    for name, values in SAMPLES.items():
        assert written_letter(name, **values).body


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'link' is undefined"):
        written_letter("accounts/set_password.txt")


def test_a_template_begins_with_its_subject() -> None:
    with pytest.raises(ValueError, match="begins with no subject"):
        written_letter("accounts/_if_not_you.txt")


def test_times_are_said_in_utc() -> None:
    letter = written_letter("shares/suspended.txt", **SAMPLES["shares/suspended.txt"])
    assert "was suspended on 5 March 2026 at 07:09 UTC. Nobody" in letter.body
    assert (
        "Until 5 March 2026 anyone"
        in written_letter("accounts/access_token_made.txt", until=AT, allows="read your notes and replies").body
    )
