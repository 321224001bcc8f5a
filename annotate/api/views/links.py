"""My links: reading, making, changing and ending them. Passcodes are shown when they are made, and never again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import url_for
from sqlalchemy.orm import Session

from annotate.api.forms import Page
from annotate.api.link_forms import LinkChange, NewLink, NewPasscode
from annotate.api.operations import Operation
from annotate.api.presenters.links import Links, LinkWithNotes, LinkWithPasscode
from annotate.api.views.blueprint import answer, body, operation, query
from annotate.core.cursors import read_cursor
from annotate.core.scopes import Scope
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.replies.queries import unread_by_share
from annotate.shares import actions, holding, queries
from annotate.shares.choosing import trials_to_share
from annotate.shares.models import Share
from annotate.shares.passcodes import make_or_take
from annotate.shares.views.blueprint import address_of
from annotate.shares.views.changing import write_link
from annotate.shares.views.making import hashing, make_link
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

_NAMES = {"until": "expires_at", "recipient": "name"}
"""Fields of the pages' forms, by what programs call them."""

_CHANGED = Operation({200: LinkWithNotes}, scope=Scope.SHARE, refuses=frozenset({409}))


@operation("GET", "/links", Operation({200: Links}, asks=Page))
def links() -> Answer:
    """List my links, the newest first."""
    viewer, session, limit = required_viewer(), transactions.reader(), query(Page).limit
    rows = queries.my_links(session, viewer, paging.after(read_cursor), limit + 1)
    unread = unread_by_share(session, viewer, [row.share.id for row in rows])
    return answer(Links.of(rows, address_of, unread, limit))


@operation("GET", "/links/<share_id>", Operation({200: LinkWithNotes}))
def link(share_id: str) -> Answer:
    """Show a link of mine, and which notes it holds."""
    return answer(_shown(required_viewer(), share_id))


@operation(
    "POST",
    "/links",
    Operation(
        {201: LinkWithPasscode, 200: LinkWithPasscode}, scope=Scope.SHARE, takes=NewLink, refuses=frozenset({404, 409})
    ),
)
def create_link() -> Answer:
    """Make a link over notes of mine; the same one sent again, while nobody has opened it, is the link that it made."""
    viewer, sent = required_viewer(), body(NewLink)
    with _in_its_words():
        draft = sent.draft()
        trials = trials_to_share(transactions.reader(), viewer, (), draft.note_ids[: holding.MOST_NOTES])
        if not trials:
            raise Invalid.field("notes", holding.LOST_NOTE)
        made, passcode = make_link(viewer, trials, draft, sent.passcode)
    shown = LinkWithPasscode(link=_shown(viewer, made.share.id), passcode=passcode.shown)
    if made.again:
        return answer(shown)
    return answer(shown, 201, place=url_for(".link", share_id=made.share.id))


@operation(
    "PATCH",
    "/links/<share_id>",
    Operation({200: LinkWithNotes}, scope=Scope.SHARE, takes=LinkChange, refuses=frozenset({409})),
)
def change_link(share_id: str) -> Answer:
    """Change which notes a link holds, when it ends, whether visitors can reply, how often it opens, or whether it is suspended."""
    viewer, sent = required_viewer(), body(LinkChange)

    def change(session: Session, share: Share) -> None:
        said = sent.model_fields_set
        if "notes" in said:
            actions.choose_notes(session, viewer, share, sent.notes)
        if sent.expires_at is not None:
            actions.set_expiry(session, share, sent.expires_at)
        if "can_reply" in said:
            actions.allow_replies(session, share, allowed=sent.can_reply)
        if "most_openings" in said:
            actions.limit_openings(session, share, sent.most_openings)
        if "suspended" in said:
            (actions.pause if sent.suspended else actions.resume)(session, share)

    with _in_its_words():
        return _changed(share_id, change)


@operation(
    "POST",
    "/links/<share_id>/passcode",
    Operation({200: LinkWithPasscode}, scope=Scope.SHARE, takes=NewPasscode, refuses=frozenset({409})),
)
@hashing
def new_passcode(share_id: str) -> Answer:
    """Give a link of mine another passcode: the one before, and every visit, end."""
    viewer, sent = required_viewer(), body(NewPasscode)
    share = queries.find_share(transactions.reader(), viewer, share_id)
    known = (share.trial.registry_id, share.recipient, viewer.name, viewer.email)
    transactions.release()  # before the hashing
    passcode = make_or_take(sent.passcode, known=known, seed=None)
    write_link(share_id, lambda session, found: actions.replace_passcode(session, found, passcode))
    return answer(LinkWithPasscode(link=_shown(viewer, share_id), passcode=passcode.shown))


@operation("POST", "/links/<share_id>/address", _CHANGED)
def new_address(share_id: str) -> Answer:
    """Give a link of mine another address: the one before, and every visit, end."""
    return _changed(share_id, actions.reissue)


@operation("POST", "/links/<share_id>/revocation", _CHANGED)
def revoke_link(share_id: str) -> Answer:
    """Revoke a link of mine for good; once is enough."""
    return _changed(share_id, actions.revoke)


def _changed(share_id: str, change: Callable[[Session, Share], object]) -> Answer:
    write_link(share_id, change)
    return answer(_shown(required_viewer(), share_id))


def _shown(viewer: Viewer, share_id: str) -> LinkWithNotes:
    session = transactions.reader()
    row = queries.find_link(session, viewer, share_id)
    notes = queries.chosen_note_ids(session, row.share)
    return LinkWithNotes.with_notes(row, address_of, unread_by_share(session, viewer, [share_id]), notes)


@contextmanager
def _in_its_words() -> Iterator[None]:
    """Name wrong fields as programs call them."""
    try:
        yield
    except Invalid as refused:
        fields = {_NAMES.get(name, name): said for name, said in refused.fields.items()}
        raise Invalid(refused.message, fields) from None
