"""Who is let in where programs ask, and how often."""

from annotate.core.scopes import Scope
from annotate.errors import ScopeRequired
from annotate.web import identity
from annotate.web.limits import account, limiter


def let_in(scope: Scope | None) -> None:
    """Let nobody in but by an access token that is good; raises TokenRequired, and ScopeRequired when it allows less.

    None lets everybody in.
    """
    if scope is None or identity.viewer() is None:
        _count_stranger()
    if scope is None:
        return
    identity.required_viewer()
    _count_account()
    if scope not in identity.scopes():
        raise ScopeRequired(scope)


@limiter.limit("60 per minute")
def _count_stranger() -> None:
    """Count an address that shows no good token."""


@limiter.limit("600 per minute", key_func=account)
def _count_account() -> None:
    """Count an account."""
