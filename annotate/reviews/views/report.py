"""The agreement of a revealed round: measures, plot, a paragraph for a Methods section, and two files."""

import csv
from collections.abc import Iterable
from io import StringIO

from flask import Response, render_template, url_for

from annotate.reviews import report, results
from annotate.reviews.agreement.csv_rows import figure_rows, unit_rows
from annotate.reviews.agreement.presenters import LabelName, present
from annotate.reviews.results import RoundResults
from annotate.reviews.views.blueprint import blueprint, seat_in
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.limits import account, limiter


@blueprint.get("/rounds/<round_id>/agreement")
@limiter.limit("60 per minute", key_func=account)
def agreement(round_id: str) -> Answer:
    """Show how far the readers agree."""
    seat, session = seat_in(round_id), transactions.reader()
    found = results.results_of(session, seat)
    measured = report.report_of(session, seat, found)
    labels = {label.id: LabelName(label.name, label.hue) for label in found.labels}
    return render_template(
        "reviews/agreement.html",
        page=present(measured, {reader.id: reader.name for reader in found.readers}, labels),
        paragraph=report.methods_of(seat, found).write(measured),
        name=seat.round.name,
        round_href=url_for(".round_page", round_id=round_id),
        differences_href=url_for(".differences", round_id=round_id),
        units_href=url_for(".units_file", round_id=round_id),
        figures_href=url_for(".figures_file", round_id=round_id),
    )


@blueprint.get("/rounds/<round_id>/units.csv")
@limiter.limit("60 per minute", key_func=account)
def units_file(round_id: str) -> Answer:
    """Give every unit with all answers and the decision, as CSV."""
    found = _results(round_id)
    return _file("units.csv", unit_rows([reader.name for reader in found.readers], report.unit_rows_of(found)))


@blueprint.get("/rounds/<round_id>/figures.csv")
@limiter.limit("60 per minute", key_func=account)
def figures_file(round_id: str) -> Answer:
    """Give every figure, as CSV."""
    seat, found = seat_in(round_id), _results(round_id)
    measured = report.report_of(transactions.reader(), seat, found)
    names = [reader.name for reader in found.readers]
    return _file("figures.csv", figure_rows(measured, names, [label.name for label in found.labels]))


def _results(round_id: str) -> RoundResults:
    return results.results_of(transactions.reader(), seat_in(round_id))


def _file(name: str, rows: Iterable[list[str]]) -> Response:
    """Send rows as a CSV file (RFC 4180), in UTF-8 with the mark by which spreadsheets know it."""
    written = StringIO()
    csv.writer(written).writerows(rows)
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
