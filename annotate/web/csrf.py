"""Protection against forged requests: unsafe ones need the session's token and must not come from another site's page.

A request can be forged only where the browser's cookie identifies its sender. Addresses for programs read no cookie, and a
signed address that alone gives the right, as to end mails, needs none.
"""

from collections.abc import Sequence

from flask import Flask, abort, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from annotate.web.answer import Answer
from annotate.web.api_paths import is_for_programs, is_open_to_sites
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
    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        """Compare the token with the session's, where there is a session."""
        if not is_for_programs(request):
            super().protect(apply_exemptions=apply_exemptions)


def begin() -> None:
    """Use the new session's token on the page of this request, not the earlier session's."""
    g.pop("csrf_token", None)  # where flask_wtf caches the token


def attach(app: Flask, keys: Sequence[str], exempt: Sequence[str] = ()) -> None:
    """Check the token of every unsafe request; a form may stay open for as long as its session lives.

    Keys are oldest first: the last one signs, all are accepted. ``exempt`` names views, as ``package.module.function``, whose
    signed address alone gives the right to what they do.
    """
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SECRET_KEY=list(keys))

    @app.before_request
    def refuse_other_sites() -> None:
        # Browsers say which site's page sent a request, and no page can change that (Fetch Metadata). A token that
        # was stolen is of no use from there, and nor is a cookie that a neighbouring host has planted.
        if is_open_to_sites(request):
            return
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "none") not in _OUR_OWN:
            abort(403, "This was sent from a page of another site, so nothing was changed.")

    protection = _Protection(app)
    for view in exempt:
        protection.exempt(view)
    # A margin has a form for each note, and the library would look up its settings for each.
    app.context_processor(lambda: {"csrf_token": lambda: g.get("csrf_token") or generate_csrf()})

    @app.errorhandler(CSRFError)
    def refuse(_error: CSRFError) -> Answer:
        # Offer it again only if the browser says that one of our own pages sent it: the button brings a new token.
        again = sent_form() if request.headers.get("Sec-Fetch-Site") == "same-origin" else None
        return answer_page(400, _WITH_WORDS if again else _EARLIER_SESSION, again=again, stale=True)
