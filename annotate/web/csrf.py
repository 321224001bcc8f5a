"""Forged requests are refused: every unsafe one carries the session's token, and none comes from another site's page.

A request can be forged where a browser says by itself who sends it, with its cookie. Below the addresses for programs no
cookie is read, so there is nothing to forge. Nor is there where a signed address alone gives the right, as to end mails.
"""

from collections.abc import Sequence

from flask import Flask, abort, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from annotate.web.answer import Answer
from annotate.web.api_paths import is_for_programs
from annotate.web.errors import answer_page
from annotate.web.resubmission import sent_form

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""

_OUR_OWN = frozenset({"same-origin", "none"})

_EARLIER_SESSION = (
    "This form belongs to an earlier session, so nothing was changed. "
    "Go back, copy what you typed, reload the page and send it again."
)

_WITH_WORDS = (
    "This form belongs to an earlier session, so nothing was changed yet. What you typed is here: send it again."
)


class _Protection(CSRFProtect):  # type: ignore[misc]  # flask_wtf has no types
    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - as the library has it
        """Compare the token with the session's, where there is a session."""
        if not is_for_programs(request):
            super().protect(apply_exemptions=apply_exemptions)


def begin() -> None:
    """Let the page of this request carry the token of the session that has just begun, not of the one before."""
    g.pop("csrf_token", None)  # where flask_wtf keeps what it has made


def attach(app: Flask, keys: Sequence[str], exempt: Sequence[str] = ()) -> None:
    """Check the token of every unsafe request; a form may stay open for as long as its session lives.

    Of the keys, oldest first, the last one signs and all of them are believed. ``exempt`` names views, as
    ``package.module.function``, whose address alone gives the right to what they do: no cookie is of use to a forger there.
    """
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SECRET_KEY=list(keys))

    @app.before_request
    def refuse_other_sites() -> None:
        # Browsers say which site's page sent a request, and no page can make them lie (Fetch Metadata). A token that
        # was stolen is of no use from there, and nor is a cookie that a neighbouring host has planted.
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "none") not in _OUR_OWN:
            abort(403, "This was sent from a page of another site, so nothing was changed.")

    protection = _Protection(app)
    for view in exempt:
        protection.exempt(view)
    # A margin holds a form for each note, and the library would look up its settings for each of them.
    app.context_processor(lambda: {"csrf_token": lambda: g.get("csrf_token") or generate_csrf()})

    @app.errorhandler(CSRFError)
    def refuse(_error: CSRFError) -> Answer:
        # Only a browser that says that one of our own pages sent it has it offered again: the button brings a new token.
        again = sent_form() if request.headers.get("Sec-Fetch-Site") == "same-origin" else None
        return answer_page(400, _WITH_WORDS if again else _EARLIER_SESSION, again=again, stale=True)
