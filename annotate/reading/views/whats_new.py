"""What is new of what the viewer follows."""

from flask import render_template

from annotate.activity import actions
from annotate.activity.kinds import OF_FOLLOWING
from annotate.activity.queries import activity_of
from annotate.core.cursors import read_number
from annotate.notifications.kinds import NewsPage
from annotate.notifications.queries import new_activity
from annotate.reading import queries
from annotate.reading.views.blueprint import blueprint
from annotate.reading.whats_new import MOST_NAMED, PAGE_SIZE, whats_new_page
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/whats-new", endpoint="whats_new")
def whats_new() -> str:
    """List what changed and what is new, the latest first, by day and trial."""
    viewer, session = required_viewer(), transactions.reader()
    before = paging.after(read_number)
    rows = activity_of(session, viewer, OF_FOLLOWING, before=before, limit=PAGE_SIZE + 1)
    subjects = queries.news_subjects(session, viewer, rows, most_named=MOST_NAMED)
    new = new_activity(session, viewer, NewsPage.WHATS_NEW)
    page = whats_new_page(rows, subjects, new, is_first=before is None)
    return render_template("reading/whats_new.html", page=page, kept_days=actions.RETENTION.days)
