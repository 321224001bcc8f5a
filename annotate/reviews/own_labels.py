"""The labels of a round in a reader's own codebook: notes get them as they get any label."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.codebook.actions import MOST_LABELS, begin_labels, create_label
from annotate.codebook.models import Label
from annotate.codebook.queries import labels_of
from annotate.core.numbers import many
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes.queries import has_notes
from annotate.reviews import own_work, queries
from annotate.reviews.models import MemberLabel, RoundLabel, RoundMember


def take_labels(session: Session, viewer: Viewer, member: RoundMember) -> None:
    """Let the reader have a label of their own for each label of the round that has none: of the same name, or made now.

    Raises Invalid when their codebook has no room for all of them; nothing is made then.
    """
    hold_account(session, viewer.id)
    begin_labels(session, viewer, has_notes)
    wanted = queries.labels_of(session, member.round_id)
    present = own_work.own_labels(session, member.id)
    own = labels_of(session, viewer)
    by_name = {label.name.casefold(): label for label in own}
    used = {label.id for label in present.values() if label is not None}
    missing = [label for label in wanted if present.get(label.id) is None]
    new = [label for label in missing if label.name.casefold() not in by_name]
    room = MOST_LABELS - len(own)
    if len(new) > room:
        raise Invalid(
            f"The round needs {many(len(new), 'label')} that you do not have, and your codebook has room for {room}: "
            f"{MOST_LABELS} labels are the most. Delete or merge some of yours first. Nothing was changed."
        )
    for label in missing:
        found = by_name.get(label.name.casefold())
        # Under its old name a label may serve another one of the round's already.
        if found is not None and found.id in used:
            raise Invalid(
                f"You use your label “{found.name}” for another label of the round. Rename it first, then take the labels."
            )
        _put(session, member, label, found or _made(session, viewer, label))
    session.flush()


def _made(session: Session, viewer: Viewer, label: RoundLabel) -> Label:
    return create_label(
        session,
        viewer,
        has_notes,
        name=label.name,
        hue=label.hue,
        description=label.description,
        when_not=label.when_not,
    )


def _put(session: Session, member: RoundMember, label: RoundLabel, own: Label) -> None:
    key = (MemberLabel.member_id == member.id, MemberLabel.label_id == label.id)
    row = session.scalar(select(MemberLabel).where(*key))
    if row is None:
        row = MemberLabel(member_id=member.id, label_id=label.id)
        session.add(row)
    row.own_label_id = own.id
