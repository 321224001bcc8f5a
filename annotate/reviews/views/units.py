"""Pages of a revealed round: the list of differences, one unit with all answers, and the decision about it."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.core.cursors import read_number
from annotate.core.document import document_from_json
from annotate.errors import Conflict, NotFound
from annotate.reviews import deciding, queries, results, unit_pages
from annotate.reviews.forms import DecisionForm
from annotate.reviews.models import AnswerKind
from annotate.reviews.queries import Seat
from annotate.reviews.results import ReadUnit, RoundResults
from annotate.reviews.unit_pages import UnitFilter
from annotate.reviews.views.blueprint import blueprint, change_round, seat_in
from annotate.trials.queries import version_content
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/rounds/<round_id>/differences")
def differences(round_id: str) -> Answer:
    """List where the readers differ, or all units."""
    seat = seat_in(round_id)
    found = results.results_of(transactions.reader(), seat)
    after = paging.after(read_number)
    page = unit_pages.units_page(found, _filter(), -1 if after is None else after)
    return render_template("reviews/differences.html", seat=seat, page=page)


@blueprint.get("/rounds/<round_id>/units/<registry_id>/<round_label_id>")
def unit(round_id: str, registry_id: str, round_label_id: str) -> Answer:
    """Show one label on one trial with all answers, laid over the text."""
    seat = seat_in(round_id)
    found, shown = _unit(seat, registry_id, round_label_id)
    return _page(seat, found, shown, DecisionForm(formdata=None))


@blueprint.post("/rounds/<round_id>/units/<registry_id>/<round_label_id>/decisions")
def decide(round_id: str, registry_id: str, round_label_id: str) -> Answer:
    """Decide about one label on one trial."""
    viewer, form = required_viewer(), DecisionForm()

    def work(session: Session, seat: Seat) -> None:
        if not seat.is_revealed:
            raise NotFound
        trial = queries.find_trial(session, round_id, registry_id)
        label = queries.find_label(session, round_id, round_label_id)
        deciding.decide(session, viewer, seat, trial, label, form.draft())

    found, shown = _unit(seat_in(round_id), registry_id, round_label_id)
    form.offer(_offered(shown), found_by=_found_by(shown))
    try:
        with form.refusals():
            if form.validate():
                change_round(round_id, work)
                flash("Decided. The answers stay as they are beside it.", "good")
                return _onward(round_id, found, shown)
    except Conflict as stale:
        form.form_errors.append(stale.message)
    seat = seat_in(round_id)
    found, shown = _unit(seat, registry_id, round_label_id)
    return _page(seat, found, shown, form)


def _filter() -> UnitFilter:
    try:
        return UnitFilter(request.args.get("show", ""))
    except ValueError:
        raise NotFound("There is no such list.") from None


def _unit(seat: Seat, registry_id: str, label_id: str) -> tuple[RoundResults, ReadUnit]:
    found = results.results_of(transactions.reader(), seat)
    for each in found.units:
        if (each.trial.trial.registry_id, each.label.id) == (registry_id, label_id):
            return found, each
    raise NotFound


def _page(seat: Seat, found: RoundResults, shown: ReadUnit, form: DecisionForm) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    content = version_content(session, shown.trial.version_id)
    mine = [each for answer in shown.answers if answer.reader.account_id == viewer.id for each in answer.passages]
    page = unit_pages.unit_page(
        shown,
        found,
        _filter(),
        document_from_json(content.document, content.text),
        results.history_of(session, shown.trial, shown.label),
        results.changed_later(session, viewer, mine),
    )
    form.offer(_offered(shown), found_by=_found_by(shown))
    form.made_on.data = page.decisions[0].id if page.decisions else ""
    show = _filter().value or None
    return render_template("reviews/unit.html", seat=seat, page=page, form=form, show=show), *form.status


def _offered(shown: ReadUnit) -> list[tuple[str, str]]:
    return [(each.reader.id, each.reader.name) for each in shown.answers if each.kind is not None]


def _found_by(shown: ReadUnit) -> int:
    return sum(each.kind is AnswerKind.FOUND for each in shown.answers)


def _onward(round_id: str, found: RoundResults, shown: ReadUnit) -> Answer:
    """Lead to the next difference of the same list; at its end back to the list."""
    show = _filter()
    listed = unit_pages.units_shown(found, show)
    following = next((each for each in listed if each.place > shown.place), None)
    if following is None:
        return redirect(url_for(".differences", round_id=round_id, show=show.value or None), 303)
    registry_id, label_id = following.trial.trial.registry_id, following.label.id
    address = url_for(
        ".unit", round_id=round_id, registry_id=registry_id, round_label_id=label_id, show=show.value or None
    )
    return redirect(address, 303)
