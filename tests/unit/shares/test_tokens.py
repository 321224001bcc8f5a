"""Tokens: one purpose each, several keys, an age, and nothing readable."""

import base64
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from annotate import clock
from annotate.shares.tokens import Link, TokenPurpose, Tokens
from annotate.signing import Forged, TooOld

OLD, NEW = "an old key, which is long enough to be one", "a new key, which is long enough to be one"
LINK = Link("AbCdEfGhIjKlMnOpQrStUv", 3)


def test_a_link_comes_back() -> None:
    tokens = Tokens([OLD])
    assert tokens.read_link(tokens.link(LINK)) == LINK


def test_the_newest_key_signs_and_every_kept_key_is_believed() -> None:
    before, both, after = Tokens([OLD]), Tokens([OLD, NEW]), Tokens([NEW])
    assert both.read_link(before.link(LINK)) == LINK
    assert after.read_link(both.link(LINK)) == LINK
    with pytest.raises(Forged):
        before.read_link(both.link(LINK))
    with pytest.raises(Forged):
        after.read_link(before.link(LINK))


def test_a_token_is_good_for_one_purpose() -> None:
    tokens = Tokens([OLD])
    with pytest.raises(Forged):
        tokens.read_link(tokens.name(TokenPurpose.UNLOCK, LINK.share_id))
    assert tokens.read_name(TokenPurpose.UNLOCK, tokens.link(LINK)) is None
    assert tokens.read_name(TokenPurpose.UNLOCK, tokens.name(TokenPurpose.GUEST, "x")) is None
    assert tokens.read_name(TokenPurpose.GUEST, tokens.name(TokenPurpose.GUEST, "x")) == "x"


@pytest.mark.parametrize(("days", "good"), [(89, True), (91, False)])
def test_a_link_has_an_age(days: int, *, good: bool) -> None:
    tokens = Tokens([OLD])
    token = tokens.link(LINK)
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        if good:
            assert tokens.read_link(token) == LINK
        else:
            with pytest.raises(TooOld):
                tokens.read_link(token)


def test_a_link_from_the_future_is_not_believed() -> None:
    tokens = Tokens([OLD])
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        token = tokens.link(LINK)
    with pytest.raises(TooOld):
        tokens.read_link(token)


def test_a_link_of_a_machine_whose_clock_is_a_little_ahead_is_believed() -> None:
    tokens = Tokens([OLD])
    with time_machine.travel(clock.now() + timedelta(seconds=30), tick=False):
        token = tokens.link(LINK)
    assert tokens.read_link(token) == LINK


def test_an_unlock_is_named_for_half_a_day() -> None:
    tokens = Tokens([OLD])
    cookie = tokens.name(TokenPurpose.UNLOCK, "x")
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=False):
        assert tokens.read_name(TokenPurpose.UNLOCK, cookie) is None


@given(text=st.text(max_size=300))
def test_whatever_comes_in_is_forged(text: str) -> None:
    tokens = Tokens([OLD])
    with pytest.raises(Forged):
        tokens.read_link(text)
    assert tokens.read_name(TokenPurpose.UNLOCK, text) is None


@given(place=st.integers(0, 80), sign=st.characters(max_codepoint=127))
def test_a_changed_sign_is_forged_or_changes_nothing(place: int, sign: str) -> None:
    tokens = Tokens([OLD])
    token = tokens.link(LINK)
    place %= len(token)
    with suppress(Forged):
        assert tokens.read_link(token[:place] + sign + token[place + 1 :]) == LINK


def test_it_holds_nothing_but_id_and_epoch() -> None:
    payload = Tokens([OLD]).link(LINK).split(".")[0]
    assert base64.urlsafe_b64decode(payload + "==") == b'["AbCdEfGhIjKlMnOpQrStUv",3]'


def test_tokens_need_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Tokens([])
