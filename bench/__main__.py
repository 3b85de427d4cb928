"""`script/bench [--size S|M|L] [--json FILE]`: build data of a size and measure the real server.

`script/bench search DIR [--json FILE]`: see bench/search.py.
`script/bench assigning [--json FILE]`: see bench/assigning.py.
"""

import argparse
import json
import os
import posixpath
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    if sys.argv[1:2] == ["search"]:
        from bench import search  # noqa: PLC0415 - it needs other settings

        return search.main(sys.argv[2:])
    if sys.argv[1:2] == ["assigning"]:
        from bench import assigning  # noqa: PLC0415 - it needs SciPy and nothing else

        return assigning.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    folder = Path(os.environ.get("POMOST_VAR") or ROOT / "var") / f"bench-{options.size}"
    os.environ.update(
        POMOST_VAR=str(folder), POMOST_SERVER_TIMING="1", DJANGO_SETTINGS_MODULE="pomost.config.settings"
    )
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    import django  # noqa: PLC0415 - settings come first

    django.setup()
    from bench import data  # noqa: PLC0415
    from pomost.core.tasks import refresh_statistics  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    data.build(options.size, folder)
    refresh_statistics()
    print(f"data of size {options.size}: ready after {time.monotonic() - began:.0f} s", flush=True)
    report = {"size": options.size, **run(options.times)}
    show(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    return 0


def run(times: int) -> dict:
    """Start the real server, measure every named page, and end it."""
    from django.core.management import call_command  # noqa: PLC0415

    from bench import pages  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    server = subprocess.Popen(
        [str(ROOT / ".venv/bin/granian"), "--interface", "wsgi", "--port", str(port), "--workers", "1",
         "--blocking-threads", "4", "--log-level", "error", "--no-ws", "pomost.config.wsgi:application"],
        start_new_session=True, cwd=ROOT,
    )  # fmt: skip
    try:
        while True:
            try:
                pages.fetch(port, "/healthz", {})
                break
            except OSError:
                time.sleep(0.05)
        started = time.monotonic() - began
        cookie = {"Cookie": f"sessionid={session()}"}
        measured = [
            pages.measure(port, name, path, cookie if path.startswith(("/panel/", "/szukaj/")) else {}, times)
            for name, path in named_pages().items()
        ]
        return {
            "server_start_s": round(started, 2),
            "worker_memory_mb": memory_of(server.pid),
            "pages": pages.as_rows(measured),
            "weight": weight(port),
            "per_second": rates(port),
        }
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)


def named_pages() -> dict[str, str]:
    """The pages that are measured, by the name under which docs/operator/performance.md lists them."""
    return {
        "home": "/",
        "programmes": "/programy/",
        "programme": "/programy/budowanie-kompetencji/",
        "programme in Norwegian": "/nb/programmer/budowanie-kompetencji/",
        "figure": "/programy/budowanie-kompetencji/liczby/samorzady/",
        "register": "/partnerstwa/",
        "register found": "/partnerstwa/?q=transport&region=24",
        "map": "/mapa/",
        "partnership": "/partnerstwa/norda/",
        "unit": "/jednostki/PL-220601/",
        "units": "/jednostki/",
        "units found": "/jednostki/?q=swidnica",
        "panel units that ended": "/panel/jednostki/do-decyzji/",
        "accessibility statement": "/deklaracja-dostepnosci/",
        "search": "/szukaj/?q=wyjazdy+studyjne+do+Norwegii",
        "panel home": "/panel/",
        "panel programmes": "/panel/programy/",
        "panel programme": "/panel/programy/budowanie-kompetencji/",
        "panel history": "/panel/programy/budowanie-kompetencji/historia/",
        "panel organisations": "/panel/organizacje/",
        "panel partnerships": "/panel/partnerstwa/",
        "panel advice": "/panel/doradztwo/",
        "panel advice, page 500": "/panel/doradztwo/?page=500",
        "panel advice, words": "/panel/doradztwo/?q=numer+77",
        "panel advisers": "/panel/doradztwo/doradcy/",
        "panel conversations": "/panel/rozmowy/",
        "panel conversations, words": "/panel/rozmowy/?q=numer+77",
        "panel questions of the programme": "/panel/rozmowy/w-programie/",
        "panel partnership": "/panel/partnerstwa/norda/",
        "panel members": "/panel/partnerstwa/norda/sklad/",
        "panel steps": "/panel/partnerstwa/norda/kroki/",
        "map as GeoJSON": "/mapa/?format=geojson",
    }


def session() -> str:
    """A session of the benchmark's account, as the sign-in would make it."""
    from django.contrib import auth  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from bench.data import MANAGER  # noqa: PLC0415

    account = auth.get_user_model().objects.get(email=MANAGER)
    store = SessionStore()
    store[auth.SESSION_KEY] = str(account.pk)
    store[auth.BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[auth.HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def memory_of(pid: int) -> float:
    """Resident memory of the largest process of the server, in MB."""
    largest = 0.0
    for status in Path("/proc").glob("[0-9]*/status") if Path("/proc").exists() else ():
        try:
            text = status.read_text()
            if os.getpgid(int(status.parent.name)) == pid and (found := re.search(r"VmRSS:\s+(\d+)", text)):
                largest = max(largest, int(found[1]) / 1024)
        except (OSError, ValueError):
            continue
    return round(largest or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)


def weight(port: int) -> dict[str, int]:
    """Bytes and requests of a first visit of the programme's page, with style, fonts and script."""
    from bench import pages  # noqa: PLC0415

    headers = {"Accept-Encoding": "gzip, br"}
    _status, found, body = pages.fetch(port, "/programy/budowanie-kompetencji/", {"Accept-Encoding": "gzip"})
    import gzip  # noqa: PLC0415

    html = gzip.decompress(body).decode() if found.get("content-encoding") == "gzip" else body.decode()
    seen, total = set(), len(body)
    queue = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|webp))"', html)
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        _status, found, body = pages.fetch(port, path, headers)
        total += len(body)
        if path.endswith(".css"):
            _s, _f, plain = pages.fetch(port, path, {})
            for inner in re.findall(r"url\([\"']?([^\"')]+\.woff2)", plain.decode()):
                queue.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), inner)))
    return {"bytes": total, "requests": len(seen) + 1}


def rates(port: int) -> dict[str, float]:
    """Answers a second: an empty view, an unchanged page (304), a stored page (200)."""
    from bench import pages  # noqa: PLC0415

    path = "/programy/budowanie-kompetencji/"
    _status, found, _body = pages.fetch(port, path, {"Accept-Encoding": "gzip"})
    empty = pages.per_second(port, "/healthz", {})
    unchanged = pages.per_second(
        port, path, {"Accept-Encoding": "gzip", "If-None-Match": found.get("etag", "")}
    )
    stored = pages.per_second(port, path, {"Accept-Encoding": "gzip"})
    return {
        "empty view": round(empty),
        "304": round(unchanged),
        "200 from the store": round(stored),
        "304 / empty, per cent": round(100 * unchanged / empty) if empty else 0,
    }


def show(report: dict) -> None:
    """The report as a table."""
    print(
        f"server start {report['server_start_s']} s, memory of a web worker {report['worker_memory_mb']} MB\n"
    )
    print(
        f"{'page':28}{'status':>7}{'median ms':>11}{'p95 ms':>8}{'cold':>6}{'warm':>6}{'sent':>9}{'plain':>9}"
    )
    for row in report["pages"]:
        print(
            f"{row['page']:28}{row['status']:>7}{row['median_ms']:>11}{row['p95_ms']:>8}{row['queries_cold']:>6}"
            f"{row['queries_warm']:>6}{row['bytes_sent']:>9}{row['bytes_plain']:>9}"
        )
    sent = report["weight"]
    print(f"\nfirst visit of the programme's page: {sent['bytes']} bytes in {sent['requests']} requests")
    print("a second: " + ", ".join(f"{name} {value}" for name, value in report["per_second"].items()))


if __name__ == "__main__":
    sys.exit(main())
