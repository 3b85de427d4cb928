"""Measuring pages of the real server: milliseconds, queries, bytes, and how many a second."""

import gzip
import http.client
import re
import statistics
import threading
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measured:
    """One page: server's milliseconds (median, p95), SQL queries cold and warm, bytes sent and plain."""

    page: str
    status: int
    median_ms: float
    p95_ms: float
    queries_cold: int
    queries_warm: int
    bytes_sent: int
    bytes_plain: int


def fetch(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def timing(headers: dict[str, str]) -> tuple[float, int]:
    """Milliseconds and queries of a `Server-Timing` header."""
    found = re.search(
        r'total;dur=([\d.]+), db;dur=[\d.]+;desc="(\d+) queries"', headers.get("server-timing", "")
    )
    return (float(found[1]), int(found[2])) if found else (0.0, -1)


def measure(port: int, name: str, path: str, headers: dict[str, str], times: int) -> Measured:
    """Ask for a page `times` times; the first answer is the cold one."""
    headers = {"Accept-Encoding": "gzip", **headers}
    status, found, body = fetch(port, path, headers)
    _first, cold = timing(found)
    spent, warm = [], cold
    for _ in range(times):
        _status, found, body = fetch(port, path, headers)
        milliseconds, warm = timing(found)
        spent.append(milliseconds)
    plain = gzip.decompress(body) if found.get("content-encoding") == "gzip" else body
    spent.sort()
    return Measured(
        page=name, status=status, median_ms=round(statistics.median(spent), 1),
        p95_ms=round(spent[int(len(spent) * 0.95) - 1], 1), queries_cold=cold, queries_warm=warm,
        bytes_sent=len(body), bytes_plain=len(plain),
    )  # fmt: skip


def per_second(
    port: int, path: str, headers: dict[str, str], seconds: float = 4.0, clients: int = 4
) -> float:
    """Answers a second under `clients` clients that keep their connections."""
    counts = [0] * clients

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.request("GET", path, headers=headers)
            connection.getresponse().read()
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def as_rows(measured: list[Measured]) -> list[dict[str, object]]:
    """The measurements as plain rows, for `--json`."""
    return [asdict(each) for each in measured]
