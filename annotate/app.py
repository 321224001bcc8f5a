"""The application factory: the one module that knows every feature."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from wsgiref.types import WSGIEnvironment

from flask import Flask, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

import annotate.accounts.views
import annotate.api.views
import annotate.codebook.views
import annotate.evidence.views
import annotate.following.views
import annotate.hypothesis.views
import annotate.interchange.views
import annotate.notes.views
import annotate.notifications.views
import annotate.participation.views
import annotate.personal_data.views
import annotate.reading.views
import annotate.registry.views
import annotate.replies.views
import annotate.reviews.views
import annotate.shares.views
import annotate.trash.views
import annotate.trials.views
import annotate.w3c.views
from annotate import clock
from annotate.accounts import access_tokens
from annotate.accounts.actions import NOTICE_EVERY, notice
from annotate.accounts.queries import find_presence
from annotate.codebook.views import LabelledNotes
from annotate.core.numbers import many
from annotate.core.viewer import TokenBearer, Viewer
from annotate.database import Database
from annotate.errors import AnnotateError
from annotate.evidence.actions import move_label, restore_label
from annotate.evidence.deletions import tables_with_note
from annotate.evidence.queries import find_link
from annotate.evidence.views.blueprint import taken_words
from annotate.notes.labelled import merge_tags
from annotate.notes.models import Note
from annotate.notes.queries import count_by_trial, has_notes, notes_per_label, notes_per_tag
from annotate.notes.views import Sharing
from annotate.notes.views.desk import address_of_label, address_of_tag
from annotate.notifications.kinds import NewsPage
from annotate.notifications.queries import chosen_words
from annotate.reading.presenters import audience_words
from annotate.refusals import REFUSALS
from annotate.replies.presenters import threads_by_note
from annotate.replies.queries import unread_by_share
from annotate.resources import TEMPLATES
from annotate.reviews.own_work import rounds_with_label
from annotate.settings import Settings
from annotate.shares.queries import live_links_of_notes
from annotate.shares.views import gate
from annotate.web import (
    admission,
    assets,
    csrf,
    errors,
    headers,
    health,
    identity,
    limits,
    logs,
    metrics,
    pages,
    public_url,
    sessions,
    strangers,
    strict_json,
    templating,
    transactions,
)
from annotate.web.bodies import FormLimits
from annotate.web.pages import Pages

MAX_REQUEST_BYTES = 2 * 1024 * 1024
MAX_FORM_BYTES = 512 * 1024
MAX_FORM_FIELDS = 6_000
"""More than the notes of one trial, all of which somebody may tick."""
FORMS_OF_STRANGERS = ("/s/", "/sign-in", "/sign-up", "/password-reset", "/volunteers")
"""Where people send passcodes, passwords and addresses before anybody knows who they are."""
FORMS_OF_FILES = ("/notes/imports",)
"""Beginnings of paths to which people send files that are larger than a form may be."""
FEEDS = ("/feeds/",)
"""Beginnings of paths that programs ask for by a secret address alone, without a cookie."""
UNLISTED = ("/s/", "/shared/", "/mail-refusals/", "/volunteers/", *FEEDS)
"""Beginnings of paths that search engines may not index: links, what they open, addresses of mails, and feeds."""

PAGES = Pages(
    search="trials.search",
    notes="notes.mine",
    links="shares.links",
    replies="replies.inbox",
    activity="reading.activity",
    notifications="notifications.notifications",
    trash="trash.trash",
    account="accounts.account",
    devices="accounts.devices",
    sign_in="accounts.sign_in",
    sign_up="accounts.sign_up",
    sign_out="accounts.sign_out",
    archive="personal_data.download",
    deactivation="personal_data.deactivation",
    deletion="personal_data.deletion",
    add_trial="registry.add",
    trial="reading.trial",
    version="reading.version",
    participation="participation.steps",
    comparison="reading.comparison",
    shared="reading.shared",
    whats_new="reading.whats_new",
    counts="reading.counts",
    following="following.following",
    tables="evidence.tables",
    new_table="evidence.new_table",
    rounds="reviews.rounds",
    to_check="reading.eye",
    enquiries="participation.enquiries",
    volunteers="participation.volunteers",
    new_link="shares.new",
    new_link_over_trials="shares.new_over_trials",
    landing="shares.landing",
    notes_for_programs="api.notes",
    interface="programs.reference",
    new_export="interchange.new_export",
    snapshot="interchange.snapshot",
    verification="interchange.verification",
    notes_imports="interchange.notes_imports",
    citation_file="interchange.citation_file",
    then_and_now="reading.then_and_now",
    moments_document="interchange.moments_document",
)
"""The pages of higher features that lower rooms link to."""

BY_THEMSELVES = (PAGES.counts, "reading.shared_news")
"""What open pages ask by themselves: nobody is seen using a sign-in by that."""

ONE_CLICKS = (annotate.notifications.views.ONE_CLICK, *annotate.participation.views.ONE_CLICKS)
"""Views that mail programs post to by themselves: the signed address alone is the right (RFC 8058)."""

SESSION_LIFETIME = timedelta(days=30)

BLUEPRINTS = (
    annotate.reading.views.blueprint,
    annotate.trials.views.blueprint,
    annotate.registry.views.blueprint,
    annotate.codebook.views.blueprint,
    annotate.notes.views.blueprint,
    annotate.participation.views.blueprint,
    annotate.shares.views.blueprint,
    annotate.following.views.blueprint,
    annotate.evidence.views.blueprint,
    annotate.replies.views.blueprint,
    annotate.reviews.views.blueprint,
    annotate.accounts.views.blueprint,
    annotate.trash.views.blueprint,
    annotate.interchange.views.blueprint,
    annotate.notifications.views.blueprint,
    annotate.personal_data.views.blueprint,
    annotate.api.views.blueprint,
    annotate.api.views.reference.blueprint,
    annotate.w3c.views.blueprint,
    annotate.hypothesis.views.blueprint,
    health.blueprint,
)


def create_app(settings: Settings | None = None, database: Database | None = None, *, served_at: str = "") -> Flask:
    """Put the application together; without arguments, from the environment.

    ``served_at`` is the address that a server listens on: mails lead there where no setting names another one.
    """
    settings = settings or Settings.from_environ()
    app = Flask("annotate", static_folder=None, template_folder=str(TEMPLATES))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        SESSION_COOKIE_NAME=_session_cookie(settings),
        SESSION_COOKIE_PATH="/" if settings.production else settings.path or "/",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.extensions["annotate.settings"] = settings
    logs.configure(every_request=settings.production)
    logs.attach(app)
    metrics.attach(app)
    admission.attach(
        app,
        admission.Limits(MAX_REQUEST_BYTES, strangers=FORMS_OF_STRANGERS),
        FormLimits(MAX_FORM_BYTES, MAX_FORM_FIELDS, of_files=FORMS_OF_FILES),
        partial(_recognise, app),
    )
    if settings.path:
        app.wsgi_app = public_url.Below(app.wsgi_app, settings.path)  # type: ignore[method-assign]  # as above
    if settings.proxy_hops:
        # Around what counts clients, which needs to know them.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap an app
            app.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops, x_host=settings.proxy_hops
        )
    strict_json.attach(app)
    transactions.attach(app, database or Database(settings.database_url))
    headers.attach(app, https=settings.production, unlisted=UNLISTED)
    public_url.attach(app, settings.public_url, served_at, settings.path)
    templating.attach(app)
    assets.attach(app)
    strangers.attach(app)
    sessions.attach(app, cookieless=FEEDS)
    csrf.attach(app, [*settings.secret_key_fallbacks, settings.secret_key], exempt=ONE_CLICKS)
    identity.attach(app, _load_viewer, _load_token_bearer)
    limits.attach(app, settings.redis_url)
    errors.attach(app)
    annotate.accounts.views.attach(app, settings)
    annotate.codebook.views.attach(
        app,
        LabelledNotes(
            has_any=has_notes,
            per_label=notes_per_label,
            address=address_of_label,
            move=move_label,
            restore=restore_label,
            per_tag=notes_per_tag,
            address_of_tag=address_of_tag,
            merge_tags=merge_tags,
            taken=taken_words,
            rounds=rounds_with_label,
        ),
    )
    annotate.notes.views.attach(app, _sharing)
    annotate.participation.views.attach(app, settings)
    annotate.shares.views.attach(app, unread_by_share, _first_page)
    annotate.trials.views.attach(app, count_by_trial)
    annotate.notifications.views.attach(app, settings)
    annotate.following.views.attach(app, partial(chosen_words, page=NewsPage.WHATS_NEW))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    pages.attach(app, PAGES)
    logs.guard(app)
    return app


def _session_cookie(settings: Settings) -> str:
    """Name the cookie so that browsers take it from this host alone: ``__Host-`` is for all paths, so it names the one."""
    return f"__Host-session{settings.path.replace('/', '-')}" if settings.production else "session"


def _recognise(app: Flask, environ: WSGIEnvironment) -> str | None:
    """Name whoever shows a living sign-in, access token or unlock; the body is not read."""
    with app.request_context(environ), suppress(AnnotateError, SQLAlchemyError):
        if known := identity.viewer():
            return f"account {known.id}"
        if share_id := (request.view_args or {}).get("share_id"):
            return f"unlock {gate.visit(share_id).unlock_id}"
    return None


def _sharing(session: Session, viewer: Viewer, note: Note) -> Sharing:
    links = live_links_of_notes(session, viewer, note.trial_id)
    threads = threads_by_note(session, viewer, [note])
    tables = tables_with_note(session, viewer, note)
    held = f", in {many(tables, 'table')}" if tables else ""
    return Sharing(f"{audience_words(links.get(note.id, 0))}{held}", threads.get(note.id, ()))


def _first_page(share_id: str) -> str:
    """Begin a link over a table with the table."""
    is_table = find_link(transactions.reader(), share_id) is not None
    return url_for("reading.shared_table" if is_table else PAGES.shared, share_id=share_id)


def _load_viewer(sign_in_id: str) -> Viewer | None:
    presence = find_presence(transactions.reader(), sign_in_id)
    if presence and request.endpoint not in BY_THEMSELVES and clock.now() - presence.last_seen_at > NOTICE_EVERY:
        _at_best(lambda session: notice(session, sign_in_id))
    return presence.viewer if presence else None


def _load_token_bearer(token: str) -> TokenBearer | None:
    access = access_tokens.find_access(transactions.reader(), token)
    if access and access_tokens.needs_notice(access):
        _at_best(lambda session: access_tokens.note_use(session, access))
    return access.bearer if access else None


def _at_best(write: Callable[[Session], None]) -> None:
    """Write something down; when somebody else is writing, or nobody can, reading goes on."""
    with suppress(*REFUSALS), transactions.database().transaction(patient=False) as session:
        write(session)
