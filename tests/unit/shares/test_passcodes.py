"""Passcodes: four words of the long list, or the owner's own; argon2id behind a turnstile."""

import re

import pytest

from annotate.errors import Invalid
from annotate.shares import passcodes


def test_the_list_is_the_long_one() -> None:
    words = passcodes.word_list()
    assert len(set(words)) == len(words) == 7_776
    assert (words[0], words[-1]) == ("abacus", "zoom")
    assert all(re.fullmatch(r"[a-z-]{3,9}", word) for word in words)


def test_generated_ones_differ_and_fit_their_hash() -> None:
    made = [passcodes.generate() for _ in range(20)]
    assert len({code.shown for code in made}) == 20
    for code in made:
        assert len(code.shown.split(" ")) == 4
        assert passcodes.matches(code.hash, code.shown.upper(), own=False)
        assert not passcodes.matches(code.hash, f"{code.shown}s", own=False)


def test_a_passcode_does_not_print_itself() -> None:
    code = passcodes.generate()
    assert code.shown not in repr(code)
    assert code.hash not in repr(code)


def test_the_parameters_are_those_of_the_design() -> None:
    assert (passcodes._PARAMETERS.memory_cost, passcodes._PARAMETERS.time_cost) == (19 * 1024, 2)  # noqa: SLF001 - a promise of the design
    assert passcodes._PARAMETERS.parallelism == 1  # noqa: SLF001 - as above


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("otters jugg", "at least 12"),
        ("aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("password1234", "too easy to guess"),
        ("annotateannotate", "too easy to guess"),
        ("NCT04561557!", "too easy to guess"),
        ("x" * 257, "at most 256"),
        ("otters\x00juggle quietly", "cannot be stored"),
        ("otters\ud800juggle quietly", "cannot be stored"),
    ],
)
def test_own_ones_that_are_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        passcodes.choose(text, known=("NCT04561557", "x" * 500))
    assert list(refused.value.fields) == ["passcode"]


def test_an_own_one_of_an_earlier_release_opens_still() -> None:
    earlier = passcodes._hasher.hash("10 mg per m² daily")  # noqa: SLF001 - as it was hashed in NFC
    assert passcodes.matches(earlier, "10 mg per m² daily", own=True)
    assert not passcodes.matches(earlier, "10 mg per m2 daily", own=True)


def test_a_hash_that_is_none_matches_nothing() -> None:
    assert not passcodes.matches("no hash", "otters juggle quietly", own=True)
    assert not passcodes.matches(passcodes.generate().hash, "\ud800" * 12, own=False)
