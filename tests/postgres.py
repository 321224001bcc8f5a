"""A PostgreSQL server of the tests' own, in a temporary folder: ``python -m tests.postgres COMMAND…`` runs one beside it.

The command finds the server's address in ``ANNOTATE_TEST_POSTGRES``. Nothing that was running before is touched, and nothing
is left: the server and its folder go when the command ends.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ADDRESS = "ANNOTATE_TEST_POSTGRES"
"""Names the server that tests make their databases on: an SQLAlchemy URL without a database."""

_SUPERUSER = "postgres"
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
_LASTING = {"fsync": "on", "synchronous_commit": "on"}


class PostgresServer:
    """One cluster on a port of its own. PostgreSQL refuses to run as root: then it runs as the system's postgres user."""

    def __init__(self, programs: Path, folder: Path, *, lasting: bool = False) -> None:
        """Lay the cluster; ``lasting`` writes to the disk what it promises, which only tests of faults need."""
        self._programs = programs
        self._data = folder / "cluster"
        self._log = folder / "server.log"
        self._port = _free_port()
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_SUPERUSER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb", "--auth=trust", f"--username={_SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(self._port),
            "unix_socket_directories": "''",
            "max_connections": "200",
            "timezone": "'UTC'",
            **(_LASTING if lasting else _QUICK),
        }
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    @property
    def url(self) -> str:
        """Where it listens, as an SQLAlchemy URL without a database."""
        return f"postgresql+psycopg://{_SUPERUSER}@127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "start", "--wait", f"--log={self._log}")

    def stop(self) -> None:
        """Stop it at once; whoever is connected is cut off."""
        self._run("pg_ctl", "stop", "--wait", "--mode=fast")

    def kill(self) -> None:
        """End it as a crash would: nothing is written any more, and the next start recovers."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._data}", *words]
        user = _SUPERUSER if os.geteuid() == 0 else None
        # Captured in a file: the server would inherit a pipe and keep it open for ever.
        with tempfile.TemporaryFile("w+") as said:
            ended = (
                subprocess.run(
                    command, check=False, stdout=said, stderr=said, user=user, group=user, extra_groups=[], cwd="/"
                )
                if user
                else subprocess.run(command, check=False, stdout=said, stderr=said)
            )
            if ended.returncode:
                said.seek(0)
                raise RuntimeError(f"{program} failed: {said.read().strip()}")


def find_programs(*, install: bool = False) -> Path | None:
    """Give the folder of PostgreSQL's newest server programs; ``install`` asks Debian's packages for them, as root."""
    found = _installed()
    if found is None and install and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
            subprocess.run([apt, "--quiet", *words], check=False, env=quiet, stdout=subprocess.DEVNULL)
        found = _installed()
    return found


def _installed() -> Path | None:
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(programs: Path, *, lasting: bool = False) -> Iterator[PostgresServer]:
    """Run a cluster in a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="annotate-postgres-", ignore_cleanup_errors=True) as folder:
        cluster = PostgresServer(programs, Path(folder), lasting=lasting)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.kill()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """Run a command beside a server; without PostgreSQL say so and skip, and fail with CI=true."""
    in_ci = os.environ.get("CI") == "true"
    programs = find_programs(install=in_ci)
    if programs is None:
        print(
            "No PostgreSQL server was found, so the tests on PostgreSQL are skipped. On Debian and Ubuntu: apt-get install postgresql"
        )
        return 1 if in_ci else 0
    with server(programs) as cluster:
        print(f"PostgreSQL from {programs} listens at {cluster.url}", flush=True)
        return subprocess.run(command, check=False, env=os.environ | {ADDRESS: cluster.url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
