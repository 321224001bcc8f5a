"""Errors of imported records, and answers of the registry that no retry makes better."""

from annotate.errors import Unavailable


class UnreadableRecord(Exception):
    """A file or answer is not a readable registry record; ``reason`` is a sentence for the reader."""

    def __init__(self, reason: str) -> None:
        """Store the reason."""
        super().__init__(reason)
        self.reason = reason


class RegistryRefusal(Unavailable):
    """The registry answers 403: it may block this network or this program, and asking again makes it worse."""


class QuestionRefused(Unavailable):
    """The registry answers 400 or 404: it does not know what was asked for, or no longer."""


class AnswerTooLarge(Unavailable):
    """The answer is larger than the caller takes."""
