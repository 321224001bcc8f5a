"""The shared page: a version of each trial's record with the shared notes beside it, for whoever has unlocked it."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from annotate import clock
from annotate.core.lifetimes import in_words
from annotate.core.text import storable
from annotate.errors import NotFound
from annotate.evidence.cells import CellLimits
from annotate.evidence.grids import SHOWN_CHARACTERS, SHOWN_NOTES, grid
from annotate.evidence.links import shared_table as read_shared_table
from annotate.evidence.queries import find_link
from annotate.notes.anchors.queries import anchors_of
from annotate.reading import printing, queries, shared
from annotate.reading.shared_news import SharedState, shared_state
from annotate.reading.shared_news import shared_news as news_between
from annotate.reading.views.blueprint import blueprint
from annotate.reading.wanted import MOST_CARDS, read_wanted
from annotate.replies.bounded import Asked
from annotate.replies.presenters import visitors_threads
from annotate.shares.unlocks.queries import notes_of_visit, opened_before, trials_of_visit
from annotate.shares.views import gate
from annotate.trials.views import shown_record
from annotate.web import fragments, transactions

_LONGEST_ID = 40  # characters of a registry id that are looked at


@blueprint.get("/shared/<share_id>", endpoint="shared")
def shared_trial(share_id: str) -> str:
    """Show what is shared, until when, and who will read a reply."""
    visit, session = gate.visit(share_id), transactions.reader()
    whole, unfolded = (request.args.get(name, "") for name in ("whole", "replies"))
    trials = trials_of_visit(session, visit)
    trial = queries.shared_trial(session, visit, trials, request.args.get("trial", ""))
    notes = notes_of_visit(session, visit, trial.id, whole=whole)
    version = shared.shared_version(trial, notes, request.args.get("version", ""), fragments.version())
    record = shown_record(session, version)
    places = anchors_of(session, [note.id for note in notes], version.id)
    before = opened_before(session, visit)
    beside = shared.SharedPlaces(places, read_wanted(request.args, whole or fragments.note()))
    page = shared.shared_page(visit, trial, notes, beside, record.page, trials=trials, opened_before=before)
    shown = {card.id for card in page.cards}
    state = shared_state(session, visit, trial.registry_id)
    return render_template(
        "reading/shared.html",
        page=page,
        state=state.etag,
        paper=_paper(page, version.number),
        record=record,
        wanted=beside.wanted,
        has_table=find_link(session, visit.share_id) is not None,
        imported_at=version.imported_at,
        threads_by_note=visitors_threads(
            session, visit, [note for note in notes if note.id in shown], Asked(whole, unfolded)
        ),
    )


def _paper(page: shared.SharedPage, number: int) -> printing.Paper:
    place: dict[str, Any] = {"share_id": page.share_id, "trial": page.trial_named, "version": number}
    return printing.shared_paper(url_for(".shared", **place), url_for(".shared_print", **place), page)


@blueprint.get("/shared/<share_id>/table")
def shared_table(share_id: str) -> str:
    """Show the table that a link is over, with the notes that it holds."""
    visit, session = gate.visit(share_id), transactions.reader()
    link = find_link(session, visit.share_id)
    if link is None:
        raise NotFound("This link holds no table.")
    table = read_shared_table(session, visit, link, CellLimits(SHOWN_CHARACTERS, SHOWN_NOTES))
    shown = grid(
        table.content, lambda trial, column: (trial.trial_id, column.label_id) in table.marked, decidable=False
    )
    return render_template(
        "reading/shared_table.html",
        visit=visit,
        name=table.name,
        grid=shown,
        left=in_words(visit.expires_at - clock.now()),
    )


@blueprint.get("/shared/<share_id>/cards")
def shared_cards(share_id: str) -> str:
    """Show the cards of some shared notes as they stand beside a version: a page with many notes fetches them."""
    visit, session = gate.visit(share_id), transactions.reader()
    trials = trials_of_visit(session, visit)
    trial = queries.shared_trial(session, visit, trials, request.args.get("trial", ""))
    every, asked = notes_of_visit(session, visit, trial.id), set(request.args.getlist("note")[:MOST_CARDS])
    version = shared.shared_version(trial, every, request.args.get("version", ""))
    notes = [note for note in every if note.id in asked]
    record = shown_record(session, version).page
    cards = shared.shared_cards(notes, anchors_of(session, [note.id for note in notes], version.id), record)
    return render_template(
        "reading/_shared_cards.html",
        cards=cards,
        share_id=share_id,
        initials=shared.initials(visit.owner_name),
        trial_named=None if trial.id == visit.trial_id else trial.registry_id,
        number=version.number,
        fold_replies=True,
        threads_by_note=visitors_threads(session, visit, notes, Asked()),
    )


@blueprint.get("/shared/<share_id>/news")
def shared_news(share_id: str) -> Response:
    """Say what is new on a page of the link that is open; 304 while nothing is. Asking is no use of the link.

    ``trial`` names the page's trial, ``was`` the state of the page when it was loaded.
    """
    session, registry_id = transactions.reader(), request.args.get("trial", "")[:_LONGEST_ID]
    visit = gate.visit_in(session, share_id)  # and nothing is written down: an open page keeps nobody's unlock
    now = shared_state(session, visit, registry_id if storable(registry_id) else "")
    if now.etag in request.if_none_match:
        answer = Response(status=304)
    else:
        was = SharedState.read(request.args.get("was", ""))
        news = news_between(was, now, visit.owner_name) if was else ()
        answer = Response(render_template("reading/_shared_news.html", state=now.etag, news=news), mimetype="text/html")
    answer.set_etag(now.etag)
    return answer
