"""`make bench-token`: requests a second at the token endpoint and at introspection, Keylodge beside others.

Each server runs alone, in turn, and gets the same request from the same load generator. The ratio behind a server is
Keylodge's requests a second (on SQLite) divided by its own. "CPU us" is what the server computed for one request, which
says most where the machine does other things as well. A run says nothing about another machine: only ratios do.
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from bench import disturbed, servers
from bench.load import Measured
from bench.servers import Running

CONNECTIONS = 16
Start = Callable[[], AbstractContextManager[Running]]
OURS = "keylodge (SQLite)"
OURS_TOO = "keylodge (PostgreSQL)"
TOKEN: dict[str, Start] = {
    OURS: servers.keylodge_sqlite,
    OURS_TOO: servers.keylodge_postgres,
    "oidc-provider": servers.oidc_provider,
    "django-oauth-toolkit": servers.django_toolkit,
    "bare route that signs": servers.bare,
}
INTROSPECTION: dict[str, Start] = {
    **TOKEN,
    "oidc-provider": partial(servers.oidc_provider, opaque=True),
    "bare route that verifies": servers.bare,
}
del INTROSPECTION["bare route that signs"]
FORM = "grant_type=client_credentials"


def main() -> None:
    """Measure, and print a line for each server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each server is measured")
    parser.add_argument("--only", choices=["token", "introspection", "disturbed"], help="one comparison only")
    chosen = parser.parse_args()
    if chosen.only in (None, "token"):
        _compare("Token endpoint: client-credentials, basic authentication", TOKEN, _for_token, chosen.seconds)
    if chosen.only in (None, "introspection"):
        _compare("Introspection of one access token", INTROSPECTION, _for_introspection, chosen.seconds)
    if chosen.only in (None, "disturbed"):
        print(f"\nWarm tokens beside others, to the undisturbed rate, {chosen.seconds:g} s each\n", flush=True)
        for name in (OURS, OURS_TOO):
            disturbed.compare(name, TOKEN[name], lambda running: partial(_measure, _for_token(running)), chosen.seconds)


def _compare(title: str, starts: dict[str, Start], task: Callable[[Running], dict[str, str]], seconds: float) -> None:
    print(f"\n{title}, {CONNECTIONS} connections, {seconds:g} s each\n", flush=True)
    print(f"{'':26}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>11}{'memory MB':>11}   keylodge is")
    ours: float | None = None
    for name, start in starts.items():
        with start() as running:
            asked = task(running)
            _measure(asked, min(2.0, seconds))  # warms it up
            before = running.processor()
            found = _measure(asked, seconds)
            cost = (running.processor() - before) / max(found.count, 1) * 1e6
            memory = running.memory()
        ours = ours or found.per_second
        ratio = f"{ours / found.per_second:.2f}x" if found.per_second else "-"
        wrong = f"   {found.wrong} answers were wrong!" if found.wrong else ""
        numbers = f"{found.per_second:11,.0f}{found.p50:9.1f}{found.p99:9.1f}{cost:11,.0f}{memory:11.0f}"
        print(f"{name:26}{numbers}   {'' if name == OURS else f'{name} {ratio}'}{wrong}", flush=True)


def _for_token(running: Running) -> dict[str, str]:
    return {"url": running.token_url, "body": FORM, "authorization": running.authorization}


def _for_introspection(running: Running) -> dict[str, str]:
    request = urllib.request.Request(running.token_url, FORM.encode())  # noqa: S310 - a server of ours
    if running.authorization:
        request.add_header("authorization", running.authorization)
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - a server of ours
        token = json.load(answer)["access_token"]
    return {"url": running.introspection_url, "body": f"token={token}", "authorization": running.authorization}


def _measure(task: dict[str, str], seconds: float) -> Measured:
    whole = {**task, "connections": CONNECTIONS, "seconds": seconds, "warm_up": 0}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(whole), capture_output=True, text=True, check=True)
    return Measured(**json.loads(done.stdout))


if __name__ == "__main__":
    main()
