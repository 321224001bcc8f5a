"""The way of an archive from where it is written to where it is sent, a part at a time."""

MUCH = 64 * 1024
"""Bytes, or code points, that are held before they go on."""


class Pipe:
    """What a zip archive is written into and read out of again, with no way back in it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """True if enough is held to go on."""
        return self._size >= MUCH

    def write(self, data: bytes) -> int:
        """Hold bytes; return how many."""
        self._parts.append(bytes(data))
        self._size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """Nothing is held."""

    def take(self) -> bytes:
        """Return what is held, and hold nothing."""
        taken, self._parts, self._size = b"".join(self._parts), [], 0
        return taken
