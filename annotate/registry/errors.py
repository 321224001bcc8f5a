"""What can be wrong with a record from outside."""


class UnreadableRecord(Exception):
    """A file or answer that is no registry record which can be read; ``reason`` is a sentence for the reader."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
