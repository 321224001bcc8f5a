"""Watching what a request writes for good."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident

from sqlalchemy import Connection, Engine, event

_LOOKS = ("SELECT", "WITH", "PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "SET ")
_SEEN = ("SET last_seen_at=", "SET last_used_at=")
_PENDING = "annotate.tests.pending"


@contextmanager
def watched(engine: Engine, written: list[str]) -> Iterator[None]:
    """Note down the statements that this thread commits and that write more than when somebody was last seen.

    Other threads of the app write when it is time to, whatever is asked: they renew the lease of an archive on its way.
    """
    own = get_ident()

    def execute(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if (
            get_ident() == own
            and not statement.lstrip().startswith(_LOOKS)
            and not any(seen in statement for seen in _SEEN)
        ):
            connection.info.setdefault(_PENDING, []).append(statement)

    def commit(connection: Connection) -> None:
        written.extend(connection.info.pop(_PENDING, []))

    def rollback(connection: Connection) -> None:
        connection.info.pop(_PENDING, None)

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": execute,
        "commit": commit,
        "rollback": rollback,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield
    for name, listener in listeners.items():
        event.remove(engine, name, listener)
