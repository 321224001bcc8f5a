"""One trial then and now as a file."""

from collections.abc import Iterable

from flask import Response, url_for

from annotate import clock
from annotate.core.instants import write_day
from annotate.interchange.views.blueprint import blueprint
from annotate.interchange.writers.word_moments import NoteLine, PrintedSheet, write
from annotate.reading.sheet_notes import SheetNote, notes_over
from annotate.reading.then_and_now import then_and_now
from annotate.trials.queries import find_trial
from annotate.web import transactions
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages
from annotate.web.public_url import leading_here

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/trials/<registry_id>/then-and-now/document")
@limiter.limit("60 per hour", key_func=account)
def moments_document(registry_id: str) -> Response:
    """Give the sheet with the viewer's notes as a Word document."""
    reader, session = required_viewer(), transactions.reader()
    trial = find_trial(session, registry_id)
    sheet = then_and_now(session, trial)
    own = notes_over(session, reader, trial, sheet)
    lines = {place: _lines(those) for place, those in own.on_threads.items()}
    address = leading_here(url_for(pages().then_and_now, registry_id=trial.registry_id))
    printed = PrintedSheet(sheet, lines, _lines(own.on_eligibility), address, write_day(clock.now()))
    answer = Response(b"".join(write(printed)), content_type=WORD)
    answer.headers["Content-Disposition"] = f'attachment; filename="{trial.registry_id}-then-and-now.docx"'
    return answer


def _lines(notes: Iterable[SheetNote]) -> list[NoteLine]:
    return [NoteLine(each.card.quote, each.card.body, each.where) for each in notes]
