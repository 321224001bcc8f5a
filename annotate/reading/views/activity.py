"""What happened to the viewer's notes, links, replies, trials and account."""

from flask import render_template, request

from annotate.activity import actions
from annotate.activity.queries import activity_of
from annotate.core.cursors import read_number
from annotate.errors import NotFound
from annotate.notifications.queries import new_activity
from annotate.reading import activity, queries
from annotate.reading.activity import KINDS, PAGE_SIZE, ActivityGroup
from annotate.reading.views.blueprint import blueprint
from annotate.shares import retention
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/activity", endpoint="activity")
def what_happened() -> str:
    """List what happened, the latest first, all of it or of one group."""
    viewer, session = required_viewer(), transactions.reader()
    group, before = _group(), paging.after(read_number)
    rows = activity_of(session, viewer, KINDS[group], before=before, limit=PAGE_SIZE + 1)
    subjects = queries.subjects_of(session, viewer, rows)
    page = activity.activity_page(rows, subjects, group, new_activity(session, viewer), is_first=before is None)
    return render_template(
        "reading/activity.html", page=page, kept_days=actions.RETENTION.days, link_days=retention.RETENTION.days
    )


def _group() -> ActivityGroup:
    try:
        return ActivityGroup(request.args.get("about", ""))
    except ValueError:
        raise NotFound("There is no such part of your activity.") from None
