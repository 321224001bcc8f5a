"""Where the pages of accounts are registered, and what all of them share."""

from functools import partial
from urllib.parse import quote, unquote, urlsplit

from flask import Blueprint, Flask, current_app, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException

from annotate.accounts.access_tokens import Derive
from annotate.accounts.confirming import Link
from annotate.accounts.tokens import MailPurpose, sign_link
from annotate.accounts.tokens import read_link as read
from annotate.core.redirects import own_path
from annotate.settings import Settings
from annotate.signing import Signer
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.pages import pages
from annotate.web.public_url import here, leading_here, root, site_path

blueprint = Blueprint("accounts", __name__)

_SIGNER = "annotate.account_signer"
_SENT = "annotate.mail_is_sent"
_TARGET = "target"
_ENDPOINTS = {
    MailPurpose.RESET: "accounts.reset",
    MailPurpose.ADDRESS: "accounts.address",
    MailPurpose.SIGN_UP: "accounts.finish_sign_up",
}


def attach(app: Flask, settings: Settings) -> None:
    """Sign links in mails with the app's keys, and let pages say where mail goes."""
    app.extensions[_SIGNER] = Signer(settings.share_keys)
    app.extensions[_SENT] = bool(settings.smtp_url)
    app.jinja_env.globals["place_to_return"] = place_to_return
    app.jinja_env.globals["mail_is_sent"] = bool(settings.smtp_url)


def mail_is_sent() -> bool:
    """Tell whether mail goes to people, not into a folder of this machine."""
    found: bool = current_app.extensions[_SENT]
    return found


def link_to(purpose: MailPurpose) -> Link:
    """Give what makes the address of a mailed link's page."""
    signer: Signer = current_app.extensions[_SIGNER]

    def link(row_id: str) -> str:
        return leading_here(url_for(_ENDPOINTS[purpose], token=sign_link(signer, purpose, row_id)))

    return link


def read_link(purpose: MailPurpose, token: str) -> str:
    """Give the id of the row that a mailed link names; raises NotFound and Gone."""
    signer: Signer = current_app.extensions[_SIGNER]
    return read(signer, purpose, token)


def token_digits() -> Derive:
    """Give what makes the secret digits of access tokens, under the app's keys."""
    signer: Signer = current_app.extensions[_SIGNER]
    return partial(signer.derive, "access-token.v1")


def link_to_reset_request() -> str:
    """Give the address of the page that asks for a new password."""
    return leading_here(url_for("accounts.ask_for_reset"))


def user_agent() -> str:
    """Give what the browser says that it is."""
    return request.user_agent.string


def target() -> str:
    """Give where the person wanted to go."""
    return own_path(request.values.get("next"), site_path("/"))


def keep_target() -> None:
    """Keep in this browser where the person wanted to go, until they come back by a mail.

    In the mail itself it would be words of whoever asked for it, sent to any mailbox.
    """
    session[_TARGET] = target()


def kept_target() -> str:
    """Give where the person wanted to go when this browser asked for a mail; else the start page."""
    return own_path(session.get(_TARGET), site_path("/"))


def place_to_return() -> str | None:
    """Give the address to come back to after signing in from the page that is shown; None for the start page.

    The answer to a form leads back to the page that sent it, or to the nearest page above the form's address.
    """
    if (request.endpoint or "").startswith("accounts."):
        path: str | None = target()
    elif request.method == "GET":
        path = here() if _leads_back(request.endpoint) else None
    else:
        path = _page_before() or _page_above()
    return None if path == site_path("/") else path


def _leads_back(endpoint: str | None) -> bool:
    """True for pages but those of accounts and links: a link's address holds its token, which stands on no other page."""
    return bool(endpoint) and endpoint != pages().landing and not str(endpoint).startswith("accounts.")


def _page_before() -> str | None:
    """Give the page of this site that sent the request, as the browser tells (RFC 9110, section 10.1.3)."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:
        return None
    path = f"{before.path}?{before.query}" if before.query else before.path
    is_ours = before.netloc == request.host and _is_page(unquote(before.path.removeprefix(root())))
    return own_path(path, "") or None if is_ours else None


def _page_above() -> str | None:
    parts = request.path.split("/")
    above = ("/".join(parts[:length]) for length in range(len(parts) - 1, 1, -1))
    return next((quote(site_path(path)) for path in above if _is_page(path)), None)


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and _leads_back(adapter.match(path, method="GET")[0])
    except HTTPException:
        return False


def onward() -> Answer:
    """Lead on to where the person wanted to go."""
    return redirect(target(), 303)


def page(template: str, form: Form, **more: object) -> Answer:
    """Show a form."""
    return (render_template(template, form=form, **more), *form.status)
