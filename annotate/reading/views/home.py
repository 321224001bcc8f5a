"""The start page: search, conditions, what came in last, and a signed-in person's own corner."""

from flask import render_template
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.notes.anchors.queries import count_asking
from annotate.notifications.queries import count_new
from annotate.notifications.views import news_count
from annotate.reading.home import SOON, Mine, present_mine, present_needs
from annotate.reading.queries import count_trials, my_trials
from annotate.reading.views.blueprint import blueprint
from annotate.replies.views.threads import unread_count
from annotate.shares.queries import soon_expiring
from annotate.trials import lists, presenters
from annotate.trials.conditions import top_conditions
from annotate.web import transactions
from annotate.web.identity import viewer

SHOWN_CONDITIONS = 24
SHOWN_TRIALS = 6


@blueprint.get("/")
def home() -> str:
    """Show where to begin."""
    session, reader = transactions.reader(), viewer()
    recent = lists.recent_trials(session, size=SHOWN_TRIALS)
    return render_template(
        "reading/home.html",
        lines=presenters.present_lines(recent.lines),
        conditions=top_conditions(session, limit=SHOWN_CONDITIONS),
        count=0 if reader else count_trials(session),
        mine=_mine(session, reader) if reader else None,
    )


def _mine(session: Session, reader: Viewer) -> Mine:
    needs = present_needs(
        unread_count(),
        count_asking(session, reader),
        count_new(session, reader),
        news_count(),
        soon_expiring(session, reader, SOON),
    )
    return present_mine(reader, needs, my_trials(session, reader, SHOWN_TRIALS))
