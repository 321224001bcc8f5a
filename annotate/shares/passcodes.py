"""Passcodes of shares: made of words, or chosen by their owner; hashed with argon2id."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from argon2 import Parameters
from argon2.low_level import ARGON2_VERSION, Type
from argon2.profiles import CHEAPEST

from annotate.core.passcodes import LONGEST, SHORTEST_OWN, WORDS, normalise_generated, normalise_own, typed, written
from annotate.core.text import storable
from annotate.errors import Invalid
from annotate.hashing import Hasher, hard_to_guess

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. A passcode has 51 bits and a counter before it.
_PARAMETERS = Parameters(
    type=Type.ID,
    version=ARGON2_VERSION,
    salt_len=16,
    hash_len=32,
    time_cost=2,
    memory_cost=19 * 1024,
    parallelism=1,
)

_hasher = Hasher(
    _PARAMETERS,
    at_once=4,  # each fills 19 MiB
    busy="Many people are opening links just now. Please try again in a moment.",
)


@dataclass(frozen=True, slots=True)
class Passcode:
    """A good passcode: what its owner sees once, and what is stored."""

    shown: str = field(repr=False)
    hash: str = field(repr=False)
    own: bool


def use_cheapest_hashing() -> None:
    """Hash in microseconds from now on; for tests alone."""
    _hasher.use(CHEAPEST)


def generate(seed: bytes | None = None) -> Passcode:
    """Make a passcode of four words; takes some tens of milliseconds. Raises Unavailable when too many wait.

    The same 32 secret bytes give the same words: eight of them choose a word, so that each is as likely as the next but for
    one part in 10^15. Without a seed they are random.
    """
    drawn = seed or secrets.token_bytes(8 * WORDS)
    numbers = (int.from_bytes(drawn[8 * place : 8 * place + 8], "big") for place in range(WORDS))
    shown = written(tuple(word_list()[number % len(word_list())] for number in numbers))
    return Passcode(shown, _hasher.hash(normalise_generated(shown)), own=False)


def choose(text: str, *, known: Sequence[str] = ()) -> Passcode:
    """Take the owner's own passcode; ``known`` are words that anybody would try first, such as the trial's id.

    Raises Invalid beside the field ``passcode`` when it is too short, too long or too easy, Unavailable when too many wait.
    """
    if len(text) > LONGEST:
        raise Invalid.field("passcode", f"A passcode has at most {LONGEST} characters; this one has {len(text):,}.")
    if not storable(text):
        raise Invalid.field("passcode", "This holds a character that cannot be stored. Please choose another.")
    if len(text) < SHORTEST_OWN:
        raise Invalid.field("passcode", f"This is too short: use at least {SHORTEST_OWN} characters.")
    if not hard_to_guess(text, known):
        raise Invalid.field(
            "passcode", "This is too easy to guess. Use words that do not belong together, or generate a passcode."
        )
    return Passcode(text, _hasher.hash(normalise_own(text)), own=True)


def make_or_take(own: str | None, *, known: Sequence[str], seed: bytes | None) -> Passcode:
    """Take the owner's own passcode, as ``choose`` does, or make one, as ``generate`` does, when that is None."""
    return generate(seed) if own is None else choose(own, known=known)


def matches(passcode_hash: str, text: str, *, own: bool) -> bool:
    """Tell whether a visitor typed the right passcode; the tries must have been counted before.

    Raises Unavailable when too many wait for their turn.
    """
    if len(text) > LONGEST or not storable(text):
        return False
    return any(_hasher.matches(passcode_hash, form) for form in typed(text, own=own))


@cache
def word_list() -> tuple[str, ...]:
    """Give the 7,776 words of the EFF's long list (https://www.eff.org/dice), read from the package that ships it."""
    text = (resources.files("xkcdpass") / "static" / "eff-long").read_text(encoding="utf-8")
    return tuple(text.split())
