"""What Alice, and a volunteer without an account, have in the small world that nobody else may learn of.

Alice follows a trial, a condition and a search, has saved a search of her notes, has a file of them made, has feeds of a trial and of the search, has
written to a study, and has read the trial; a volunteer gets mail at an address, and another one has not confirmed theirs yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.activity.queries import last_seq
from annotate.codebook.models import Label, Tag
from annotate.core.names import email_digest
from annotate.core.record import Contact, record_from_json, record_to_json
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.evidence.actions import TableDraft, make_table
from annotate.evidence.freezing import freeze
from annotate.evidence.links import give_table
from annotate.evidence.models import EvidenceTable, FrozenTable
from annotate.following import actions as following
from annotate.following.models import Follow, SavedSearch
from annotate.following.subjects import Subject, SubjectKind
from annotate.interchange.exported import ExportOrder
from annotate.interchange.files import actions as files
from annotate.interchange.files.models import ExportFile
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import ExportSource, choose_notes
from annotate.notes.saved.actions import save_note_search
from annotate.notes.saved.models import SavedNoteSearch
from annotate.notifications import actions as notifications
from annotate.notifications.kinds import Frequency, NewsPage, NotificationKind
from annotate.notifications.models import NotificationPreference, NotificationState
from annotate.notifications.unsubscribing import sign_unsubscription
from annotate.participation.actions import EnquiryDraft, compose_enquiry
from annotate.participation.models import Enquiry
from annotate.participation.queries import recipients_of
from annotate.participation.refusing import sign_refusal
from annotate.participation.views.blueprint import means, relay
from annotate.participation.volunteers.addresses import VolunteerAddresses
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.trials.last_reads import note_last_read
from annotate.trials.models import LastRead, Trial, TrialVersion
from tests.enquiring import OFFICE
from tests.security.rights import (
    ASKED,
    FEED_OF_SEARCH,
    FEED_OF_TRIAL,
    FROZEN,
    SEARCHED,
    SOUGHT,
    TABLED,
    VOLUNTEER,
    WAITING,
)

CONDITION = "a-condition"
WROTE = "what anybody may ask a study"

OF_ACCOUNTS = (
    Follow,
    SavedSearch,
    SavedNoteSearch,
    EvidenceTable,
    FrozenTable,
    Enquiry,
    LastRead,
    NotificationState,
    NotificationPreference,
    Label,
    Tag,
    ExportFile,
)
"""What accounts have to themselves: nobody's request changes a row of another account."""


@dataclass(frozen=True, slots=True)
class Private:
    """The world's variables and forms for it."""

    variables: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]
    tokens: Mapping[str, str]
    """What opens an address without an account, by endpoint; in the world's variables the token is a link's."""


def open_study(version: TrialVersion) -> None:
    """Let the trial recruit, and name a contact."""
    record = replace(
        record_from_json(version.facts), status="RECRUITING", contacts=(Contact("Study Office", email=OFFICE),)
    )
    version.facts = record_to_json(record)


def make_private(app: Flask, session: Session, alice: Viewer, trial: Trial) -> Private:
    """Let Alice and the volunteers do all of it; the trial recruits, and the condition is known."""
    session.get_one(Account, alice.id).confirmed_at = clock.now()
    follow = following.follow(session, alice, Subject(SubjectKind.TRIAL, trial.registry_id))
    following.follow(session, alice, Subject(SubjectKind.CONDITION, CONDITION))
    search = following.save_search(session, alice, name=SEARCHED, query=f"q={SOUGHT}")
    following.follow(session, alice, Subject(SubjectKind.SEARCH, search.id))
    follow.feed_key, search.feed_key = FEED_OF_TRIAL, FEED_OF_SEARCH
    saved = save_note_search(session, alice, name=SEARCHED, typed=SOUGHT, by_trial=False)
    file_id = _made_file(session, alice)
    note_last_read(session, alice, trial.id, trial.current_number)
    session.add(
        Enquiry(
            account_id=alice.id,
            trial_id=trial.id,
            contact_name="Study Office",
            contact_email=OFFICE,
            message=ASKED,
            client_key=new_id(),
            created_at=clock.now(),
        )
    )
    notifications.choose(session, alice.id, {NotificationKind.REPLY: Frequency.WEEKLY})
    notifications.mark_seen(session, alice, 1)
    notifications.mark_seen(session, alice, 1, NewsPage.WHATS_NEW)
    waiting, volunteer = _volunteer(session, WAITING), _volunteer(session, VOLUNTEER)
    volunteer.confirmed_at = clock.now()
    session.flush()
    last = {"seq": str(last_seq(session, alice.id))}
    with app.test_request_context():
        addresses = VolunteerAddresses("", means().signer)
        tokens = {
            "following.feed": FEED_OF_SEARCH,
            "participation.confirm_volunteer": _token(addresses.confirmation(waiting.id)),
            "participation.volunteer": _token(addresses.own(volunteer.id)),
            "participation.refusal": sign_refusal(means().signer, email_digest(OFFICE)),
            "notifications.unsubscription": sign_unsubscription(means().signer, alice.id, list(NotificationKind)),
        }
        asked = _enquiry(session, alice, trial)
    return Private(
        {"follow_id": follow.id, "search_id": search.id, "saved_id": saved.id, "file_id": file_id},
        {
            **asked,
            "following.follow": {"trial": trial.registry_id},
            "following.save_search": {"name": "Doses", "query": "q=dose"},
            "following.rename_search": {"name": "Doses"},
            "notes.save_search": {"name": "Doses", "q": "dose"},
            "notes.rename_search": {"name": "Doses"},
            "notifications.see": last,
            "notifications.see_news": last,
            "participation.volunteers": {"email": VOLUNTEER, "conditions": CONDITION, "consent": "y"},
            "participation.volunteer": {"conditions": CONDITION},
        },
        tokens,
    )


def _made_file(session: Session, alice: Viewer) -> str:
    """Have a file of Alice's notes made, which holds what she searched for."""
    source, wanted = ExportSource(), FORMATS["text"]
    chosen = choose_notes(session, alice, source)
    file_id = files.ask_for_export(session, alice, files.AskedExport(source, chosen, wanted, ExportOrder.TEXT, ""))
    begun = files.begin_next(session)
    assert begun
    files.add_part(session, begun, 0, SOUGHT.encode(), len(chosen.ids))
    files.end_export(session, begun)
    return file_id


def _volunteer(session: Session, email: str) -> Volunteer:
    at = clock.now()
    volunteer = Volunteer(email=email, country="", created_at=at, told_until=at, due_at=at + timedelta(days=2))
    volunteer.conditions = [VolunteerCondition(key=CONDITION, name="A condition")]
    session.add(volunteer)
    session.flush()
    return volunteer


def _token(address: str) -> str:
    return address.rpartition("/")[2]


def _enquiry(session: Session, alice: Viewer, trial: Trial) -> dict[str, dict[str, str]]:
    """Give the forms by which Alice looks at another message, and sends it."""
    draft = EnquiryDraft(recipients_of(session, trial)[0].key, WROTE)
    seen = compose_enquiry(session, alice, trial, draft, relay())
    used = session.scalars(select(Enquiry.client_key)).one()
    written = {"contact": draft.contact, "message": draft.message}
    return {
        # The first form's key is that of a message which Alice has sent: to others it must mean nothing.
        "participation.preview_enquiry": {**written, "client_key": used},
        "participation.send_enquiry": {**written, "seen": seen.fingerprint, "consent": "y", "client_key": new_id()},
    }


@dataclass(frozen=True, slots=True)
class Tabled:
    """Alice's table, which her link is over, and a frozen one."""

    variables: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]


def make_tables(session: Session, alice: Viewer, trial: Trial, label: Label, share_id: str) -> Tabled:
    """Let Alice have a table of the trial and the label, and have frozen it; her link is over it."""
    table = make_table(session, alice, TableDraft(TABLED, (label.id, "phase"), (trial.id,), new_id()))
    give_table(session, alice, table, share_id)
    frozen = freeze(session, alice, table, FROZEN)
    new = {"name": "Doses", "ids": trial.registry_id, "columns": "phase", "client_key": new_id()}
    return Tabled(
        {"table_id": table.id, "frozen_id": frozen.id},
        {
            "evidence.make_table": new,
            "evidence.rename_table": {"name": "Doses"},
            "evidence.choose_columns": {"columns": label.id, "places": "1"},
            "evidence.choose_rows": {"ids": trial.registry_id},
            "evidence.say_not_reported": {"labels": label.id},
            "evidence.freeze": {"name": "As submitted"},
        },
    )
