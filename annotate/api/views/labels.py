"""My labels and tags."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from annotate.api.label_forms import LabelEdit, NewLabel, TagChange
from annotate.api.operations import Operation
from annotate.api.presenters.labels import DescribedLabel, Labels, Tag, Tags
from annotate.api.views.blueprint import answer, body, operation
from annotate.codebook import actions
from annotate.codebook.models import Label
from annotate.codebook.queries import labels_to_choose
from annotate.codebook.tags.actions import delete_tag as delete
from annotate.codebook.tags.actions import rename_tag as rename
from annotate.codebook.tags.queries import find_tag, tags_of
from annotate.core.scopes import Scope
from annotate.notes.labelled import move_notes
from annotate.notes.queries import has_notes, notes_per_tag
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@operation("GET", "/labels", Operation({200: Labels}))
def labels() -> Answer:
    """List the labels that a note of mine can bear."""
    choices = labels_to_choose(transactions.reader(), required_viewer(), has_notes)
    return answer(Labels(labels=tuple(map(DescribedLabel.of, choices))))


@operation("GET", "/tags", Operation({200: Tags}))
def tags() -> Answer:
    """List my tags."""
    viewer, session = required_viewer(), transactions.reader()
    return answer(Tags.of(tags_of(session, viewer), notes_per_tag(session, viewer)))


@operation("POST", "/labels", Operation({201: DescribedLabel}, scope=Scope.WRITE, takes=NewLabel))
def create_label() -> Answer:
    """Make a label, the last in my order."""
    viewer, sent = required_viewer(), body(NewLabel)
    made = transactions.write(lambda session: actions.create_label(session, viewer, has_notes, **sent.model_dump()))
    return answer(DescribedLabel.of(made), 201)


@operation("PATCH", "/labels/<label_id>", Operation({200: DescribedLabel}, scope=Scope.WRITE, takes=LabelEdit))
def change_label(label_id: str) -> Answer:
    """Rename, recolour or describe a label; its notes follow, and for a day its page can undo it."""
    viewer, sent = required_viewer(), body(LabelEdit)

    def work(session: Session) -> Label:
        label = actions.own_label(session, viewer, label_id, has_notes)
        wanted = asdict(label.draft()) | sent.model_dump(exclude_unset=True)
        return actions.change_label(session, viewer, label, **wanted)

    return answer(DescribedLabel.of(transactions.write(work)))


@operation("DELETE", "/labels/<label_id>", Operation({204: None}, scope=Scope.WRITE))
def delete_label(label_id: str) -> Answer:
    """Delete a label; its notes stay, without one. For a day its page can undo it."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        label = actions.own_label(session, viewer, label_id, has_notes, deleted_too=True)
        actions.delete_label(session, label, move_notes)

    transactions.write(work)
    return "", 204, {}


@operation("PATCH", "/tags/<tag_id>", Operation({200: Tag}, scope=Scope.WRITE, takes=TagChange))
def rename_tag(tag_id: str) -> Answer:
    """Rename a tag; its notes follow."""
    viewer, sent = required_viewer(), body(TagChange)

    def work(session: Session) -> None:
        rename(session, viewer, find_tag(session, viewer, tag_id, for_change=True), sent.name)

    transactions.write(work)
    session = transactions.reader()
    return answer(Tag.of(find_tag(session, viewer, tag_id), notes_per_tag(session, viewer)))


@operation("DELETE", "/tags/<tag_id>", Operation({204: None}, scope=Scope.WRITE))
def delete_tag(tag_id: str) -> Answer:
    """Delete a tag; the notes that had it stay."""
    viewer = required_viewer()
    transactions.write(lambda session: delete(session, find_tag(session, viewer, tag_id, for_change=True)))
    return "", 204, {}
