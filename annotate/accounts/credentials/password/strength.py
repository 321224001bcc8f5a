"""The rule for choosing a password (NIST SP 800-63B-4, section 3.1.1)."""

from annotate.core.text import storable
from annotate.errors import Invalid
from annotate.hashing import hard_to_guess

LONG_ENOUGH = 15
"""Characters that make any password good."""

SHORTEST = 8
"""The least characters of a password that is hard to guess."""

LONGEST = 256
"""The most characters of a password."""


def refuse_weak(password: str, *, email: str, name: str) -> None:
    """Raise Invalid beside the field ``password`` when it is too short, too long or too easy to guess.

    Every character counts as it was typed: blanks, capitals and Unicode are kept exactly, nothing is trimmed.
    """
    if len(password) > LONGEST:
        raise Invalid.field("password", f"A password has at most {LONGEST} characters; this one has {len(password):,}.")
    if not storable(password):
        raise Invalid.field("password", "This holds a character that cannot be stored. Please choose another.")
    if len(password) < SHORTEST:
        raise Invalid.field("password", f"This is too short: use at least {SHORTEST} characters, better {LONG_ENOUGH}.")
    if password.casefold() in {email.casefold(), name.casefold()}:
        raise Invalid.field("password", "This is your own name or address, the first thing that anybody would try.")
    if len(password) < LONG_ENOUGH and not hard_to_guess(password, _known(email, name)):
        raise Invalid.field(
            "password",
            f"This is too easy to guess. Use {LONG_ENOUGH} characters or more, such as four words that do not belong together.",
        )


def _known(email: str, name: str) -> tuple[str, ...]:
    """Give what anybody would try first who knows whose password it is."""
    return (email, *email.split("@"), "".join(name.split()), *name.split())
