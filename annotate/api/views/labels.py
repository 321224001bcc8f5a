"""My labels."""

from annotate.api.presenters.labels import Label, Labels
from annotate.api.views.blueprint import answer, blueprint
from annotate.codebook.queries import labels_to_choose
from annotate.notes.queries import has_notes
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/labels")
def labels() -> Answer:
    """List the labels that a note of mine can bear."""
    choices = labels_to_choose(transactions.reader(), required_viewer(), has_notes)
    return answer(Labels(labels=tuple(map(Label.of, choices))))
