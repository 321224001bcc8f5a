"""Trials, and the texts that offsets count in."""

from annotate.api.operations import Operation
from annotate.api.presenters.trials import Trial, VersionText
from annotate.api.views.blueprint import answer, operation
from annotate.trials.queries import find_trial, find_version, versions_of
from annotate.web import transactions
from annotate.web.answer import Answer


@operation("GET", "/trials/<registry_id>", Operation({200: Trial}))
def trial(registry_id: str) -> Answer:
    """Show a trial and its versions."""
    session = transactions.reader()
    found = find_trial(session, registry_id)
    return answer(Trial.of(found, versions_of(session, found)))


@operation("GET", "/trials/<registry_id>/versions/<int:number>", Operation({200: VersionText}))
def version(registry_id: str, number: int) -> Answer:
    """Give the text of a version."""
    session = transactions.reader()
    found = find_trial(session, registry_id)
    return answer(VersionText.with_text(found, find_version(session, found, number)))
