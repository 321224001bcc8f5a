"""What a page that stays open asks: the numbers of the header, and what happened on it since it was loaded."""

from flask import render_template, request
from werkzeug.wrappers import Response

from annotate.core.text import storable
from annotate.reading.live import page_news, page_state
from annotate.reading.views.blueprint import blueprint
from annotate.web import transactions
from annotate.web.identity import required_viewer

_LONGEST_ID = 40  # characters of a registry id that are looked at


@blueprint.get("/counts", endpoint="counts")
def counts() -> Response:
    """Show the numbers as the header of every page has them, and what is new on a trial's page; 304 while nothing happened.

    ``trial`` names the page's trial, ``number`` the version that was current when it was loaded, ``since`` the number of the
    viewer's activity then.
    """
    viewer, session = required_viewer(), transactions.reader()
    registry_id = request.args.get("trial", "")[:_LONGEST_ID]
    registry_id = registry_id if storable(registry_id) else ""
    state = page_state(session, viewer, registry_id)
    if state.etag in request.if_none_match:
        answer = Response(status=304)
    else:
        since = request.args.get("since", -1, type=int)
        is_asked = registry_id and 0 <= since < state.seq
        news = page_news(session, viewer, registry_id, since) if is_asked else None
        number = request.args.get("number", 0, type=int)
        changed = bool(number and state.current and number != state.current)
        page = render_template("reading/_counts.html", state=state, news=news, changed=changed)
        answer = Response(page, mimetype="text/html")
    answer.set_etag(state.etag)
    return answer
