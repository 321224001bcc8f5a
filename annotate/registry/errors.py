"""Errors of imported records."""


class UnreadableRecord(Exception):
    """A file or answer is not a readable registry record; ``reason`` is a sentence for the reader."""

    def __init__(self, reason: str) -> None:
        """Store the reason."""
        super().__init__(reason)
        self.reason = reason
