"""Where the pages of taking part are registered, and what all of them share."""

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, url_for

from annotate.participation.actions import Relay
from annotate.participation.refusing import sign_refusal
from annotate.settings import Settings
from annotate.signing import Signer
from annotate.web.public_url import leading_here

blueprint = Blueprint("participation", __name__)

_EXTENSION = "annotate.participation"


@dataclass(frozen=True, slots=True)
class Means:
    """What this instance passes mail on with."""

    signer: Signer
    mail_from: str
    relays_enquiries: bool
    takes_volunteers: bool


def attach(app: Flask, settings: Settings) -> None:
    """Sign links in mails with the app's keys, and let pages say what this instance offers."""
    app.extensions[_EXTENSION] = Means(
        Signer(settings.share_keys), settings.mail_from, settings.relays_enquiries, settings.takes_volunteers
    )
    app.jinja_env.globals["relays_enquiries"] = settings.relays_enquiries
    app.jinja_env.globals["takes_volunteers"] = settings.takes_volunteers


def means() -> Means:
    """Return what this instance passes mail on with."""
    found: Means = current_app.extensions[_EXTENSION]
    return found


def site() -> str:
    """Return the whole address of the start page, without a slash at its end."""
    return leading_here("/").rstrip("/")


def relay() -> Relay:
    """Return what messages are passed on with, with whole addresses that settings name."""
    signer = means().signer

    def refusal(digest: str) -> str:
        return leading_here(url_for("participation.refusal", token=sign_refusal(signer, digest)))

    return Relay(site(), leading_here(url_for("participation.enquiries")), refusal)
