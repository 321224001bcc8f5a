"""Runs the migrations over the connection that ``annotate.schema`` hands in."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, LargeBinary
from sqlalchemy.types import TypeDecorator

import annotate.accounts.models
import annotate.codebook.models
import annotate.erasures
import annotate.evidence.models
import annotate.following.models
import annotate.jobs.models
import annotate.mail.models
import annotate.notes.acts.models
import annotate.notes.models
import annotate.notes.saved.models
import annotate.participation.models
import annotate.participation.volunteers.models
import annotate.registry.archives.models
import annotate.registry.models
import annotate.replies.models
import annotate.reviews.models
import annotate.shares.models
import annotate.trials.models  # noqa: F401 - each import registers its tables
from annotate.database import Base, UtcDateTime


def belongs_to_models(
    _object: object,
    name: str | None,
    type_: str,
    _reflected: bool,  # noqa: FBT001 - alembic calls it so
    _other: object,
) -> bool:
    """Leave the full-text indexes to their own migrations: no model describes them."""
    return not (type_ == "table" and name is not None and name.startswith(("trial_search", "note_search")))


def in_plain_types(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write the house's own column types as what they are in the database: a revision outlives the code of its day."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.LargeBinary()" if isinstance(item, TypeDecorator) and isinstance(item.impl, LargeBinary) else False


def run(connection: Connection) -> None:
    """Run inside the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=belongs_to_models,
        render_item=in_plain_types,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
