"""A version of a record as a file that anybody can check: canonical JSON (RFC 8785), named by its SHA-256 (FIPS 180-4)."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass

FORMAT = "annotate-snapshot-1"
"""What the first field of a snapshot says; another one is another format."""

MOST_BYTES = 20_000_000
"""Bytes of a file that is read: records have a few hundred thousand."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELDS = ("registry", "registry_id", "last_updated", "title", "text")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot holds: nothing of whoever stored it, so that two instances make the same one of the same text."""

    registry: str
    registry_id: str
    last_updated: str
    """The registry's date of the record, as it writes dates; empty without one."""
    title: str
    text: str
    """The canonical text, in which the offsets of notes count."""

    @property
    def written(self) -> bytes:
        """The file. Its values are texts and its names ASCII, so that sorting and escaping are those of RFC 8785."""
        fields = {"format": FORMAT} | asdict(self)
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in 64 hexadecimal digits."""
        return digest_of(self.written)


def digest_of(file: bytes) -> str:
    """Return the SHA-256 of a file, in 64 hexadecimal digits."""
    return hashlib.sha256(file).hexdigest()


def read_digest(typed: str) -> str:
    """Read a digest however it was copied; raises ValueError with a sentence."""
    digest = "".join(typed.split()).lower().removeprefix("sha256:").removeprefix("sha-256:")
    if not _DIGEST.fullmatch(digest):
        raise ValueError("A SHA-256 has 64 digits, 0 to 9 and a to f.")
    return digest


def read_snapshot(file: bytes) -> Snapshot:
    """Read a snapshot, written as it is or otherwise; raises ValueError with a sentence."""
    if len(file) > MOST_BYTES:
        raise ValueError(f"The file is larger than {MOST_BYTES:,} bytes, so it is no snapshot of a record.")
    try:
        found = json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("The file is no JSON in UTF-8, so it is no snapshot of a record.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"The file does not say that it is a snapshot ({FORMAT}).")
    values = [found.get(name) for name in _FIELDS]
    if set(found) != {"format", *_FIELDS} or not all(isinstance(value, str) for value in values):
        raise ValueError(f"A snapshot has these fields, all of them texts, and no others: {', '.join(_FIELDS)}.")
    return Snapshot(*map(str, values))
