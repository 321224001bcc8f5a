"""The ``annotate`` command over a data folder of its own."""

import socket
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from annotate.accounts.credentials.password.queries import StoredPassword, find_stored_password
from annotate.cli import main
from annotate.database import Database
from tests.databases import SERVER, new_url


class Command:
    """``annotate`` over a data folder of its own."""

    def __init__(self, data: Path, *, lite: bool = False) -> None:
        """Take a data folder; ``lite`` keeps to SQLite, whatever the tests run on."""
        self.data = data
        self.environ = {"ANNOTATE_DATA": str(data)}
        self.database_url = new_url(data, lite=lite)
        if SERVER and not lite:
            self.environ["ANNOTATE_DATABASE_URL"] = self.database_url

    def __call__(self, *words: str, typed: str | bytes = "", **environ: str) -> Result:
        return CliRunner().invoke(main, words, input=typed, env=self.environ | environ)

    def stored_password(self, email: str) -> StoredPassword | None:
        database = Database(self.database_url)
        with database.reader() as session:
            found = find_stored_password(session, email)
        database.engine.dispose()
        return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
