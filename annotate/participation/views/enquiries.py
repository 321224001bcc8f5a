"""Writing to a study: the form, the mail as it goes out, sending it, and what one has sent."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid, NotFound
from annotate.participation import actions, presenters, queries
from annotate.participation.contacts import Recipient
from annotate.participation.forms import EnquiryForm, SendEnquiryForm
from annotate.participation.letters import EnquiryMail
from annotate.participation.models import Enquiry
from annotate.participation.views.blueprint import blueprint, means, relay
from annotate.trials.models import Trial
from annotate.trials.queries import find_trial
from annotate.web import identity, transactions
from annotate.web.answer import Answer

_OFF = "This site passes no messages on to studies. The record's contacts are on the page about taking part."
_NOBODY = "There is nobody to write to: the record names no mail address, or the study takes no new participants."


@dataclass(frozen=True, slots=True)
class _OpenStudy:
    """A study that can be written to."""

    trial: Trial
    recipients: tuple[Recipient, ...]


@blueprint.get("/enquiries")
def enquiries() -> str:
    """List what the viewer has sent."""
    viewer = identity.required_viewer()
    sent = queries.my_enquiries(transactions.reader(), viewer)
    lines = presenters.present_enquiries(sent, clock.now())
    return render_template("participation/enquiries.html", lines=lines)


@blueprint.get("/trials/<registry_id>/enquiries/new")
def new_enquiry(registry_id: str) -> Answer:
    """Ask what to write, and to whom."""
    viewer, asked = identity.required_viewer(), _asked(registry_id)
    chosen = request.args.get("contact", asked.recipients[0].key)
    return _form_page(asked, viewer, EnquiryForm(contact=chosen, client_key=new_id()))


@blueprint.post("/trials/<registry_id>/enquiries/preview")
def preview_enquiry(registry_id: str) -> Answer:
    """Show the mail as it goes out; nothing is sent."""
    viewer, asked, form = identity.required_viewer(), _asked(registry_id), EnquiryForm()
    session, client = transactions.reader(), identity.client_address()
    if form.validate():
        with form.refusals():
            mail = actions.compose_enquiry(session, viewer, asked.trial, form.draft, relay())
            actions.refuse_at_limit(session, viewer, asked.trial, mail, client=client)
            return _preview_page(asked, mail, form)
    return _form_page(asked, viewer, form)


@blueprint.post("/trials/<registry_id>/enquiries")
def send_enquiry(registry_id: str) -> Answer:
    """Send the mail that was seen, and a copy to its sender."""
    viewer, form = identity.required_viewer(), SendEnquiryForm()
    _require_offered()
    if form.validate():
        with form.refusals():
            _send(registry_id, viewer, form)
            flash("Your message is on its way. You get a copy by mail.", "good")
            return redirect(url_for(".enquiries"), 303)
    return _again(_asked(registry_id), viewer, form)


def _send(registry_id: str, viewer: Viewer, form: SendEnquiryForm) -> Enquiry:
    draft, means_to, client = form.draft, relay(), identity.client_address()

    def work(session: Session) -> Enquiry:
        trial = find_trial(session, registry_id)
        return actions.send_enquiry(session, viewer, trial, draft, means_to, client=client)

    return transactions.write(work)


def _again(asked: _OpenStudy, viewer: Viewer, form: SendEnquiryForm) -> Answer:
    """Show a refused form once more: with its mail as it would go out now, or without, when none can be written."""
    try:
        mail = actions.compose_enquiry(transactions.reader(), viewer, asked.trial, form.draft, relay())
    except Invalid:
        return _form_page(asked, viewer, form)
    return _preview_page(asked, mail, form)


def _asked(registry_id: str) -> _OpenStudy:
    """Return the study; raises NotFound where it cannot be written to."""
    _require_offered()
    session = transactions.reader()
    trial = find_trial(session, registry_id)
    found = queries.recipients_of(session, trial)
    if not found:
        raise NotFound(_NOBODY)
    return _OpenStudy(trial, found)


def _require_offered() -> None:
    if not means().relays_enquiries:
        raise NotFound(_OFF)


def _form_page(asked: _OpenStudy, viewer: Viewer, form: EnquiryForm) -> Answer:
    form.offer(asked.recipients)
    confirmed = queries.is_confirmed(transactions.reader(), viewer)
    page = render_template(
        "participation/enquiry.html", trial=asked.trial, form=form, confirmed=confirmed, only=len(asked.recipients) == 1
    )
    return (page, *form.status)


def _preview_page(asked: _OpenStudy, mail: EnquiryMail, form: EnquiryForm) -> Answer:
    form.offer(asked.recipients)
    consent = form if isinstance(form, SendEnquiryForm) else SendEnquiryForm(formdata=None)
    page = render_template(
        "participation/enquiry_preview.html",
        trial=asked.trial,
        form=form,
        consent=consent,
        mail=mail,
        mail_from=means().mail_from,
        send_key=new_id(),  # of this page: another look at the mail is another mail
    )
    return (page, *form.status)
