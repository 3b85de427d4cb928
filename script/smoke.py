"""Starts `script/server` on a free port as a newcomer would, reads its first pages, and ends it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "/": 200,
    "/programy/": 200,
    "/programy/budowanie-kompetencji/": 200,
    "/en/programmes/budowanie-kompetencji/": 200,
    "/nb/programmer/budowanie-kompetencji/": 200,
    "/deklaracja-dostepnosci/": 200,
    "/konto/login/": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/nie-ma/": 404,
}


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0


def main() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    server = subprocess.Popen([str(ROOT / "script" / "server"), "--port", str(port)], start_new_session=True)
    try:
        while status(f"http://127.0.0.1:{port}/healthz") != 200:
            if server.poll() is not None or time.monotonic() - began > 300:
                print("smoke: the server did not start", file=sys.stderr)
                return 1
            time.sleep(0.2)
        print(f"smoke: ready after {time.monotonic() - began:.1f} s")
        wrong = []
        for page, expected in PAGES.items():
            found = status(f"http://127.0.0.1:{port}{page}")
            if found != expected:
                wrong.append(f"{page}: {found}, expected {expected}")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/programmes") as answer:
            if f'"http://localhost:{port}/' not in answer.read().decode():
                wrong.append("the API names addresses elsewhere")
        accounts = Path(os.environ.get("POMOST_VAR", ROOT / "var")) / "demo-accounts.json"
        if not json.loads(accounts.read_text()):
            wrong.append("no demonstration accounts")
        print("\n".join(wrong) or f"smoke: {len(PAGES)} pages as expected")
        return 1 if wrong else 0
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
