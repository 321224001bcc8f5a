"""Jobs of accounts."""

from datetime import timedelta

from annotate import clock
from annotate.accounts import access_tokens, confirming, retention
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job


def _delete_expired(database: Database) -> str:
    with database.transaction() as session:
        sign_ins = retention.sweep(session, clock.now())
        links = confirming.forget_old(session)
        tokens = access_tokens.forget_old(session)
    if not (sign_ins or links or tokens):
        return ""
    return f"{many(sign_ins, 'sign-in')}, {many(links, 'mailed link')}, {many(tokens, 'access token')} deleted"


JOBS = (Job("credentials", timedelta(hours=1), _delete_expired),)
"""Deletes sign-ins, sign-ups, mailed links and access tokens that are over."""
