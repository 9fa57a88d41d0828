"""The load generator: one request, over and over, on a number of connections; the same for every server."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from statistics import quantiles
from urllib.parse import urlsplit

import uvloop


@dataclass(frozen=True)
class Request:
    """A POST request with a form."""

    url: str
    body: str
    authorization: str = ""

    @property
    def encoded(self) -> bytes:
        """The request as it goes over the wire."""
        parts = urlsplit(self.url)
        lines = [
            f"POST {parts.path} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(self.body)}",
            *([f"Authorization: {self.authorization}"] if self.authorization else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass(frozen=True)
class Measured:
    """What came out: requests a second, and how long answers took, in milliseconds."""

    count: int
    per_second: float
    p50: float
    p99: float
    wrong: int
    """Answers other than 200."""


async def drive(request: Request, connections: int, seconds: float, warm_up: float) -> Measured:
    """Ask for `warm_up` seconds without counting, then for `seconds`."""
    begin = time.perf_counter() + warm_up
    results = await asyncio.gather(*(_connection(request, begin, begin + seconds) for _ in range(connections)))
    times = sorted(took for times, _ in results for took in times)
    cuts = quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return Measured(
        len(times), len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000, sum(wrong for _, wrong in results)
    )


async def _connection(request: Request, begin: float, end: float) -> tuple[list[float], int]:
    """Answers of one connection that came between `begin` and `end`; opened again where the server closes it."""
    parts = urlsplit(request.url)
    encoded, wrong = request.encoded, 0
    times: list[float] = []
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while (sent := time.perf_counter()) < end:
        writer.write(encoded)
        status, closes = await answer(reader)
        now = time.perf_counter()
        if begin <= now < end:
            times.append(now - sent)
            wrong += status != 200
        if closes:
            writer.close()
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.close()
    return times, wrong


async def answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read an answer: its status, and whether the server closes the connection after it."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    at = head.find(b"content-length:")
    if at >= 0:
        await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
    elif b"transfer-encoding: chunked" in head:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return status, b"connection: close" in head


def main() -> None:
    """Read what to do from standard input, as JSON, and write what was measured to standard output."""
    task = json.load(sys.stdin)
    request = Request(task["url"], task["body"], task["authorization"])
    measured = uvloop.run(drive(request, task["connections"], task["seconds"], task["warm_up"]))
    json.dump(asdict(measured), sys.stdout)


if __name__ == "__main__":
    main()
