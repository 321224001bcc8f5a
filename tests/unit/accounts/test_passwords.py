"""The rule for passwords, and their hashes."""

from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from annotate import hashing
from annotate.accounts import passwords
from annotate.errors import Invalid

WHO = {"email": "alice@example.org", "name": "Alice Author"}

storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def refusal(password: str) -> str:
    with pytest.raises(Invalid) as refused:
        passwords.refuse_weak(password, **WHO)
    assert list(refused.value.fields) == ["password"]
    return refused.value.message


@given(st.text(storable, min_size=15, max_size=256).filter(lambda text: text.casefold() not in set(WHO.values())))
def test_fifteen_characters_of_any_kind_are_good(password: str) -> None:
    passwords.refuse_weak(password, **WHO)


@given(st.text(storable, max_size=7))
def test_fewer_than_eight_never_are(password: str) -> None:
    assert "too short" in refusal(password)


@given(st.text(storable, min_size=257, max_size=400))
def test_more_than_256_never_are(password: str) -> None:
    assert "at most 256" in refusal(password)


@pytest.mark.parametrize("password", ["kV9#qz!wT", "Tj4$mWx8Lp", "plover anvil 7", "żółw łóżko 9"])
def test_eight_that_are_hard_to_guess_are_good(password: str) -> None:
    passwords.refuse_weak(password, **WHO)


@pytest.mark.parametrize(
    "password",
    ["password", "12345678", "qwertyuiop", "aaaaaaaaaaaaaa", "annotate", "annotate2024", "AliceAuthor1", "alice@exam"],
)
def test_eight_that_are_easy_to_guess_are_not(password: str) -> None:
    assert "too easy to guess" in refusal(password)


def test_one_s_own_address_is_no_password_however_long() -> None:
    assert "own" in refusal("Alice@Example.org")


def test_a_lone_surrogate_is_refused_not_a_crash() -> None:
    assert "cannot be stored" in refusal("good long password \ud800")


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was given to zxcvbn."""
    texts: list[str] = []

    def score(password: str, user_inputs: list[str]) -> dict[str, int]:
        texts.extend([password, *user_inputs])
        return {"score": 4}

    monkeypatch.setattr(hashing, "zxcvbn", score)
    return texts


def test_zxcvbn_is_never_fed_more_than_72_characters(scored: list[str]) -> None:
    for length in (8, 14, 15, 72, 73, 256, 257, 100_000):
        try:
            passwords.refuse_weak("p" * length, email="e" * 254, name="n" * 10_000)
        except Invalid:
            assert length > 256
    assert "p" * 14 in scored
    assert max(map(len, scored)) == 72


def test_passwords_are_kept_exactly() -> None:
    password = "  caf\u00e9 \U0001f9ea e\u0301  "
    hashed = passwords.hash_password(password)
    assert passwords.matches(hashed, password)
    for other in (password.strip(), password + " ", password.replace("e\u0301", "\u00e9"), password.upper()):
        assert not passwords.matches(hashed, other)


def test_the_same_password_has_another_hash_each_time() -> None:
    assert passwords.hash_password("reading records") != passwords.hash_password("reading records")


def test_nobody_and_nonsense_match_nothing() -> None:
    assert not passwords.matches(None, "any password")
    assert not passwords.matches("not a hash", "any password")
    assert not passwords.matches("", "")


def test_what_cannot_be_a_password_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(passwords, "_hasher")
    assert not passwords.matches("$argon2id$…", "p" * 257)


def test_an_unknown_address_costs_as_much_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Spy(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the base class names it
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr("annotate.accounts.passwords._hasher._argon2", Spy.from_parameters(CHEAPEST))
    known = passwords.hash_password("any password")
    passwords.matches(known, "another password")
    passwords.matches(None, "another password")
    assert verified[0] == known
    shape = [(part.split(",") if "=" in part else len(part)) for part in verified[1].split("$")]
    assert shape == [(part.split(",") if "=" in part else len(part)) for part in known.split("$")]


def test_hashes_are_argon2id_of_the_low_memory_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "annotate.accounts.passwords._hasher._argon2", PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
    )
    hashed = passwords.hash_password("reading records at noon")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(hashed, "reading records at noon")
    assert not passwords.outdated(hashed)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert passwords.outdated(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("reading records"))
