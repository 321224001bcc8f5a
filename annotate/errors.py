"""Broken expectations, in the domain's words; ``annotate.web.errors`` turns each into a response."""

from collections.abc import Mapping

from annotate.core.scopes import Scope


class AnnotateError(Exception):
    """Something that the caller has to be told about."""

    def __init__(self, message: str) -> None:
        """Keep the sentence that the reader will see."""
        super().__init__(message)
        self.message = message


class NotFound(AnnotateError):
    """What was asked for is missing, or is not this viewer's to see: both look the same."""

    def __init__(self, message: str = "There is nothing here, or it is not yours to see.") -> None:
        """Say nothing that tells missing from forbidden."""
        super().__init__(message)


class Forbidden(AnnotateError):
    """The viewer sees the thing but may not do this to it."""


class SignInRequired(AnnotateError):
    """Only a signed-in person can go on."""

    def __init__(self, message: str = "Please sign in to go on. Nothing that you typed is lost.") -> None:
        """Say what to do."""
        super().__init__(message)


class TokenRequired(SignInRequired):
    """Only a program that shows a good access token can go on."""

    def __init__(self) -> None:
        """Say the same of a token that is missing, wrong, revoked or over."""
        super().__init__(
            "This needs a valid access token in the header “Authorization: Bearer …”. Nothing was changed."
        )


class ScopeRequired(Forbidden):
    """The program's access token does not allow this."""

    def __init__(self, scope: Scope) -> None:
        """Say what would."""
        super().__init__(
            f"This access token does not allow to {scope}. Nothing was changed. Its owner can make one that does, on "
            "Account → Access tokens."
        )
        self.scope = scope


class RevisionRequired(AnnotateError):
    """A change has to state the text that it was made on."""

    def __init__(self) -> None:
        """Say how."""
        super().__init__(
            "Say with the header “If-Match” which text this changes: its ETag, as you read it. Nothing was changed."
        )


class Invalid(AnnotateError):
    """What was sent cannot be taken.

    ``fields`` maps the name of a form field to the sentence that stands beside it.
    """

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        """Keep the sentence for the whole and one for each field."""
        super().__init__(message)
        self.fields = dict(fields or {})

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        """Refuse for the sake of a single field."""
        return cls(message, {name: message})


class Conflict(AnnotateError):
    """The thing has moved on since the caller saw it; ``current`` is its present text, ``made_on`` the revision of the text seen."""

    def __init__(self, message: str, current: str | None = None, *, made_on: int = 0) -> None:
        """Keep the present text, so that nothing is lost by choosing."""
        super().__init__(message)
        self.current, self.made_on = current, made_on


class Gone(AnnotateError):
    """A link that was good once and has ended: expired, revoked or replaced."""


class TooMany(AnnotateError):
    """Too many tries, or too much of something; ``retry_after`` is in seconds, None when waiting does not help."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        """Keep how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AnnotateError):
    """Something that is needed does not answer now; ``retry_after`` is in seconds."""

    def __init__(self, message: str, retry_after: int = 5) -> None:
        """Keep how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class NoRoom(Unavailable):
    """The disk that the data lie on is full, or takes no writes."""
