"""Pages on which a person takes along what they stored, or leaves."""

import re
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass

from flask import Blueprint, Response

from annotate import clock, throttle
from annotate.accounts.queries import is_locked
from annotate.accounts.views import proof
from annotate.accounts.views.blueprint import page
from annotate.accounts.views.sign_in import signed_out
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.personal_data import actions, archive
from annotate.personal_data.downloading import ON_ITS_WAY, AccountLocked, Downloads
from annotate.personal_data.forms import DeactivationForm, DeletionForm
from annotate.refusals import REFUSALS
from annotate.web import identity, transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter

blueprint = Blueprint("personal_data", __name__)

downloads = Downloads()

_FILE_NAME = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class _Lease:
    """The counter that lets one file of an account be sent at a time."""

    database: Database
    account_id: str

    def renew(self) -> None:
        """Hold it for another minute; when the database refuses, the next renewal does."""
        with suppress(*REFUSALS), self.database.transaction() as session:
            throttle.extend(session, ON_ITS_WAY, self.account_id, clock.now())

    def release(self) -> None:
        """Let the next archive be asked for; when the database refuses, it waits until the lease runs out."""
        with suppress(*REFUSALS), self.database.transaction() as session:
            throttle.clear(session, ON_ITS_WAY, self.account_id)


@blueprint.get("/account/archive")
@limiter.limit("20 per hour", key_func=account)
def download() -> Response:
    """Give everything that the viewer has stored, as one file to keep."""
    viewer = identity.required_viewer()
    parts = archive.stream(transactions.database(), viewer)
    return sent_file(viewer, parts, "application/zip", f"annotate-{clock.now():%Y-%m-%d}.zip")


def sent_file(viewer: Viewer, parts: Generator[bytes, None, None], media_type: str, name: str) -> Response:
    """Send a file that is made meanwhile; ``name`` has letters, digits, hyphens and points, all of ASCII.

    Raises TooMany while another one is on its way to the account, and Unavailable while too many are on their way at all.
    """
    if not _FILE_NAME.fullmatch(name):
        raise ValueError(f"no name of a file: {name!r}")
    lease = _Lease(transactions.database(), viewer.id)
    transactions.write(lambda session: throttle.count_all(session, [(ON_ITS_WAY, viewer.id)], clock.now()))
    try:
        sent = downloads.begin(_until_locked(parts, lease), lease)
    except Unavailable:
        lease.release()
        raise
    answer = Response(sent, content_type=media_type)
    answer.call_on_close(sent.close)  # also when not a byte of it was asked for
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _until_locked(parts: Generator[bytes, None, None], lease: _Lease) -> Generator[bytes, None, None]:
    """Yield a file's parts as long as the account is not locked: that ends everything at once. Raises AccountLocked."""
    with closing(parts):
        for part in parts:
            with lease.database.reader() as session:
                if is_locked(session, lease.account_id):
                    raise AccountLocked
            yield part


@blueprint.route("/account/deactivation", methods=["GET", "POST"])
def deactivation() -> Answer:
    """Let the account rest."""
    viewer = identity.required_viewer()
    form = DeactivationForm()
    if form.validate_on_submit():
        with form.refusals():
            proof.require(viewer, form)
            transactions.write(lambda session: actions.deactivate(session, viewer))
            return signed_out("Your account is deactivated. Sign in whenever you want to come back.")
    return page("personal_data/deactivation.html", form, ask_password=proof.is_needed(viewer))


@blueprint.route("/account/deletion", methods=["GET", "POST"])
def deletion() -> Answer:
    """Ask for the account to be deleted with all that is in it."""
    viewer = identity.required_viewer()
    form = DeletionForm()
    if form.validate_on_submit():
        with form.refusals():
            proof.require(viewer, form)
            transactions.write(lambda session: actions.ask_for_deletion(session, viewer, form.text("email")))
            return signed_out(
                f"Your account is closed, and deleted in {actions.GRACE.days} days. Sign in before then to keep it."
            )
    return page("personal_data/deletion.html", form, ask_password=proof.is_needed(viewer), days=actions.GRACE.days)
