"""My labels and tags."""

from annotate.api.operations import Operation
from annotate.api.presenters.labels import DescribedLabel, Labels, Tags
from annotate.api.views.blueprint import answer, operation
from annotate.codebook.queries import labels_to_choose
from annotate.codebook.tags.queries import tags_of
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
