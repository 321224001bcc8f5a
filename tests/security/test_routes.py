"""Every route for every actor: the table below is the whole answer to who may do what, and a route that it lacks fails.

All objects in the addresses are Alice's. Bob has an account and has opened her link; so has a guest, without an account.
Charlie has an account and no link; Erin and a stranger came by another link of hers, and have the rights of Charlie and of
nobody. Missing and forbidden look the same: 404. A person who is not signed in is asked to sign in (303 on a page, 401 on a
form). Each question is asked in every state that a link can be in.

The table is read as a whole, so this file has more than 300 lines.
"""

import html
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.mailing import mails
from tests.programs import FOR_PROGRAMS
from tests.security.rights import ACTORS, ALL_WORDS, TWINS, State, mailable, readable
from tests.security.world import World, routes

Row = tuple[int, int, int, int, int]

OPEN = (200, 200, 200, 200, 200)
SIGNED_IN = (303, 200, 303, 200, 200)
OWNER_PAGE = (303, 404, 303, 404, 200)
OWNER_ACT = (401, 404, 401, 404, 303)

NOT_THEIRS = (404, 404, 404, 404, 404)
"""Alice's own reply, asked for on a shared page, where nobody is an author."""

NOT_A_RESPONDENT_S = (401, 404, 401, 404, 404)
"""Alice's reply again: what a note's author answers cannot be withdrawn."""

READER_PAGE = (303, 404, 303, 200, 200)
READER_ACT = (401, 404, 401, 303, 303)
"""Of Alice's round, in which she and Bob read; more actors are asked in tests/security/test_rounds.py."""

NOT_REVEALED = (303, 404, 303, 404, 404)
NOT_INVITED_ACT = (401, 404, 401, 404, 404)
"""Nobody of these waits for an answer to an invitation."""

COOKIE_ALONE = (401, 401, 401, 401, 401)
"""Programs are let in by access tokens (tests/security/test_programs.py), and by nothing that a browser sends by itself."""

ANOTHER_TOKEN = (404, 404, 404, 404, 404)
"""The token in the address is a share's, which is good for nothing else."""

TABLE: dict[str, Row] = {
    "GET accounts.access_token_revocation": OWNER_PAGE,
    "GET accounts.access_tokens": SIGNED_IN,
    "GET accounts.account": SIGNED_IN,
    "GET accounts.address": ANOTHER_TOKEN,
    "POST accounts.address": ANOTHER_TOKEN,
    "GET accounts.ask_for_reset": OPEN,
    "POST accounts.ask_for_reset": (422, 422, 422, 422, 422),
    "POST accounts.confirm_email": (401, 303, 401, 303, 422),  # Alice alone has confirmed hers
    "GET accounts.devices": SIGNED_IN,
    "POST accounts.end_device": OWNER_ACT,
    "POST accounts.end_other_devices": (401, 303, 401, 303, 303),
    "GET accounts.email": SIGNED_IN,
    "POST accounts.email": (401, 422, 401, 422, 422),
    "GET accounts.finish_sign_up": ANOTHER_TOKEN,
    "POST accounts.finish_sign_up": ANOTHER_TOKEN,
    "GET accounts.sign_up_anew": ANOTHER_TOKEN,
    "POST accounts.sign_up_anew": ANOTHER_TOKEN,
    "POST accounts.make_access_token": (401, 422, 401, 422, 422),
    "GET accounts.name": SIGNED_IN,
    "POST accounts.name": (401, 422, 401, 422, 422),
    "GET accounts.password": SIGNED_IN,
    "POST accounts.password": (401, 422, 401, 422, 422),
    "GET accounts.reset": ANOTHER_TOKEN,
    "POST accounts.reset": ANOTHER_TOKEN,
    "GET accounts.reset_sent": OPEN,
    "POST accounts.revoke_access_token": OWNER_ACT,
    "GET accounts.sign_in": (200, 303, 200, 303, 303),
    "POST accounts.sign_in": (422, 303, 422, 303, 303),
    "POST accounts.sign_out": (303, 303, 303, 303, 303),
    "GET accounts.sign_up": (200, 303, 200, 303, 303),
    "GET accounts.sign_up_sent": OPEN,
    "POST accounts.sign_up": (422, 303, 422, 303, 303),
    "PATCH api.change_note": COOKIE_ALONE,
    "PATCH api.change_reply": COOKIE_ALONE,
    "DELETE api.bring_back_reply": COOKIE_ALONE,
    "POST api.create_note": COOKIE_ALONE,
    "POST api.create_reply": COOKIE_ALONE,
    "DELETE api.delete_note": COOKIE_ALONE,
    "GET api.export": COOKIE_ALONE,
    "GET api.labels": COOKIE_ALONE,
    "POST api.create_label": COOKIE_ALONE,
    "PATCH api.change_label": COOKIE_ALONE,
    "DELETE api.delete_label": COOKIE_ALONE,
    "PATCH api.rename_tag": COOKIE_ALONE,
    "DELETE api.delete_tag": COOKIE_ALONE,
    "GET api.links": COOKIE_ALONE,
    "GET api.link": COOKIE_ALONE,
    "POST api.create_link": COOKIE_ALONE,
    "PATCH api.change_link": COOKIE_ALONE,
    "POST api.new_passcode": COOKIE_ALONE,
    "POST api.new_address": COOKIE_ALONE,
    "POST api.revoke_link": COOKIE_ALONE,
    "GET api.tags": COOKIE_ALONE,
    "GET api.saved_searches": COOKIE_ALONE,
    "GET api.note": COOKIE_ALONE,
    "GET api.openapi": OPEN,
    "GET api.notes": COOKIE_ALONE,
    "GET api.replies": COOKIE_ALONE,
    "GET api.reply": COOKIE_ALONE,
    "GET api.revisions": COOKIE_ALONE,
    "GET api.thread": COOKIE_ALONE,
    "GET api.threads": COOKIE_ALONE,
    "GET api.trial": COOKIE_ALONE,
    "GET api.frozen_table": COOKIE_ALONE,
    "GET api.frozen_tables": COOKIE_ALONE,
    "POST api.make_new_table": COOKIE_ALONE,
    "GET api.table": COOKIE_ALONE,
    "GET api.tables": COOKIE_ALONE,
    "GET api.version": COOKIE_ALONE,
    "POST api.withdraw_reply": COOKIE_ALONE,
    "GET assets.favicon": (302, 302, 302, 302, 302),
    "GET assets.file": OPEN,
    "POST codebook.delete_tag": OWNER_ACT,
    "POST codebook.edit_tag": OWNER_ACT,
    "POST codebook.merge_tag": OWNER_ACT,
    "GET codebook.tag_deletion": OWNER_PAGE,
    "GET codebook.tag_edits": OWNER_PAGE,
    "GET codebook.tag_merger": OWNER_PAGE,
    "GET codebook.tags": SIGNED_IN,
    "POST codebook.import_file": (401, 303, 401, 303, 303),
    "GET codebook.code_file": SIGNED_IN,
    "GET codebook.label_file": SIGNED_IN,
    "GET codebook.label_imports": SIGNED_IN,
    "POST codebook.preview_import": (401, 422, 401, 422, 422),
    "POST codebook.create_label": (401, 303, 401, 303, 303),
    "POST codebook.delete_label": OWNER_ACT,
    "POST codebook.edit_label": OWNER_ACT,
    "GET codebook.label_deletion": OWNER_PAGE,
    "GET codebook.label_edits": OWNER_PAGE,
    "GET codebook.label_merger": OWNER_PAGE,
    "GET codebook.labels": SIGNED_IN,
    "POST codebook.merge_label": OWNER_ACT,
    "POST codebook.move_label": OWNER_ACT,
    "POST codebook.restore_label": OWNER_ACT,
    "GET evidence.changes": OWNER_PAGE,
    "POST evidence.change_frozen": (401, 404, 401, 404, 409),
    "POST evidence.choose_columns": OWNER_ACT,
    "POST evidence.choose_rows": OWNER_ACT,
    "GET evidence.columns": OWNER_PAGE,
    "POST evidence.create_table_link": (401, 404, 401, 404, 422),
    "POST evidence.decide": (401, 404, 401, 404, 422),
    "POST evidence.delete_frozen": OWNER_ACT,
    "POST evidence.delete_table": OWNER_ACT,
    "POST evidence.freeze": OWNER_ACT,
    "GET evidence.frozen_comparison": OWNER_PAGE,
    "GET evidence.frozen_table": OWNER_PAGE,
    "GET evidence.frozen_tables": OWNER_PAGE,
    "POST evidence.make_table": (401, 303, 401, 303, 303),
    "GET evidence.new_table": SIGNED_IN,
    "GET evidence.new_table_link": OWNER_PAGE,
    "POST evidence.rename_table": OWNER_ACT,
    "POST evidence.restore_frozen": OWNER_ACT,
    "POST evidence.restore_table": OWNER_ACT,
    "GET evidence.row": OWNER_PAGE,
    "GET evidence.rows": OWNER_PAGE,
    "POST evidence.say_not_reported": OWNER_ACT,
    "GET evidence.table": OWNER_PAGE,
    "GET evidence.table_name": OWNER_PAGE,
    "GET evidence.tables": SIGNED_IN,
    "GET evidence.trial_tables": SIGNED_IN,
    "POST evidence.withdraw_decision": (401, 404, 401, 404, 404),
    "POST following.delete_search": OWNER_ACT,
    "POST following.end_follow_feed": OWNER_ACT,
    "POST following.end_search_feed": OWNER_ACT,
    "GET following.feed": ANOTHER_TOKEN,
    "POST following.follow": (401, 303, 401, 303, 303),
    "POST following.follow_again": OWNER_ACT,
    "GET following.follow_feed": OWNER_PAGE,
    "GET following.following": SIGNED_IN,
    "POST following.make_follow_feed": OWNER_ACT,
    "POST following.make_search_feed": OWNER_ACT,
    "GET following.new_search": SIGNED_IN,
    "POST following.rename_search": OWNER_ACT,
    "POST following.restore_search": OWNER_ACT,
    "POST following.save_search": (401, 303, 401, 303, 303),
    "GET following.search_feed": OWNER_PAGE,
    "GET following.search_name": OWNER_PAGE,
    "GET following.searches": SIGNED_IN,
    "POST following.unfollow": OWNER_ACT,
    "GET interchange.citation_file": OPEN,
    "GET interchange.moments_document": SIGNED_IN,
    "GET interchange.snapshot": OPEN,
    "GET interchange.verification": OPEN,
    "GET interchange.frozen_export": OWNER_PAGE,
    "GET interchange.new_frozen_export": OWNER_PAGE,
    "GET interchange.new_table_export": OWNER_PAGE,
    "GET interchange.table_export": OWNER_PAGE,
    "GET interchange.export": SIGNED_IN,
    "GET interchange.export_content": OWNER_PAGE,
    "GET interchange.export_file": OWNER_PAGE,
    "POST interchange.make_export": (401, 303, 401, 303, 303),
    "POST interchange.remove_export": OWNER_ACT,
    "POST interchange.import_notes_file": (401, 303, 401, 303, 303),
    "GET interchange.new_export": SIGNED_IN,
    "GET interchange.notes_imports": SIGNED_IN,
    "POST interchange.preview_notes_import": (401, 422, 401, 422, 422),
    "POST participation.accept_mail": ANOTHER_TOKEN,
    "GET participation.confirm_volunteer": ANOTHER_TOKEN,
    "POST participation.confirm_volunteer": ANOTHER_TOKEN,
    "GET participation.enquiries": SIGNED_IN,
    "GET participation.new_enquiry": SIGNED_IN,
    "POST participation.preview_enquiry": (401, 403, 401, 403, 200),
    "GET participation.refusal": ANOTHER_TOKEN,
    "POST participation.refuse_mail": ANOTHER_TOKEN,
    "POST participation.send_enquiry": (401, 403, 401, 403, 303),
    "GET participation.steps": OPEN,
    "GET programs.examples": OPEN,
    "GET programs.reference": OPEN,
    "POST participation.unsubscribe_volunteer": ANOTHER_TOKEN,
    "GET participation.volunteer": ANOTHER_TOKEN,
    "POST participation.volunteer": ANOTHER_TOKEN,
    "GET participation.volunteer_asked": OPEN,
    "GET participation.volunteer_unsubscription": ANOTHER_TOKEN,
    "GET participation.volunteers": OPEN,
    "POST participation.volunteers": (303, 303, 303, 303, 303),
    "GET personal_data.deactivation": SIGNED_IN,
    "POST personal_data.deactivation": (401, 303, 401, 303, 303),
    "GET personal_data.deletion": SIGNED_IN,
    "POST personal_data.deletion": (401, 422, 401, 422, 422),
    "GET personal_data.download": SIGNED_IN,
    "GET health.alive": OPEN,
    "GET health.ready": OPEN,
    "POST notes.act": (401, 422, 401, 422, 422),
    "POST notes.create": (401, 303, 401, 303, 303),
    "POST notes.decide": OWNER_ACT,
    "POST notes.delete": OWNER_ACT,
    "POST notes.delete_search": OWNER_ACT,
    "POST notes.edit": OWNER_ACT,
    "GET notes.edits": OWNER_PAGE,
    "GET notes.label": OWNER_PAGE,
    "GET notes.mine": SIGNED_IN,
    "GET notes.note": OWNER_PAGE,
    "GET notes.new": SIGNED_IN,
    "GET notes.new_search": SIGNED_IN,
    "POST notes.preview": (401, 200, 401, 200, 200),
    "POST notes.relabel": OWNER_ACT,
    "POST notes.rename_search": OWNER_ACT,
    "POST notes.restore": OWNER_ACT,
    "POST notes.restore_search": OWNER_ACT,
    "POST notes.restore_revision": OWNER_ACT,
    "GET notes.revisions": OWNER_PAGE,
    "POST notes.save_search": (401, 303, 401, 303, 303),
    "GET notes.search_name": OWNER_PAGE,
    "GET notes.searches": SIGNED_IN,
    "POST notes.undo": OWNER_ACT,
    "POST notes.take_back": OWNER_ACT,
    "GET notifications.notifications": SIGNED_IN,
    "POST notifications.notifications": (401, 422, 401, 422, 422),
    "POST notifications.see": (401, 303, 401, 303, 303),  # all of them say Alice's number
    "POST notifications.see_news": (401, 303, 401, 303, 303),
    "POST notifications.unsubscribe": ANOTHER_TOKEN,
    "GET notifications.unsubscription": ANOTHER_TOKEN,
    "GET reading.activity": SIGNED_IN,
    "GET reading.cards": SIGNED_IN,
    "GET reading.comparison": OPEN,
    "GET reading.counts": SIGNED_IN,
    "GET reading.eye": SIGNED_IN,
    "GET reading.home": OPEN,
    "POST reading.mark_read": (401, 303, 401, 303, 303),
    "GET reading.print_version": SIGNED_IN,
    "GET reading.shared": (404, 404, 200, 200, 404),
    "GET reading.shared_cards": (404, 404, 200, 200, 404),
    "GET reading.shared_news": (404, 404, 200, 200, 404),
    "GET reading.shared_print": (404, 404, 200, 200, 404),
    "GET reading.then_and_now": OPEN,
    "GET reading.shared_table": (404, 404, 200, 200, 404),
    "GET reading.trial": OPEN,
    "GET reading.version": OPEN,
    "GET reading.versions": OPEN,
    "GET reading.whats_new": SIGNED_IN,
    "POST registry.add": (401, 422, 401, 422, 422),
    "POST replies.answer": (401, 404, 401, 303, 303),
    "POST replies.bring_back": NOT_A_RESPONDENT_S,
    "POST replies.edit": OWNER_ACT,
    "GET replies.edits": OWNER_PAGE,
    "GET replies.inbox": SIGNED_IN,
    "POST replies.read": (401, 404, 401, 303, 303),
    "POST replies.read_shared": (404, 404, 303, 303, 404),
    "POST replies.respond": (404, 404, 303, 303, 404),
    "POST replies.restore": OWNER_ACT,
    "GET replies.revisions": OWNER_PAGE,
    "POST replies.shared_bring_back": NOT_THEIRS,
    "POST replies.shared_edit": NOT_THEIRS,
    "GET replies.shared_edits": NOT_THEIRS,
    "POST replies.shared_restore": NOT_THEIRS,
    "GET replies.shared_revisions": NOT_THEIRS,
    "POST replies.shared_withdraw": NOT_THEIRS,
    "GET replies.shared_withdrawal": NOT_THEIRS,
    "GET replies.thread": (303, 404, 303, 200, 200),
    "GET replies.under_note": (303, 404, 303, 200, 200),
    "POST replies.withdraw": NOT_A_RESPONDENT_S,
    "GET replies.withdrawal": (303, 404, 303, 404, 404),
    "POST reviews.accept": NOT_INVITED_ACT,
    "GET reviews.closing": OWNER_PAGE,
    "POST reviews.close_round": OWNER_ACT,
    "GET reviews.agreement": NOT_REVEALED,
    "GET reviews.figures_file": NOT_REVEALED,
    "GET reviews.units_file": NOT_REVEALED,
    "POST reviews.close_trial": READER_ACT,
    "POST reviews.decide": (401, 404, 401, 404, 404),
    "POST reviews.decline": NOT_INVITED_ACT,
    "POST reviews.delete_round": OWNER_ACT,
    "GET reviews.deletion": OWNER_PAGE,
    "GET reviews.departure": READER_PAGE,
    "GET reviews.differences": NOT_REVEALED,
    "GET reviews.invitation": NOT_REVEALED,
    "POST reviews.invite": OWNER_ACT,
    "POST reviews.leave": (401, 404, 401, 303, 409),
    "POST reviews.make_round": (401, 422, 401, 422, 303),
    "GET reviews.new_round": SIGNED_IN,
    "POST reviews.remind": OWNER_ACT,
    "POST reviews.remove_trial": (401, 404, 401, 404, 409),  # it is the round's last one
    "POST reviews.revoke_invitation": OWNER_ACT,
    "GET reviews.round_page": READER_PAGE,
    "GET reviews.round_trial": READER_PAGE,
    "GET reviews.rounds": SIGNED_IN,
    "POST reviews.say_nothing_found": READER_ACT,
    "POST reviews.take_labels_again": READER_ACT,
    "GET reviews.unit": NOT_REVEALED,
    "POST shares.add_week": OWNER_ACT,
    "POST shares.choose_notes": OWNER_ACT,
    "POST shares.create": (401, 422, 401, 422, 201),
    "POST shares.create_over_trials": (401, 422, 401, 422, 201),
    "POST shares.end_visitor": OWNER_ACT,
    "POST shares.extend": OWNER_ACT,
    "GET shares.landing": OPEN,
    "POST shares.leave": (404, 404, 303, 303, 404),
    "POST shares.limit_openings": OWNER_ACT,
    "GET shares.link": OWNER_PAGE,
    "GET shares.links": SIGNED_IN,
    "GET shares.new": SIGNED_IN,
    "GET shares.new_address": OWNER_PAGE,
    "GET shares.new_over_trials": SIGNED_IN,
    "POST shares.new_passcode": (401, 404, 401, 404, 200),
    "GET shares.notes": OWNER_PAGE,
    "POST shares.reissue": OWNER_ACT,
    "POST shares.resume": OWNER_ACT,
    "GET shares.revocation": OWNER_PAGE,
    "POST shares.revoke": OWNER_ACT,
    "POST shares.suspend": OWNER_ACT,
    "POST shares.unlock": (422, 422, 422, 422, 422),
    "GET shares.visitor": OWNER_PAGE,
    "GET shares.visitors": OWNER_PAGE,
    "POST trash.erase": OWNER_ACT,
    "GET trash.erasure": OWNER_PAGE,
    "GET trash.replies": SIGNED_IN,
    "GET trash.trash": SIGNED_IN,
    "GET trials.condition": OPEN,
    "POST hypothesis.create": COOKIE_ALONE,
    "GET hypothesis.annotation": COOKIE_ALONE,
    "PATCH hypothesis.change": COOKIE_ALONE,
    "PUT hypothesis.change": COOKIE_ALONE,
    "DELETE hypothesis.delete": COOKIE_ALONE,
    "GET hypothesis.group": COOKIE_ALONE,
    "GET hypothesis.groups": COOKIE_ALONE,
    "GET hypothesis.index": OPEN,
    "GET hypothesis.links": OPEN,
    "GET hypothesis.members": COOKIE_ALONE,
    "GET hypothesis.profile": COOKIE_ALONE,
    "GET hypothesis.profile_groups": COOKIE_ALONE,
    "GET hypothesis.search": COOKIE_ALONE,
    "POST hypothesis.token": (400, 400, 400, 400, 400),
    "GET hypothesis.web_annotation": COOKIE_ALONE,
    "DELETE w3c.delete": COOKIE_ALONE,
    "GET w3c.annotation": COOKIE_ALONE,
    "GET w3c.container": COOKIE_ALONE,
    "POST w3c.create": COOKIE_ALONE,
    "PUT w3c.replace": COOKIE_ALONE,
    "GET trials.places": OPEN,
    "GET trials.search": OPEN,
    "GET trials.conditions": OPEN,
}
"""Endpoint and method → status for anonymous, charlie, guest, bob and alice."""


ENDED = (410, 410, 410, 410, 410)
CLOSED = (404, 404, 410, 410, 404)
LOCKED = (404, 404, 404, 404, 404)
VISITS = (
    "GET reading.shared",
    "GET reading.shared_cards",
    "GET reading.shared_news",
    "GET reading.shared_print",
    "GET reading.shared_table",
    "POST replies.read_shared",
    "POST replies.respond",
    "POST replies.shared_bring_back",
    "POST replies.shared_edit",
    "GET replies.shared_edits",
    "POST replies.shared_restore",
    "GET replies.shared_revisions",
    "POST replies.shared_withdraw",
    "GET replies.shared_withdrawal",
    "POST shares.leave",
)
CHANGES = ("add_week", "choose_notes", "extend", "limit_openings", "reissue", "resume", "suspend", "new_passcode")


def _states() -> dict[State, dict[str, Row]]:
    """Give what differs from the table above when the link is not live any more, or not open as it was."""
    ended = {"GET shares.landing": ENDED, "POST shares.unlock": ENDED}
    unread = {"POST replies.answer": (401, 404, 401, 403, 303)}
    nobody_has_access = {"GET shares.visitor": (303, 404, 303, 404, 404)}
    closed = ended | dict.fromkeys(VISITS, CLOSED) | unread | nobody_has_access
    locked = dict.fromkeys(VISITS, LOCKED) | unread | nobody_has_access
    final = {f"POST shares.{change}": (401, 404, 401, 404, 409) for change in CHANGES}
    return {
        State.LIVE: {},
        State.EXPIRED: closed,
        State.REVOKED: closed | final,
        State.GUESSED: closed | {"POST shares.resume": (401, 404, 401, 404, 409)},
        State.SUSPENDED: closed,
        State.USED_UP: ended,
        State.REISSUED: ended | locked,
        State.RELOCKED: locked,
        State.DESERTED: closed,
    }


STATES = _states()


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {f"{method} {rule.endpoint}" for rule, method in routes(app)} == set(TABLE)
    assert {route for changed in STATES.values() for route in changed} <= set(TABLE)


def expected(route: str, state: State) -> tuple[int, ...]:
    """Give the status for every actor, in their order."""
    columns = dict(
        zip(("anonymous", "charlie", "guest", "bob", "alice"), STATES[state].get(route, TABLE[route]), strict=True)
    )
    if state is State.DESERTED:
        columns["alice"] = columns["anonymous"]  # her devices are signed out, and what she had is nobody's
    return tuple(columns[TWINS.get(actor, actor)] for actor in ACTORS)


# What stands below links in the house knows nothing of them (docs/architecture.md, and import-linter holds it to that): it
# is asked about a link that is live, and about an owner who left.
KNOW_LINKS = ("shares", "replies", "reading")
QUESTIONS = [
    (state, route)
    for state in State
    for route in sorted(TABLE)
    if state is State.LIVE
    or (state is State.DESERTED and not route.split()[1].startswith(FOR_PROGRAMS))
    or route.split()[1].startswith(KNOW_LINKS)
]


ALONE = {
    "personal_data.download",
    "interchange.export",
    "interchange.export_content",
    "interchange.table_export",
    "interchange.frozen_export",
    "api.export",
}
"""Files that are counted while they are on their way, one at a time for each account; nothing that anybody stored changes."""


@pytest.mark.parametrize(("state", "route"), QUESTIONS)
def test_who_may(state: State, route: str, world: World) -> None:
    method, endpoint = route.split()
    path = world.path(endpoint, method)
    answers = tuple(_ask(world, actor, path, method, endpoint, state) for actor in ACTORS)
    assert answers == expected(route, state)


def _ask(world: World, actor: str, path: str, method: str, endpoint: str, state: State) -> int:
    """Ask once, and check that a look or a refusal changed nothing, and that nothing was read that was not the actor's.

    Nobody but Alice changes what is hers alone, and no mail tells its recipient more than they may read.
    """
    world.written.clear()
    response = world.clients[actor].open(path, method=method, data=world.forms.get(endpoint))
    said = response.get_data().decode("utf-8", "replace")
    response.close()
    if method == "GET" or response.status_code >= 400:
        written = [each for each in world.written if endpoint not in ALONE or "counters" not in each]
        assert written == [], f"{actor} changed something"
    world.changed = world.changed or bool(world.written)
    if world.written and actor != "alice":
        assert world.private() == world.private_before(), f"{actor} changed what is another's"
    if any("INTO mails" in statement for statement in world.written):
        for mail in mails(world.database):
            told = {words for words in ALL_WORDS if words in f"{mail.subject}\n{mail.body}"}
            assert told <= mailable(mail.recipient), f"{mail.recipient} is told by mail"
    for words in (ALL_WORDS - readable(actor, state)) | {world.passcode}:
        assert html.escape(words) not in said, f"{actor} read: {words}"
        assert words not in said, f"{actor} read: {words}"
    return response.status_code


@pytest.mark.parametrize("route", sorted(route for route, row in TABLE.items() if row[1] == 404))
@pytest.mark.parametrize("state", [State.LIVE])
def test_somebody_else_s_thing_looks_like_none(route: str, state: State, world: World) -> None:
    method, endpoint = route.split()
    path = world.path(endpoint, method)
    none = path
    # Bob has the share that a reply is asked for on: there it is the reply that must look like none.
    of_reply = str(world.variables["reply_id"]) in path
    for name in ["reply_id"] if of_reply else OF_ALICE:
        none = none.replace(str(world.variables[name]), "A" * 22)
    for actor in ("charlie", "erin", "bob"):
        if TABLE[route][3 if actor == "bob" else 1] == 404:
            told = [
                _told(world.clients[actor].open(at, method=method, data=world.forms.get(endpoint)))
                for at in (path, none)
            ]
            assert told[0] == told[1], actor


OF_ALICE = (
    "note_id",
    "label_id",
    "tag_id",
    "share_id",
    "thread_id",
    "sign_in_id",
    "token_id",
    "unlock_id",
    "deleted_id",
    "follow_id",
    "search_id",
    "file_id",
    "saved_id",
    "table_id",
    "frozen_id",
    "round_id",
    "member_id",
    "round_label_id",
)
"""Variables of addresses that stand for something of hers."""


def _told(answer: TestResponse) -> tuple[int, str, int]:
    return (
        answer.status_code,
        re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]+', r"\1", answer.text),
        len(answer.data),
    )
