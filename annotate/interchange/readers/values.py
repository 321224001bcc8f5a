"""Values of a file, each of which may be anything: what is of another kind than expected counts as absent."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from annotate.core.instants import read_instant

_LARGEST = 2**31  # offsets and numbers beyond it are of no text
_LONGEST_INSTANT = 40


def text_of(value: object) -> str:
    """Return a text, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a list."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def number_of(value: object) -> int:
    """Return a whole number of an offset's size, or 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST else 0


def named(value: object) -> dict[str, Any]:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def instant_of(value: object) -> datetime | None:
    """Return the instant of an ISO 8601 text; None for anything else, and for one without an offset."""
    words = text_of(value)
    try:
        return read_instant(words) if len(words) <= _LONGEST_INSTANT else None
    except ValueError:
        return None


def key_of(origin: str, *parts: str) -> str:
    """Return a key of at most 64 characters for a note that one origin knows by these parts."""
    spelled = "".join(f"{len(part)}:{part}" for part in (origin, *parts))
    return f"import-{base64.urlsafe_b64encode(hashlib.sha256(spelled.encode()).digest()).decode().rstrip('=')}"
