"""Compressed columns: zlib streams (RFC 1950) that start from a dictionary of what nearly every record has.

A stream names its dictionary by a checksum, so a later release can add dictionaries and still read what is stored; one that
was ever used must stay as it is. A record as it came repeats most of its version's text, so that text is in its dictionary.
"""

import zlib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

_FOLDER = Path(__file__).parent / "dictionaries"
_TEXT, _STRUCTURE, _FACTS, _RECORD = (
    (_FOLDER / f"{name}-1.txt").read_bytes() for name in ("text", "structure", "facts", "record")
)
"""Names, codes and usual phrases in the order in which the columns hold them, written for this: none is of one record."""

_LEVEL = 6
_WINDOW = 32 * 1024  # bytes of a dictionary that zlib can refer to
_NAMED = 0x20  # bit of a stream's second byte: a checksum of its dictionary follows


class Packed(bytes):
    """A value that was compressed before; a compressed column stores it as it is."""

    __slots__ = ()


class CompressedText(TypeDecorator[str]):
    """A text, stored compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - the base class fixes the name
        """Compress the text."""
        return value if value is None or isinstance(value, Packed) else pack_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002 - as the base class has it
        """Return the text; raises zlib.error for damaged bytes."""
        return None if value is None else unpack(bytes(value)).decode()


class _CompressedJson(TypeDecorator[Any]):
    impl = LargeBinary
    cache_ok = True
    dictionary = b""

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> bytes | None:  # noqa: ANN401, ARG002 - any JSON value
        """Compress the value."""
        return value if value is None or isinstance(value, Packed) else _pack_json(value, self.dictionary)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:  # noqa: ANN401, ARG002 - any JSON value
        """Return the value; raises zlib.error for damaged bytes."""
        return None if value is None else from_json(unpack(bytes(value)))


class CompressedStructure(_CompressedJson):
    """The structure of a text as JSON, stored compressed."""

    cache_ok = True
    dictionary = _STRUCTURE


class CompressedFacts(_CompressedJson):
    """A record's facts as JSON, stored compressed."""

    cache_ok = True
    dictionary = _FACTS


def pack_text(text: str) -> Packed:
    """Compress a text for its column."""
    return _pack(text.encode(), _TEXT)


def pack_structure(structure: Any) -> Packed:  # noqa: ANN401 - any JSON value
    """Compress a structure for its column."""
    return _pack_json(structure, _STRUCTURE)


def pack_facts(facts: Any) -> Packed:  # noqa: ANN401 - any JSON value
    """Compress facts for their column."""
    return _pack_json(facts, _FACTS)


def pack_record(raw: bytes, text: str) -> Packed:
    """Compress a record as it came, of which this is the version's text."""
    return _pack(raw, _dictionary_of(text))


def unpack_record(stored: bytes, text: str, most: int = 0) -> bytes:
    """Return a record as it came, or up to ``most`` bytes of its beginning; raises zlib.error for damaged bytes.

    ``stored`` may be cut off if only a beginning is wanted.
    """
    if not _is_named(stored):
        return zlib.decompressobj().decompress(stored, most) if most else zlib.decompress(stored)
    unpacker = zlib.decompressobj(zdict=_dictionary_of(text))
    if most:
        return unpacker.decompress(stored, most)
    return _whole(unpacker, stored)


def unpack(stored: bytes) -> bytes:
    """Return the content of a stream that names one of the dictionaries, or none; raises zlib.error for damaged bytes."""
    if not _is_named(stored):
        return zlib.decompress(stored)
    return _whole(zlib.decompressobj(zdict=_dictionaries().get(stored[2:6], b"")), stored)


def _pack_json(value: Any, dictionary: bytes) -> Packed:  # noqa: ANN401 - any JSON value
    return _pack(to_json(value), dictionary)


def _pack(content: bytes, dictionary: bytes) -> Packed:
    packer = zlib.compressobj(_LEVEL, zdict=dictionary)
    return Packed(packer.compress(content) + packer.flush())


def _whole(unpacker: "zlib._Decompress", stored: bytes) -> bytes:
    content = unpacker.decompress(stored)
    if not unpacker.eof:
        raise zlib.error("the stored bytes end too early")
    return content


def _is_named(stored: bytes) -> bool:
    return len(stored) > 1 and bool(stored[1] & _NAMED)


def _dictionary_of(text: str) -> bytes:
    return (_RECORD + text.encode())[:_WINDOW]


@cache
def _dictionaries() -> dict[bytes, bytes]:
    return {zlib.adler32(each).to_bytes(4, "big"): each for each in (_TEXT, _STRUCTURE, _FACTS)}
