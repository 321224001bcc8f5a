"""A version of a record as a file for reference managers."""

from flask import Response, request

from annotate.core.citation import CITATION_FILES
from annotate.core.record import record_from_json
from annotate.errors import NotFound
from annotate.interchange.formats import FORMATS
from annotate.interchange.views.blueprint import blueprint
from annotate.interchange.views.sending import addresses
from annotate.trials.citing import cited_version
from annotate.trials.queries import find_trial, find_version
from annotate.web import transactions


@blueprint.get("/trials/<registry_id>/versions/<int:number>/citation")
def citation_file(registry_id: str, number: int) -> Response:
    """Give the citation of a version as a file; RIS unless told."""
    session = transactions.reader()
    trial = find_trial(session, registry_id)
    version = find_version(session, trial, number)
    form = request.args.get("format", "ris")
    if form not in CITATION_FILES:
        raise NotFound("There is no such form of citation.")
    record = record_from_json(version.facts)
    cited = cited_version(version, record, addresses().version(trial.registry_id, number))
    answer = Response(CITATION_FILES[form](cited), content_type=FORMATS[form].media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{cited.key}.{FORMATS[form].suffix}"'
    return answer
