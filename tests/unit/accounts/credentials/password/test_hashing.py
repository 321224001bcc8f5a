"""Hashes of passwords."""

from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from annotate.accounts.credentials.password import hashing


def test_passwords_are_kept_exactly() -> None:
    password = "  caf\u00e9 \U0001f9ea e\u0301  "
    hashed = hashing.hash_password(password)
    assert hashing.matches(hashed, password)
    for other in (password.strip(), password + " ", password.replace("e\u0301", "\u00e9"), password.upper()):
        assert not hashing.matches(hashed, other)


def test_the_same_password_has_another_hash_each_time() -> None:
    assert hashing.hash_password("reading records") != hashing.hash_password("reading records")


def test_nobody_and_nonsense_match_nothing() -> None:
    assert not hashing.matches(None, "any password")
    assert not hashing.matches("not a hash", "any password")
    assert not hashing.matches("", "")


def test_what_cannot_be_a_password_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(hashing, "_hasher")
    assert not hashing.matches("$argon2id$…", "p" * 257)


def test_an_unknown_address_costs_as_much_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Spy(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the base class names it
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr("annotate.accounts.credentials.password.hashing._hasher._argon2", Spy.from_parameters(CHEAPEST))
    known = hashing.hash_password("any password")
    hashing.matches(known, "another password")
    hashing.matches(None, "another password")
    assert verified[0] == known
    shape = [(part.split(",") if "=" in part else len(part)) for part in verified[1].split("$")]
    assert shape == [(part.split(",") if "=" in part else len(part)) for part in known.split("$")]


def test_hashes_are_argon2id_of_the_low_memory_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "annotate.accounts.credentials.password.hashing._hasher._argon2",
        PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY),
    )
    hashed = hashing.hash_password("reading records at noon")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hashing.matches(hashed, "reading records at noon")
    assert not hashing.outdated(hashed)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert hashing.outdated(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("reading records"))
