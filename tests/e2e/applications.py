"""An application on this machine that people are sent back to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit


class Application(BaseHTTPRequestHandler):
    """An application on this machine that is told codes."""

    told: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        self._thank(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._thank(self.rfile.read(int(self.headers["content-length"])).decode())

    def log_message(self, *_: object) -> None:
        pass

    def _thank(self, query: str) -> None:
        if not self.path.startswith("/callback"):
            self.send_error(404)
            return
        self.told.append(dict(parse_qsl(query)))
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Crew app</title><link rel=icon href=data:,><h1>Welcome back</h1>")


@contextmanager
def listening() -> Iterator[str]:
    """It listens while the block runs, at this origin; below `/callback` it takes codes."""
    Application.told.clear()
    listener = HTTPServer(("127.0.0.1", 0), Application)
    Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_port}"
    listener.shutdown()
    listener.server_close()
