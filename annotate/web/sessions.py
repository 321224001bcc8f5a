"""Session cookies, which are believed as long as a key of ours signed them: how long a sign-in lives is told by its row alone.

A cookie bears the second at which it was signed, and one from the future is refused by the library. But two machines never
have quite the same time, and a clock that was wrong is set right: neither may sign anybody out.
"""

from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from annotate import clock
from annotate.web.programs import is_for_programs


def attach(app: Flask) -> None:
    """Read session cookies so from now on."""
    app.session_interface = _Sessions()


class _Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; for programs there is none, and Flask lets nothing be written into it."""
        return None if is_for_programs(request) else super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Sign as Flask does, and read what it would."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Signer
        return serializer


class _Signer(TimestampSigner):
    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as the library has it
        """Give what was signed, also when it was signed a little later than now."""
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]  # of either kind
        except SignatureExpired as refusal:
            if refusal.date_signed is None or refusal.date_signed <= clock.now():
                raise
            return (refusal.payload, refusal.date_signed) if return_timestamp else refusal.payload
