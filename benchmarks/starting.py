"""How long a start takes, the first one over an empty data folder and those after it: `python -m benchmarks.starting`.

Seconds from starting `annotate serve --prepare` until /healthz answers. The last line is one JSON object.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

AGAIN = 5
PORT = 8197
PATIENCE = 60  # seconds


def start(data: str) -> float:
    """Start over the data folder, wait for an answer, stop; give the seconds until it answered."""
    command = [str(Path(sys.executable).with_name("annotate")), "serve", "--prepare", "--port", str(PORT)]
    began = time.perf_counter()
    server = subprocess.Popen(command, env={**os.environ, "ANNOTATE_DATA": data}, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        while time.perf_counter() - began < PATIENCE:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1):
                return time.perf_counter() - began
            time.sleep(0.01)
        raise TimeoutError(f"no answer within {PATIENCE} seconds")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Start once over nothing, then over what is there."""
    with tempfile.TemporaryDirectory() as data:
        first = start(data)
        again = sorted(start(data) for _ in range(AGAIN))
    print(f"first start {first:.2f} s; {AGAIN} later ones {again[0]:.2f} to {again[-1]:.2f} s")
    print(json.dumps({"first_s": round(first, 2), "again_median_s": round(again[AGAIN // 2], 2)}))


if __name__ == "__main__":
    main()
