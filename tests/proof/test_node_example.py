"""The guide's example for Node, run by node with the jose of npm."""

import asyncio
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from models import Tenant
from tests.e2e.server import Server
from tests.identity.clients import TestClient
from tests.npm import fetch
from tests.proof.test_guide_examples import AUDIENCE, GUIDE, be, list_audiences, token_for, token_of_another_tenant
from tests.services.world import Somebody

VERSION = "6.2.18"
SHA512 = "doV4thUwgkrycJH4yLeqwTGIIZphHl+pk7CPReuMIhYhncmgzdko85MaCG4YQFTxqMFr1/oEH32tZuKKovcDEg=="
ASK = """
import { check } from './check.mjs'
const [text, scope] = process.argv.slice(2)
console.log(await check(text, scope).then(payload => payload.sub, () => 'refused'))
"""


@pytest.fixture
def folder(server: Server, tmp_path: Path) -> Path:
    """A project with the example, this server's address in it."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    with tarfile.open(fetch("jose", VERSION, SHA512)) as files:
        files.extractall(tmp_path / "node_modules", filter="data")
    (tmp_path / "node_modules" / "package").rename(tmp_path / "node_modules" / "jose")
    found = re.search(r"```js\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    (tmp_path / "check.mjs").write_text(found[1].replace("https://keys.example.com", server.url))
    (tmp_path / "ask.mjs").write_text(ASK)
    return tmp_path


def ask(folder: Path, text: str, scope: str) -> str:
    """Whom the example lets in with this token, or `refused`."""
    command = ["node", "ask.mjs", text, scope]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


async def test_api_in_node_lets_in_good_tokens_only(
    server: Server,
    machine: TestClient,
    elin: Somebody,
    tenant: Tenant,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    be(machine, monkeypatch, TENANT_ID=str(tenant.id))
    await list_audiences(elin, AUDIENCE)
    text = await token_for(server, machine, AUDIENCE)
    assert await asyncio.to_thread(ask, folder, text, "api") == machine.id
    for refused, scope in [
        (await token_for(server, machine, ""), "api"),
        (await token_of_another_tenant(server), "api"),
        (text, "email"),
        (text[:-4] + "AAAA", "api"),
    ]:
        assert await asyncio.to_thread(ask, folder, refused, scope) == "refused"
