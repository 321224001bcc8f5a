"""The owner's links: making, listing and changing them."""

from flask import flash, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.core.cursors import read_cursor, read_number
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Conflict
from annotate.shares import access, actions, passcodes, presenters, queries
from annotate.shares.choosing import listed_notes, note_choices, notes_on_trials, trials_to_share
from annotate.shares.forms import (
    AddressForm,
    ExpiryForm,
    NewPasscodeForm,
    NotesForm,
    OpeningsForm,
)
from annotate.shares.models import Share
from annotate.shares.presenters import Result
from annotate.shares.views.blueprint import address_of, blueprint, count_unread, tokens
from annotate.shares.views.changing import change_link, to_link, write_link
from annotate.shares.views.making import asked_to_tick, hashing, made_result, other_trials, shown_once
from annotate.web import identity, paging, transactions
from annotate.web.answer import Answer

_NEW_ADDRESS = "The link has a new address. The old one no longer works. The passcode is the same."
_NEW_ALREADY = "The link has already got a new address since you opened the page: the one below."
_CHANGED_SINCE = (
    "This link has got a new passcode or address since you opened the page, so nothing was changed. Open the link’s page "
    "again to set another passcode."
)


@blueprint.get("/shares")
def links() -> str:
    """List every link that I made."""
    viewer, session = identity.required_viewer(), transactions.reader()
    rows = queries.my_links(session, viewer, paging.after(read_cursor))
    unread = count_unread(session, viewer, [row.share.id for row in rows])
    return render_template("shares/links.html", page=presenters.links_page(rows, unread))


@blueprint.get("/shares/<share_id>")
def link(share_id: str) -> Answer:
    """Show a link and what happened to it."""
    return _link_page(share_id)


@blueprint.get("/shares/<share_id>/notes")
def notes(share_id: str) -> Answer:
    """Show which of my notes a link holds."""
    viewer, session = identity.required_viewer(), transactions.reader()
    share = queries.find_share(session, viewer, share_id)
    chosen = sorted(queries.chosen_note_ids(session, share))
    return _notes_page(
        share_id, NotesForm(formdata=None, notes=chosen, can_reply=share.can_reply), asked=asked_to_tick()
    )


@blueprint.post("/shares/<share_id>/notes")
def choose_notes(share_id: str) -> Answer:
    """Let a link hold other notes, with or without replies."""
    viewer, form = identity.required_viewer(), NotesForm()

    def change(session: Session, share: Share) -> None:
        actions.choose_notes(session, viewer, share, form.note_ids)
        actions.allow_replies(session, share, allowed=bool(form.can_reply.data))

    if form.validate():
        with form.refusals():
            return change_link(
                share_id, change, "Saved. People who have the link open see it on the next page they open."
            )
    return _notes_page(share_id, form)


@blueprint.post("/shares/<share_id>/extension")
def extend(share_id: str) -> Answer:
    """Let a link end at another moment, counted from now."""
    identity.required_viewer()
    form = ExpiryForm()

    def change(session: Session, share: Share) -> None:
        actions.set_expiry(session, share, form.expires_at())

    if form.validate():
        with form.refusals():
            return change_link(share_id, change, "New expiry saved.")
    return _link_page(share_id, expiry=form)


@blueprint.post("/shares/<share_id>/openings")
def limit_openings(share_id: str) -> Answer:
    """Let a link open so often in all."""
    identity.required_viewer()
    form = OpeningsForm()

    def change(session: Session, share: Share) -> None:
        actions.limit_openings(session, share, form.most_openings.data)

    if form.validate():
        with form.refusals():
            return change_link(share_id, change, "Saved. People who have the link open keep it open.")
    return _link_page(share_id, openings=form)


@blueprint.post("/shares/<share_id>/passcode")
def new_passcode(share_id: str) -> Answer:
    """Set a new passcode, which ends every unlock, and show it this once."""
    form = NewPasscodeForm()
    if form.validate():
        with form.refusals():
            return shown_once(_new_passcode(identity.required_viewer(), share_id, form), 200)
    return _link_page(share_id, passcode=form)


@blueprint.get("/shares/<share_id>/address")
def new_address(share_id: str) -> str:
    """Ask before a link gets a new address: the old one ends."""
    row = queries.find_link(transactions.reader(), identity.required_viewer(), share_id)
    form = AddressForm(formdata=None, replaces=row.share.epoch)
    return render_template("shares/new_address.html", link=presenters.link_view(row), form=form)


@blueprint.post("/shares/<share_id>/address")
def reissue(share_id: str) -> Answer:
    """Give a link a new address, once by the same form; its passcode stays."""
    form = AddressForm()
    is_new = write_link(share_id, lambda session, share: actions.reissue(session, share, replaces=form.replaces.data))
    flash(_NEW_ADDRESS if is_new else _NEW_ALREADY, "good")
    return to_link(share_id)


@hashing
def _new_passcode(viewer: Viewer, share_id: str, form: NewPasscodeForm) -> Result:
    share, replaces, key = (
        queries.find_share(transactions.reader(), viewer, share_id),
        form.replaces.data,
        form.text("client_key"),
    )
    transactions.release()
    # The same form is given the same words, and sets them once.
    seed = tokens().passcode_seed(viewer.id, share_id, str(replaces), key) if key and replaces is not None else None
    known = (share.trial.registry_id, share.recipient, viewer.name, viewer.email)
    passcode = passcodes.make_or_take(form.own, known=known, seed=seed)

    def change(session: Session, share: Share) -> tuple[Share, bool]:
        is_new = replaces in {None, share.unlock_epoch}
        if is_new:
            actions.replace_passcode(session, share, passcode)
        return share, is_new

    share, is_new = write_link(share_id, change)
    if not is_new and not passcodes.matches(share.passcode_hash, passcode.shown, own=share.passcode_own):
        raise Conflict(_CHANGED_SINCE)
    return made_result(viewer, share_id, passcode.shown, again=True)


def _notes_page(share_id: str, form: NotesForm, *, asked: str = "") -> Answer:
    """Show the notes of the trials that the link has notes on, and of those that the address or the form adds."""
    viewer, session = identity.required_viewer(), transactions.reader()
    row = queries.find_link(session, viewer, share_id)
    held = sorted(queries.chosen_note_ids(session, row.share))
    named = request.args.getlist("trial")
    trials = trials_to_share(session, viewer, [row.share.trial.registry_id, *named], [*held, *form.note_ids])
    trials.sort(key=lambda trial: trial.id != row.share.trial_id)
    notes = notes_on_trials(session, viewer, [trial.id for trial in trials])
    page = render_template(
        "shares/notes.html",
        link=presenters.link_view(row),
        form=form,
        choices=note_choices(notes, form.note_ids, asked),
        sheet=url_for(".notes", share_id=share_id, trial=named),
        here=url_for(".notes", share_id=share_id),
        named=named,
        others=other_trials(session, viewer, trials),
    )
    return page, *form.status


def _link_page(
    share_id: str,
    *,
    expiry: ExpiryForm | None = None,
    openings: OpeningsForm | None = None,
    passcode: NewPasscodeForm | None = None,
) -> Answer:
    """Show a link with the form that could not be taken, and the others as they stand."""
    viewer, session = identity.required_viewer(), transactions.reader()
    row, before = queries.find_link(session, viewer, share_id), paging.after(read_number)
    share = row.share
    sent = expiry or openings or passcode
    page = render_template(
        "shares/link.html",
        link=presenters.link_view(row, count_unread(session, viewer, [share_id])),
        notes=note_choices(listed_notes(session, share), ()).notes,
        address=presenters.address(share, address_of(share)),
        history=presenters.history(
            share,
            queries.days_of(session, share),
            queries.visits_of(session, share),
            queries.events_of(session, share, before),
            is_first=before is None,
        ),
        visitors=access.visitors_of(session, share),
        expiry=expiry or ExpiryForm(formdata=None),
        openings=openings or OpeningsForm(formdata=None, most_openings=share.most_openings),
        passcode=passcode or NewPasscodeForm(formdata=None, client_key=new_id(), replaces=share.unlock_epoch),
    )
    return page, *(sent.status if sent else (200, {}))
