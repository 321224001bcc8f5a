"""Has the server graded by scanners of others: ``python -m tests.grading`` (`make grade`); ``--lock`` pins them anew.

The real server in production settings, over TLS on this machine, as MDN's HTTP Observatory sees it; and the content policy that
it sends, as Google's CSP Evaluator reads it. Both come from npm, and run under Node.js. Anything but the best grade fails, and
so does each finding that is not known here with its reason. Where they cannot be had it says so in so many words and passes;
``GRADE=required`` makes that a failure, too.
"""

import http.client
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from filecmp import cmp
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.serving import HOST, Server

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / ".venv" / "grading"
LOCK = "package-lock.json"
BEST = "A+"
POLICY, BEST_POLICY = "content-security-policy", "csp-implemented-with-no-unsafe-default-src-none"
KNOWN = {
    ("script-src", "'self'"): "the host serves no uploads, no JSONP and no framework that runs what stands in a page"
}
"""What the evaluator asks about, by directive and value, with the answer."""
_NPM = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent"]
_HELD_BACK = {"host", "connection", "content-length", "transfer-encoding"}


def judge(report: Mapping[str, Any]) -> list[str]:
    """Give what is wrong in a report of ``scan.js``; nothing when all is as it should be."""
    wrong = [] if report["grade"] == BEST else [f"the grade is {report['grade']}, not {BEST}"]
    if (policy := report["results"].get(POLICY)) != BEST_POLICY:
        wrong.append(f"the policy is graded {policy}")
    wrong += [f"{name}: {report['results'][name]}" for name in report["failed"]]
    found = {(finding["directive"], finding["value"]): finding for finding in report["findings"]}
    wrong += [f"{one['severity']}: {one['description']}" for key, one in found.items() if key not in KNOWN]
    return wrong + [f"nobody asks about {' '.join(key)} any more" for key in KNOWN.keys() - found.keys()]


def laid() -> bool:
    """Lay the scanners, as they are locked; False when they cannot be had."""
    if not shutil.which("npm"):
        return False
    PLACE.mkdir(parents=True, exist_ok=True)
    # What is fetched while it is installed, the list of preloaded hosts, comes last: it is there when all is. Ours is on no list.
    preloaded = PLACE / "node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
    is_laid = preloaded.exists() and cmp(HERE / LOCK, PLACE / LOCK, shallow=False)
    for name in ("package.json", LOCK, "scan.js"):
        shutil.copy(HERE / name, PLACE / name)
    if not is_laid and subprocess.run(["npm", "ci", *_NPM], cwd=PLACE, check=False).returncode:
        return False
    preloaded.write_text("{}", "utf-8")
    return True


def lock() -> None:
    """Pin the scanners and all that they need: versions and hashes, nothing else."""
    npm = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved", *_NPM]
    subprocess.run(npm, cwd=HERE, check=True)
    path = HERE / LOCK
    locked = json.loads(path.read_text("utf-8"))
    for package in locked["packages"].values():
        package.pop("funding", None)
    path.write_text(f"{json.dumps(locked, indent=2, ensure_ascii=False)}\n", "utf-8")


@contextmanager
def over_tls(server: Server, folder: Path) -> Iterator[tuple[str, Path]]:
    """Speak TLS in front of a server, as a proxy does; give the address, and whom to trust for it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    named = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _passing_on(server.port))
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        yield f"localhost:{proxy.server_port}", certificate
    finally:
        proxy.shutdown()


def _passing_on(port: int) -> type[BaseHTTPRequestHandler]:
    forwarded = {"Host": HOST, "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST}

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: value for name, value in self.headers.items() if name.lower() not in _HELD_BACK}
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request(self.command, self.path, headers=asked | forwarded)
            answer = connection.getresponse()
            body = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HELD_BACK:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            connection.close()

        do_OPTIONS = do_GET  # noqa: N815 - as above

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Proxy


def scan() -> dict[str, Any]:
    """Serve, scan, and give the report."""
    with (
        tempfile.TemporaryDirectory(prefix="annotate-grading-") as name,
        Server(Path(name) / "data") as server,
        over_tls(server, Path(name)) as (address, trusted),
    ):
        asked = subprocess.run(
            ["node", "scan.js", address],
            cwd=PLACE,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(trusted)},
            capture_output=True,
            text=True,
            check=True,
        )
    report: dict[str, Any] = json.loads(asked.stdout)
    return report


def not_graded(why: str) -> int:
    """Say that nothing was found out, and give the exit code."""
    print(f"NOT GRADED: {why}. Nothing is known about the headers.")
    return 1 if os.environ.get("GRADE") == "required" else 0


def main() -> int:
    """Grade, and give the exit code."""
    if sys.argv[1:] == ["--lock"]:
        lock()
        return 0
    if not laid():
        return not_graded("Node.js, npm or the scanners cannot be had here")
    try:
        report = scan()
    except subprocess.CalledProcessError as failure:
        return not_graded(f"the scanners have failed: {failure.stderr.strip()}")
    for name, result in report["results"].items():
        print(f"  {name}: {result}")
    for complaint in (wrong := judge(report)):
        print(f"WRONG: {complaint}")
    asked = f"CSP Evaluator: {len(report['findings'])} asked, {len(KNOWN)} known"
    print(f"HTTP Observatory: {report['grade']}, {report['score']} points. {asked}. {len(wrong)} wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
