"""No secret lies in the tree: nothing that is kept under version control opens anything anywhere."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a forge or registry": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{60}|glpat-[\w-]{20}|pypi-AgE\w{16}|npm_\w{36})",
    "a token of a chat or payment service": r"\bxox[abprs]-[0-9A-Za-z-]{10}|\b[rs]k_live_[0-9A-Za-z]{20}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "a password in an address": r"\b[a-z][a-z0-9+.-]{2,}://[^\s:/@'\"<>{}]+:(?!password@|secret@|s%40fe@)[^\s:/@'\"<>{}$]{6,}@(?!localhost|127\.)",
    "a key of this application": r"ANNOTATE_(?:SECRET_KEY(?:_FALLBACKS)?|SHARE_KEYS)\s*[=:]\s*['\"]?[A-Za-z0-9+/_-]{32,}",
}

NAMES = re.compile(
    r"(?:^|/)(?:\.env(?:\..*)?|id_(?:rsa|ed25519|ecdsa)|secret-key|share-key|.*\.(?:pem|key|p12|pfx|sqlite3))$"
)
"""Names of files that hold secrets or people's data."""


@pytest.fixture
def kept(here: Path) -> list[Path]:
    """Every file under version control."""
    if not (here / ".git").exists():
        pytest.skip("this copy of the tree is under no version control")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=here, capture_output=True, check=True)  # noqa: S607 - whichever git there is
    return [here / name for name in listed.stdout.decode().split("\0") if name and (here / name).is_file()]


def found_in(text: str) -> Iterator[str]:
    for what, pattern in SECRETS.items():
        if re.search(pattern, text):
            yield what


def test_no_file_holds_one(kept: list[Path], here: Path) -> None:
    assert len(kept) > 100
    found = [
        f"{path.relative_to(here)}: {what}" for path in kept for what in found_in(path.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_no_file_is_named_like_one(kept: list[Path], here: Path) -> None:
    assert [name for path in kept if NAMES.search(name := path.relative_to(here).as_posix())] == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a" * 36,
        "smtps://annotate:" + "hunter2hunter2@mail.example.org",
        "ANNOTATE_SECRET_KEY=" + "kS3vY8qL1nZ5xW7cR2mT9bH4fJ6gD0pA",
    ],
)
def test_it_finds_what_it_looks_for(text: str) -> None:
    assert len(list(found_in(text))) == 1
