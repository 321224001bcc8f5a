"""Following, and being told, as several folders of tests need it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

from sqlalchemy import select

from annotate.activity.kinds import OF_FOLLOWING
from annotate.activity.models import Activity
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following import actions
from annotate.following.subjects import Subject, SubjectKind
from annotate.following.telling import tell_followers
from annotate.registry.importing import import_files
from tests.studies import study
from tests.unit.registry.studies import as_bytes


def follow(database: Database, viewer: Viewer, kind: SubjectKind, key: str) -> str:
    """Let somebody follow something, and give the follow's id."""
    with database.transaction() as session:
        return actions.follow(session, viewer, Subject(kind, key)).id


def save_search(database: Database, viewer: Viewer, query: str, name: str = "Mine") -> str:
    """Let somebody save a search, and give its id."""
    with database.transaction() as session:
        return actions.save_search(session, viewer, name=name, query=query).id


def bring_in(database: Database, registry_id: str, **said: Any) -> None:  # noqa: ANN401 - any JSON value
    """Import a record from a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_bytes(as_bytes(study(registry_id, **said)))
        list(import_files(database, [path]))


def told(database: Database, viewer: Viewer) -> list[tuple[str, dict[str, Any]]]:
    """Tell everybody what waits, and give what somebody was ever told of, the earliest first."""
    tell_followers(database)
    with database.reader() as session:
        rows = select(Activity).where(Activity.account_id == viewer.id, Activity.kind.in_(OF_FOLLOWING))
        return [(row.kind, row.detail) for row in session.scalars(rows.order_by(Activity.seq))]


def read_feed(written: bytes) -> ET.Element:
    """Read a feed as its readers do."""
    return ET.fromstring(written)  # noqa: S314 - our own, made a moment ago
