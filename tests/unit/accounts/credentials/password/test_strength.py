"""The rule for choosing a password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import hashing
from annotate.accounts.credentials.password import strength
from annotate.errors import Invalid

WHO = {"email": "alice@example.org", "name": "Alice Author"}

storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def refusal(password: str) -> str:
    with pytest.raises(Invalid) as refused:
        strength.refuse_weak(password, **WHO)
    assert list(refused.value.fields) == ["password"]
    return refused.value.message


@given(st.text(storable, min_size=15, max_size=256).filter(lambda text: text.casefold() not in set(WHO.values())))
def test_fifteen_characters_of_any_kind_are_good(password: str) -> None:
    strength.refuse_weak(password, **WHO)


@given(st.text(storable, max_size=7))
def test_fewer_than_eight_never_are(password: str) -> None:
    assert "too short" in refusal(password)


@given(st.text(storable, min_size=257, max_size=400))
def test_more_than_256_never_are(password: str) -> None:
    assert "at most 256" in refusal(password)


@pytest.mark.parametrize("password", ["kV9#qz!wT", "Tj4$mWx8Lp", "plover anvil 7", "żółw łóżko 9"])
def test_eight_that_are_hard_to_guess_are_good(password: str) -> None:
    strength.refuse_weak(password, **WHO)


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
            strength.refuse_weak("p" * length, email="e" * 254, name="n" * 10_000)
        except Invalid:
            assert length > 256
    assert "p" * 14 in scored
    assert max(map(len, scored)) == 72
