"""What the page "Activity" shows: what happened to a person's notes, links, replies, trials and account."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotate.activity.kinds import NO_WORDS, OF_FOLLOWING, OF_LINKS, OF_REPLIES, OF_ROUNDS, ActivityKind
from annotate.activity.models import Activity
from annotate.core.cursors import page_of
from annotate.core.numbers import and_more, many
from annotate.core.record_changes import changes_from_json
from annotate.following.found import found_from_json
from annotate.notes.models import Note
from annotate.notes.presenters import name_of
from annotate.notifications.queries import NewActivity
from annotate.reading.queries import ActivitySubjects, SubjectTrial, ids_of
from annotate.shares.models import Share
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

PAGE_SIZE = 50
"""Rows on one page."""

MOST_SECTIONS = 4
"""Sections of a changed record that a row names; of more it gives the number."""


class ActivityGroup(StrEnum):
    """What the list can be narrowed to."""

    ALL = ""
    NOTES = "notes"
    LINKS = "links"
    REPLIES = "replies"
    ROUNDS = "rounds"
    TRIALS = "trials"
    ACCOUNT = "account"


KINDS: Mapping[ActivityGroup, Sequence[ActivityKind]] = {
    ActivityGroup.ALL: tuple(ActivityKind),
    ActivityGroup.NOTES: tuple(kind for kind in ActivityKind if kind.startswith("note.")),
    ActivityGroup.LINKS: OF_LINKS,
    ActivityGroup.REPLIES: OF_REPLIES,
    ActivityGroup.ROUNDS: OF_ROUNDS,
    ActivityGroup.TRIALS: (ActivityKind.TRIAL_CHANGED, ActivityKind.NOTES_TO_CHECK, *OF_FOLLOWING),
    ActivityGroup.ACCOUNT: tuple(kind for kind in ActivityKind if kind.startswith("account.")),
}
"""The kinds of each group."""

_NAMES = {
    ActivityGroup.ALL: "Everything",
    ActivityGroup.NOTES: "Notes",
    ActivityGroup.LINKS: "Links",
    ActivityGroup.REPLIES: "Replies",
    ActivityGroup.ROUNDS: "Rounds",
    ActivityGroup.TRIALS: "Trials",
    ActivityGroup.ACCOUNT: "Account",
}

_WORDS: Mapping[str, str] = {
    ActivityKind.SIGNED_IN: "You signed in",
    ActivityKind.PASSWORD_CHANGED: "You changed your password",
    ActivityKind.ADDRESS_CHANGED: "You confirmed another e-mail address",
    ActivityKind.TOKEN_MADE: "An access token was made",
    ActivityKind.NOTE_WRITTEN: "You wrote a note",
    ActivityKind.NOTE_EDITED: "You edited a note",
    ActivityKind.NOTE_DELETED: "You deleted a note",
    ActivityKind.NOTE_RESTORED: "You restored a note",
    ActivityKind.LINK_CREATED: "You made a link",
    ActivityKind.LINK_OPENED: "Your link was opened with its passcode",
    ActivityKind.LINK_PREVIEWED: "You opened your own link",
    ActivityKind.LINK_FAILED: "A wrong passcode was tried on your link",
    ActivityKind.LINK_LOCKED: "Your link was locked for 30 minutes after many wrong passcodes",
    ActivityKind.LINK_SUSPENDED: "Your link was suspended after a hundred wrong passcodes",
    ActivityKind.LINK_RESTORED: "Your link was suspended, because the data were restored from a backup",
    ActivityKind.LINK_LEFT: "A visitor left your link",
    ActivityKind.LINK_ENDED: "You ended a visitor’s access to your link",
    ActivityKind.LINK_NOTES: "You changed the notes of your link",
    ActivityKind.LINK_EXTENDED: "You changed when your link expires",
    ActivityKind.LINK_LIMITED: "You changed the limit of openings of your link",
    ActivityKind.LINK_PAUSED: "You suspended your link",
    ActivityKind.LINK_RESUMED: "You resumed your link",
    ActivityKind.LINK_PASSCODE: "You set a new passcode for your link",
    ActivityKind.LINK_REISSUED: "You replaced the address of your link",
    ActivityKind.LINK_REVOKED: "You revoked your link",
    ActivityKind.LINK_EXPIRING: "Your link expires within a day",
    ActivityKind.REPLY_CAME: "A private reply came in",
    ActivityKind.REPLY_WITHDRAWN: "A private reply was withdrawn",
    ActivityKind.REPLY_RESTORED: "A withdrawn reply was brought back",
    ActivityKind.TRIAL_CHANGED: "A record with notes of yours changed",
    ActivityKind.NOTES_TO_CHECK: "A record changed under notes of yours",
    ActivityKind.ROUND_INVITED: "You are invited to a double reading",
    ActivityKind.ROUND_ANSWERED: "Somebody answered your invitation to a round, or left it",
    ActivityKind.ROUND_REMINDED: "You were asked to finish a round",
    ActivityKind.ROUND_REVEALED: "A round is revealed",
    ActivityKind.FOLLOWED_CHANGED: "A record that you follow changed",
    ActivityKind.FOLLOWED_MINOR: "A record that you follow changed a little",
    ActivityKind.FOLLOWED_FOUND: "New trials came in that you want to know of",
}


@dataclass(frozen=True, slots=True)
class ActivitySubject:
    """What a row is about, in words and with its page."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ActivityView:
    """Something that happened."""

    words: str
    actor: str
    net: str
    at: datetime
    subject: ActivitySubject | None
    """None when it is gone, or was never a thing of its own."""
    detail: str
    is_new: bool
    """Whether its owner wants to be told of it, and has not seen it yet."""


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A way to narrow the list."""

    name: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One page of what happened, the latest first."""

    rows: tuple[ActivityView, ...]
    group: str
    groups: tuple[GroupLink, ...]
    after: str
    """The number before which the next, older page begins; empty on the last one."""
    is_first: bool
    new: int
    """How much is new, where this page begins with all of it; else 0."""
    latest: int
    """The number of the first row, up to which its owner can say that they have seen it; 0 on an empty page."""


def activity_page(
    rows: Sequence[Activity], subjects: ActivitySubjects, group: ActivityGroup, new: NewActivity, *, is_first: bool
) -> ActivityPage:
    """Show what happened; one row more than a page tells that there is another page."""
    page = page_of(rows, PAGE_SIZE)
    return ActivityPage(
        rows=tuple(_view(row, subjects, new) for row in page.rows),
        group=group,
        groups=tuple(GroupLink(name, each, each is group) for each, name in _NAMES.items()),
        after=page.next_after(lambda last: str(last.seq)),
        is_first=is_first,
        new=new.count if is_first and group is ActivityGroup.ALL else 0,
        latest=page.rows[0].seq if page.rows else 0,
    )


def _view(row: Activity, subjects: ActivitySubjects, new: NewActivity) -> ActivityView:
    return ActivityView(
        words=_WORDS.get(row.kind, NO_WORDS),
        actor=row.actor,
        net=row.net,
        at=row.at,
        subject=_subject(row, subjects),
        detail=_DETAILS[row.kind](row.detail) if row.kind in _DETAILS and row.detail else "",
        is_new=row.kind in new.kinds and row.seq > new.seen_seq,
    )


def _subject(row: Activity, subjects: ActivitySubjects) -> ActivitySubject | None:
    ids = ids_of(row)
    share = subjects.shares.get(ids.get("link", ""))
    link = _link_words(share, subjects.more_trials.get(share.id, 0)) if share is not None else ""
    thread_id = ids.get("thread", "")
    if thread_id in subjects.threads:
        return ActivitySubject(link or "Your exchange", site_path(f"/replies/{thread_id}"))
    if share is not None:
        return ActivitySubject(link, site_path(f"/shares/{share.id}"))
    if (note := subjects.notes.get(row.subject_id)) is not None:
        deleted = note.deleted_at is not None
        words = f"{name_of(note)} · {note.trial.registry_id}"
        return ActivitySubject(f"{words} (in the trash)" if deleted else words, _note_address(note, deleted=deleted))
    if (named := subjects.rounds.get(row.subject_id)) is not None:
        return ActivitySubject(named, site_path(f"{path_of(pages().rounds)}/{row.subject_id}"))
    if (trial := subjects.trials.get(row.subject_id)) is not None:
        return ActivitySubject(f"{trial.registry_id} · {trial.title}", _trial_address(trial, row.kind))
    return None


def _link_words(share: Share, more_trials: int) -> str:
    return f"For {share.recipient} · {share.trial.registry_id}{and_more(more_trials, 'trial')}"


def _note_address(note: Note, *, deleted: bool) -> str:
    return site_path(path_of(pages().trash) if deleted else f"/notes/{note.id}")


def _trial_address(trial: SubjectTrial, kind: str) -> str:
    if kind == ActivityKind.NOTES_TO_CHECK:
        return site_path(path_of(pages().to_check))
    return site_path(f"/trials/{trial.registry_id}/versions")


def _changed(detail: Mapping[str, object]) -> str:
    """Name the sections that changed, or say how many did."""
    sections, notes = detail.get("sections"), detail.get("notes")
    named = [str(each) for each in sections] if isinstance(sections, list) else []
    changed = ", ".join(named) if len(named) <= MOST_SECTIONS else many(len(named), "section")
    kept = f"you have {many(notes, 'note')} on it" if isinstance(notes, int) else ""
    return "; ".join(part for part in (f"Changed: {changed}" if changed else "", kept) if part)


def _to_check(detail: Mapping[str, object]) -> str:
    notes = detail.get("notes")
    return f"{many(notes, 'note')} to check" if isinstance(notes, int) else ""


def _followed(detail: Mapping[str, object]) -> str:
    """Say what changed, by kind."""
    words = [change.words for change in changes_from_json(detail.get("changes"))]
    return f"Changed: {', '.join(words)}" if words else ""


def _found(detail: Mapping[str, object]) -> str:
    return many(found_from_json(detail).count, "new trial")


_ANSWERS = {"accepted": "They take part", "declined": "They declined", "left": "They left"}

_DETAILS: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    ActivityKind.TRIAL_CHANGED: _changed,
    ActivityKind.NOTES_TO_CHECK: _to_check,
    ActivityKind.ROUND_ANSWERED: lambda detail: _ANSWERS.get(str(detail.get("answer")), ""),
    ActivityKind.FOLLOWED_CHANGED: _followed,
    ActivityKind.FOLLOWED_MINOR: _followed,
    ActivityKind.FOLLOWED_FOUND: _found,
    ActivityKind.LINK_OPENED: lambda _detail: "For the first time",
}
