"""Forged requests are refused: every unsafe one carries the session's token, and none comes from another site's page."""

from collections.abc import Sequence

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from annotate.web.errors import Answer, answer_page

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""

_OUR_OWN = frozenset({"same-origin", "none"})

_EARLIER_SESSION = (
    "This form belongs to an earlier session, so nothing was changed. "
    "Go back, copy what you typed, reload the page and send it again."
)


def attach(app: Flask, keys: Sequence[str]) -> None:
    """Check the token of every unsafe request; a form may stay open for as long as its session lives.

    Of the keys, oldest first, the last one signs and all of them are believed.
    """
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SECRET_KEY=list(keys))

    @app.before_request
    def refuse_other_sites() -> None:
        # Browsers say which site's page sent a request, and no page can make them lie (Fetch Metadata). A token that
        # was stolen is of no use from there, and nor is a cookie that a neighbouring host has planted.
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "none") not in _OUR_OWN:
            abort(403, "This was sent from a page of another site, so nothing was changed.")

    CSRFProtect(app)

    @app.errorhandler(CSRFError)
    def refuse(_error: CSRFError) -> Answer | Response:
        return answer_page(400, _EARLIER_SESSION)
