"""What a refusal says, for the description of the interface; ``annotate.web.errors`` writes it."""

from annotate.api.presenters.conflicts import Both
from annotate.api.presenters.shapes import Outgoing


class WrongField(Outgoing):
    """A field that is wrong."""

    pointer: str
    """Where it stands in what was sent, as a JSON pointer (RFC 6901)."""
    detail: str
    """What is wrong with it."""


class Problem(Outgoing):
    """Why something was refused, and what was kept (RFC 9457)."""

    type: str
    """Always ``about:blank``: the status says which kind it is."""
    title: str
    """The kind of refusal, in words."""
    status: int
    """The answer's status."""
    detail: str
    """What happened, and what was kept."""
    instance: str
    """Names this answer in the log of the server."""
    errors: tuple[WrongField, ...] = ()
    """The fields that are wrong; left out when none is."""


class StaleProblem(Problem, Both):
    """A change that was made on an earlier text: nothing was changed, and both texts are given."""
