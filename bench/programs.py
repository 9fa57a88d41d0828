"""Programs beside open pages: a script that changes every client, and one that asks for tokens until it has ended.

In a process of their own, so that what the pages make of it doesn't hold them up.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from statistics import quantiles
from urllib.parse import urlsplit

import httpx

from bench.load import Measured, Request, answer

EVERY_S = 0.05
"""Seconds from one token to the next."""


@dataclass(frozen=True)
class Task:
    """Whom the script is, and which clients it gives which names."""

    url: str
    tenant_id: str
    authorization: str
    names: dict[str, str]
    """By client ID."""

    @property
    def token(self) -> Request:
        """What asks for a token."""
        return Request(f"{self.url}/identity/connect/token", "grant_type=client_credentials", self.authorization)


@dataclass(frozen=True)
class Changed:
    """How long the change took, and how tokens were answered meanwhile."""

    seconds: float
    tokens: Measured


async def run(task: Task) -> Changed:
    """Do it in a process of its own."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "bench.programs"), stdin=pipe, stdout=pipe
    )
    out, _ = await process.communicate(json.dumps(asdict(task)).encode())
    told = json.loads(out)
    return Changed(told["seconds"], Measured(**told["tokens"]))


async def _work(task: Task) -> Changed:
    ended = asyncio.Event()
    asking = asyncio.create_task(_ask(task.token, ended))
    try:
        seconds = await _change(task)
    finally:
        ended.set()
    return Changed(seconds, await asking)


async def _change(task: Task) -> float:
    """Seconds until every client has its new name, one after the other."""
    form = {"authorization": task.authorization, "content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(timeout=120) as http:
        got = await http.post(task.token.url, content=task.token.body, headers=form)
        http.headers["authorization"] = f"Bearer {got.json()['access_token']}"
        begun = time.perf_counter()
        for client_id, name in task.names.items():
            at = f"{task.url}/api/v1/Tenants/{task.tenant_id}/ClientCredentialClients/{client_id}"
            (await http.put(at, json={"Name": name})).raise_for_status()
        return time.perf_counter() - begun


async def _ask(request: Request, ended: asyncio.Event) -> Measured:
    """Ask at fixed moments: an answer that is late makes the next ones late, and they count so."""
    parts = urlsplit(request.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    times: list[float] = []
    wrong, begun = 0, time.perf_counter()
    while not ended.is_set():
        due = begun + len(times) * EVERY_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        writer.write(request.encoded)
        status, closes = await answer(reader)
        times.append(time.perf_counter() - due)
        wrong += status != 200
        if closes:
            writer.close()
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.close()
    cuts = quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return Measured(len(times), len(times) / (time.perf_counter() - begun), cuts[49] * 1000, cuts[98] * 1000, wrong)


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(_work(Task(**json.load(sys.stdin))))), sys.stdout)
