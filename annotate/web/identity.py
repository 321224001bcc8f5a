"""The viewer behind a request; the only importer of flask_login. Sessions and access tokens are rows that can be ended."""

from collections.abc import Callable

from flask import Flask, Request, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from annotate.core.scopes import EVERY_SCOPE, Scope
from annotate.core.viewer import TokenBearer, Viewer
from annotate.errors import SignInRequired, TokenRequired
from annotate.web.api_paths import is_for_programs

Loader = Callable[[str], Viewer | None]
"""Finds the viewer of a live sign-in by its id."""

TokenLoader = Callable[[str], TokenBearer | None]
"""Finds who is behind an access token, and what it allows."""


class _SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """A viewer as flask_login needs it."""

    def __init__(self, viewer: Viewer, scopes: frozenset[Scope] = EVERY_SCOPE) -> None:
        self.viewer, self.scopes = viewer, scopes

    def get_id(self) -> str:
        """Return the id of the revocable sign-in row, never of the account."""
        return self.viewer.sign_in_id


def attach(app: Flask, load: Loader, load_by_token: TokenLoader) -> None:
    """Set up recognition of signed-in people and their programs; the app hands in the finders."""
    # Only the session says who is signed in. By default the library would accept a second cookie as well, and
    # break on a malformed one; no browser can send a cookie of this name.
    app.config["REMEMBER_COOKIE_NAME"] = ";"
    manager = LoginManager(app)
    # Its own check keys on X-Forwarded-For as the client sent it; the sign-in row is our check.
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask_login has no types
    def user(sign_in_id: str) -> _SignedIn | None:
        found = load(sign_in_id)
        return _SignedIn(found) if found else None

    @manager.request_loader  # type: ignore[untyped-decorator]  # as above
    def program(sent: Request) -> _SignedIn | None:
        shown = sent.authorization
        if not is_for_programs(sent) or shown is None or shown.type != "bearer" or not shown.token:
            return None
        found = load_by_token(shown.token)
        return _SignedIn(found.viewer, found.scopes) if found else None

    app.context_processor(lambda: {"viewer": viewer()})


def viewer() -> Viewer | None:
    """Return the viewer, or None."""
    return current_user.viewer if current_user.is_authenticated else None


def scopes() -> frozenset[Scope]:
    """Return what the request may do: everything for a signed-in person, what its token allows for a program."""
    return current_user.scopes if current_user.is_authenticated else frozenset()


def required_viewer() -> Viewer:
    """Return the viewer; raises SignInRequired, for programs TokenRequired."""
    found = viewer()
    if found is None:
        raise TokenRequired if is_for_programs(request) else SignInRequired
    return found


def remember(found: Viewer, *, stay: bool = False) -> None:
    """Begin the session of a person who has just proved who they are; clears the earlier session.

    The browser drops the cookie when it is closed, unless ``stay`` is true.
    """
    session.clear()
    session.permanent = stay
    login_user(_SignedIn(found))


def forget() -> None:
    """End the browser's session."""
    logout_user()
    session.clear()


def client_address() -> str:
    """Return the client's address, as only the trusted proxies state it."""
    return request.remote_addr or "unknown"
