"""Files that never change: compressed once, and answered as HTTP asks: Vary, ETag, parts, HEAD."""

import asyncio
import gzip
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

import app
from middleware.compression import Compression
from middleware.kept_files import compress_well
from middleware.limits import ASSETS
from tests.middleware.conftest import Server
from web.assets import FOREVER, asset_url
from web.static_files import OurFiles

SCRIPT = b"let one = 1; " * 1000
ZIPPED = {"accept-encoding": "gzip"}
PLAIN = {"accept-encoding": "identity"}


class Files:
    """An application with files, behind the compression, which counts its work."""

    def __init__(self, folder: Path) -> None:
        self.compressed: list[bytes] = []
        self.asked: list[str] = []
        self.file = folder / "script.js"
        self.file.write_bytes(SCRIPT)
        self.picture = folder / "picture.bin"
        self.picture.write_bytes(compress_well(SCRIPT) * 10)
        inner = Starlette(routes=[Route("/static/{name}", self.answer)])
        self.wall = Compression(inner, folders=app.FOLDERS, compress=self.compress)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.wall), base_url="http://127.0.0.1:8080")

    def compress(self, body: bytes) -> bytes:
        self.compressed.append(body)
        return compress_well(body)

    async def answer(self, request: Request) -> Response:
        self.asked.append(f"{request.url.path}?{request.url.query}")
        lasting = request.url.query in ("v=1", "")
        headers = {"cache-control": FOREVER if lasting else "no-cache"}
        if request.path_params["name"] == "missing.js":
            return Response(SCRIPT, 404, headers)
        if request.path_params["name"] == "picture.bin":
            return FileResponse(self.picture, headers=headers, media_type="application/octet-stream")
        return FileResponse(self.file, headers=headers, media_type="text/javascript")

    async def get(self, path: str = "/static/script.js?v=1", **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={**ZIPPED, **_named(headers)})


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


async def test_file_is_compressed_once_however_often_and_however_many_ask(files: Files) -> None:
    answers = [await files.get(), *await asyncio.gather(*(files.get() for _ in range(5)))]
    assert {answer.content for answer in answers} == {SCRIPT}
    assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
    assert {int(answer.headers["content-length"]) for answer in answers} == {len(compress_well(SCRIPT))}
    assert files.compressed == [SCRIPT]
    assert files.asked == ["/static/script.js?v=1"]


async def test_many_who_ask_at_once_first_wait_for_one_compression(files: Files) -> None:
    answers = await asyncio.gather(*(files.get() for _ in range(5)))
    assert {answer.content for answer in answers} == {SCRIPT}
    assert files.compressed == [SCRIPT]


async def test_browser_without_gzip_gets_the_file_and_both_say_that_it_varies(files: Files) -> None:
    zipped, plain = await files.get(), await files.get(**PLAIN)
    assert plain.content == SCRIPT
    assert "content-encoding" not in plain.headers
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert zipped.headers["cache-control"] == plain.headers["cache-control"] == FOREVER


async def test_browser_that_has_the_file_is_told_so(files: Files) -> None:
    etag = (await files.get()).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await files.get(if_none_match=known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer.headers["etag"], answer.headers["vary"]) == (etag, "Accept-Encoding")
        assert not {"content-length", "content-encoding"} & set(answer.headers)
    assert (await files.get(if_none_match='"other"')).status_code == 200
    uncompressed = (await files.get(**PLAIN)).headers["etag"]
    assert (await files.get(if_none_match=uncompressed)).content == SCRIPT


async def test_part_of_a_file_is_a_part_of_the_uncompressed_one(files: Files) -> None:
    etag = (await files.get()).headers["etag"]
    part = await files.get(range="bytes=4-6")
    assert (part.status_code, part.content) == (206, SCRIPT[4:7])
    assert "content-encoding" not in part.headers
    assert part.headers["vary"] == "Accept-Encoding"
    mixed = await files.get(range="bytes=4-6", if_range=etag)
    assert (mixed.status_code, mixed.content) == (200, SCRIPT)


@pytest.mark.parametrize("first", ["GET", "HEAD"])
async def test_head_tells_what_get_would_without_the_body(files: Files, first: str) -> None:
    await files.http.request(first, "/static/script.js?v=1", headers=ZIPPED)
    get, head = await files.get(), await files.http.head("/static/script.js?v=1", headers=ZIPPED)
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)
    assert len(files.compressed) == 1


async def test_what_may_change_is_asked_for_anew(files: Files) -> None:
    for path in ("/static/script.js?v=2", "/static/missing.js?v=1", "/static/script.js?x=1"):
        for _ in range(2):
            assert (await files.get(path)).content == SCRIPT
    assert files.compressed == []
    assert files.wall.files.made == {}


async def test_roundabout_paths_are_not_kept(files: Files) -> None:
    scope = {"type": "http", "method": "GET", "query_string": b"v=1", "headers": [(b"accept-encoding", b"gzip")]}
    for path in ("/static//script.js", "/static/./script.js", "/static/x/../script.js", "/static/script.js/"):
        assert await files.wall.files.find({**scope, "path": path}) is None
    any_query = {**scope, "path": f"{ASSETS}static/nicegui.js"}  # NiceGUI answers it as if there were none
    assert await files.wall.files.find(any_query) is None
    assert files.wall.files.made == {}


async def test_file_that_gains_nothing_is_sent_as_it_is_and_tried_once(files: Files) -> None:
    for _ in range(2):
        assert (await files.get("/static/picture.bin?v=1")).content == files.picture.read_bytes()
    assert len(files.compressed) == 1


async def test_failure_is_not_kept(files: Files) -> None:
    files.file.unlink()
    with pytest.raises(RuntimeError):
        await files.get()
    files.file.write_bytes(SCRIPT)
    assert (await files.get()).content == SCRIPT


async def test_our_files_never_change_under_the_hash_of_what_is_here_alone() -> None:
    inner = Starlette()
    inner.mount("/static", OurFiles())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inner), base_url="http://127.0.0.1:8080") as http:
        assert (await http.get(asset_url("base.css"))).headers["cache-control"] == FOREVER
        for address in ("/static/base.css", "/static/base.css?v=0123456789", "/static//base.css?v=1"):
            assert (await http.get(address)).headers["cache-control"] == "no-cache"


async def test_compressed_file_is_the_same_on_every_replica() -> None:
    assert compress_well(SCRIPT) == compress_well(SCRIPT)
    assert gzip.decompress(compress_well(SCRIPT)) == SCRIPT


@pytest.mark.parametrize(
    "path",
    [asset_url("base.css"), f"{ASSETS}static/quasar.umd.prod.js", f"{ASSETS}static/vue.esm-browser.prod.js"],
)
async def test_served_files_of_a_page_are_kept(walled: Server, path: str) -> None:
    async with httpx.AsyncClient(base_url=walled.url, headers=ZIPPED) as http:
        answer = await http.get(path)
        assert answer.headers["etag"].endswith('-gzip"')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in answer.headers["cache-control"]
        assert (await http.get(path, headers={"if-none-match": answer.headers["etag"]})).status_code == 304


async def test_parts_of_the_apis_page_are_kept(walled: Server) -> None:
    async with httpx.AsyncClient(base_url=walled.url, headers=ZIPPED) as http:
        page = (await http.get("/api/docs")).text
        named = re.findall(r'(?:src|href)="(/api/docs/[^"]+\?v=[^"]+)"', page)
        assert len(named) == 2
        assert all([(await http.get(path)).headers["etag"].endswith('-gzip"') for path in named])


def test_folders_of_lasting_files_are_those_that_anybody_may_read() -> None:
    assert ASSETS in app.FOLDERS
    assert all(folder.endswith("/") for folder in app.FOLDERS)
