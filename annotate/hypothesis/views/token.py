"""The token that the browser client asks for with the one that a page gave it (RFC 7523, RFC 6749 section 6)."""

from flask import Response, request

from annotate import clock
from annotate.core.scopes import write_scopes
from annotate.hypothesis.queries import find_grant
from annotate.hypothesis.views.blueprint import answer, blueprint
from annotate.web import transactions
from annotate.web.answer import Answer

_GRANTS = {"urn:ietf:params:oauth:grant-type:jwt-bearer": "assertion", "refresh_token": "refresh_token"}
"""Kinds of grants, and the field in which each is sent."""


@blueprint.post("/token")
def token() -> Answer:
    """Give an access token of ours back to whoever shows it, with what it is good for; no other one is made."""
    field = _GRANTS.get(request.form.get("grant_type", ""))
    if field is None:
        return _refused("unsupported_grant_type", "Show an access token as jwt-bearer, or as refresh_token.")
    shown = request.form.get(field, "")
    grant = find_grant(transactions.reader(), shown)
    if grant is None:
        return _refused("invalid_grant", "This access token is wrong, revoked or expired.")
    seconds = int((grant.expires_at - clock.now()).total_seconds())
    kind = {"token_type": "Bearer", "expires_in": seconds, "scope": write_scopes(grant.scopes)}
    return answer({"access_token": shown, "refresh_token": shown, **kind})


def _refused(error: str, description: str) -> Response:
    response = answer({"error": error, "error_description": description})
    response.status_code = 400
    return response
