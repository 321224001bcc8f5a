"""Where the pages of accounts are registered, and what all of them share."""

from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from annotate.accounts.confirming import Link
from annotate.accounts.tokens import Purpose, sign_link
from annotate.accounts.tokens import read_link as read
from annotate.core.redirects import own_path
from annotate.settings import Settings
from annotate.signing import Signer
from annotate.web.addresses import here, leading_here, site_path
from annotate.web.forms import Form

blueprint = Blueprint("accounts", __name__)

Page = Answer | tuple[str, int, dict[str, str]]

_SIGNER = "annotate.account_signer"
_SENT = "annotate.mail_is_sent"
_ENDPOINTS = {
    Purpose.RESET: "accounts.reset",
    Purpose.ADDRESS: "accounts.address",
    Purpose.SIGN_UP: "accounts.finish_sign_up",
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


def link_to(purpose: Purpose, onward_to: str | None = None) -> Link:
    """Give what makes the address of a mailed link's page, which may lead on to another one."""
    signer: Signer = current_app.extensions[_SIGNER]

    def link(row_id: str) -> str:
        return leading_here(url_for(_ENDPOINTS[purpose], token=sign_link(signer, purpose, row_id), next=onward_to))

    return link


def read_link(purpose: Purpose, token: str) -> str:
    """Give the id of the row that a mailed link names; raises NotFound and Gone."""
    signer: Signer = current_app.extensions[_SIGNER]
    return read(signer, purpose, token)


def link_to_reset_request() -> str:
    """Give the address of the page that asks for a new password."""
    return leading_here(url_for("accounts.ask_for_reset"))


def user_agent() -> str:
    """Give what the browser says that it is."""
    return request.user_agent.string


def target() -> str:
    """Give where the person wanted to go."""
    return own_path(request.values.get("next"), site_path("/"))


def place_to_return() -> str | None:
    """Give the address to come back to after signing in from the page that is shown; None for the start page.

    The address of a link holds its token, which stands on no other page.
    """
    endpoint = request.endpoint or ""
    if endpoint.startswith("accounts."):
        path = target()
    elif request.method != "GET" or endpoint in {"", "shares.landing"}:
        return None
    else:
        path = here()
    return None if path == site_path("/") else path


def onward() -> Answer:
    """Lead on to where the person wanted to go."""
    return redirect(target(), 303)


def page(template: str, form: Form, **more: object) -> Page:
    """Show a form."""
    return (render_template(template, form=form, **more), *form.status)
