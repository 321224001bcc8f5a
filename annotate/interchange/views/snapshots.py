"""A version as a file that can be checked, and the page that checks, open to everybody."""

from base64 import b64encode

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from annotate.core.snapshots import read_digest
from annotate.errors import NotFound
from annotate.interchange.snapshots import HeldVersion, find_held, held, snapshot_of
from annotate.interchange.views.blueprint import blueprint
from annotate.trials.models import Trial
from annotate.trials.queries import find_trial, find_version
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.limits import limiter

_LONGEST_NUMBER = 9


@blueprint.get("/trials/<registry_id>/versions/<int:number>/snapshot")
def snapshot(registry_id: str, number: int) -> Response:
    """Give the snapshot of a version as a file."""
    session = transactions.reader()
    trial = find_trial(session, registry_id)
    made = snapshot_of(trial, find_version(session, trial, number))
    answer = Response(made.written, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{trial.registry_id}v{number}.snapshot.json"'
    answer.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(made.digest)).decode()}:"  # RFC 9530
    return answer


@blueprint.get("/verification")
@limiter.limit("60 per minute")
def verification() -> Answer:
    """Say whether this instance holds the version with a digest, or which digest a version has."""
    asked = {name: request.args.get(name, "").strip() for name in ("id", "number", "sha256")}
    found: HeldVersion | None = None
    problem, status = "", 200
    if asked["id"] and (asked["sha256"] or asked["number"]):
        try:
            found = _found(transactions.reader(), asked)
        except (NotFound, ValueError) as refused:
            problem, status = str(refused), 404 if isinstance(refused, NotFound) else 422
    elif any(asked.values()):
        problem, status = "Give both: the registry’s number, and the SHA-256.", 422
    page = render_template("interchange/verification.html", asked=asked, found=found, problem=problem)
    return page, status, {}


def _found(session: Session, asked: dict[str, str]) -> HeldVersion | None:
    """Give the version that is asked for; None when none has that digest. Raises NotFound, and ValueError with a sentence."""
    digest = read_digest(asked["sha256"]) if asked["sha256"] else ""
    trial = find_trial(session, asked["id"])
    return find_held(session, trial, digest) if digest else _numbered(session, trial, asked["number"])


def _numbered(session: Session, trial: Trial, number: str) -> HeldVersion:
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        raise ValueError("A version has a number, from 1.")
    return held(trial, find_version(session, trial, int(number)))
