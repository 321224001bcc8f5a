"""Session cookies, accepted if one of our keys signed them; only the sign-in's row limits how long it lives.

A cookie holds the second at which it was signed, and the library refuses one from the future. Clocks of two machines differ,
and wrong clocks are corrected: neither may sign anybody out.
"""

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from annotate import clock
from annotate.web.api_paths import is_for_programs
from annotate.web.assets import is_for_files


def attach(app: Flask, cookieless: tuple[str, ...] = ()) -> None:
    """Install this reading of session cookies. Below the paths ``cookieless`` none is read, nor written."""
    app.session_interface = _Sessions(cookieless)


class _Sessions(SecureCookieSessionInterface):
    def __init__(self, cookieless: tuple[str, ...]) -> None:
        self._cookieless = cookieless

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie. Programs get no session, so Flask lets nothing be written into it; for files the cookie is not read."""
        if self._is_cookieless(request):
            return self.session_class()
        return None if is_for_programs(request) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, but never with public files: a shared cache would pass it on."""
        if not self._is_cookieless(request):
            super().save_session(app, session, response)

    def _is_cookieless(self, request: Request) -> bool:
        return is_for_files(request) or request.path.startswith(self._cookieless)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Sign as Flask does, and read what Flask would read."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Signer
        return serializer


class _Signer(TimestampSigner):
    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as the library has it
        """Return what was signed, even if it was signed a little later than now."""
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]  # of either kind
        except SignatureExpired as refusal:
            if refusal.date_signed is None or refusal.date_signed <= clock.now():
                raise
            return (refusal.payload, refusal.date_signed) if return_timestamp else refusal.payload
