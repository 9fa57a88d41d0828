"""The server that `serve` runs."""

import logging
import signal
import socket
from contextlib import AsyncExitStack, suppress
from types import FrameType

import typer
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import settings
from commands import loading, log_lines
from commands.certificates import Certificate
from commands.leaving import Leaving
from errors import SettingsError
from services.tasks.supervision import supervised
from settings import Settings
from web.site import Site

STOP_S = 3
"""Seconds that open requests have when the server is told to stop."""
READ_S = 0.5
"""Seconds in which a server that drains reads what was sent to it before it stopped listening."""
LARGEST_MESSAGE = 1024 * 1024
"""Bytes of one websocket message."""


def run(host: str, port: int) -> None:
    """Serve the console at `host:port`, in this process until it is told to stop. Raises SettingsError."""
    values = settings.load()
    log_lines.set_up(values)
    for sentence in settings.unknown_names():
        logging.getLogger("keylodge.settings").warning(sentence)
    values.origin(host, port)
    tls = Certificate(*values.tls_files) if values.tls_files else None
    listener = _listen(host, port)
    site = Site.of(values, host, listener.getsockname()[1])
    application = _Started(_application(values, site))
    leaving = Leaving(application)
    server = _Server(_config(leaving, tls), leaving, site, tls, values.drain_seconds)
    signal.signal(signal.SIGTERM, _already_stopping)  # uvicorn raises it again once it has ended well
    with suppress(KeyboardInterrupt, SystemExit):
        server.run(sockets=[listener])
    if application.failure:
        raise application.failure


def _application(values: Settings, site: Site) -> ASGIApp:
    with loading.quickly():
        from app import create_app
    return create_app(values, site)


def _config(application: ASGIApp, tls: Certificate | None) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        access_log=False,
        log_config=None,
        proxy_headers=False,  # the wall decides whom to believe
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=STOP_S,
        ws_max_size=LARGEST_MESSAGE,
        ssl_context_factory=(lambda _, __: tls.context) if tls else None,
    )


class _Started:
    """Keeps what made the start fail, so that it is told as a sentence and not as Starlette's traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.failure: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return

        async def say_less(message: Message) -> None:
            await send({**message, "message": ""} if message["type"].endswith("failed") else message)

        try:
            await self.app(scope, receive, say_less)
        except Exception as error:  # noqa: BLE001 - raised again once the server has ended
            self.failure = error


class _Server(uvicorn.Server):
    """Says where to go once it listens, and lets go of its callers before it ends."""

    def __init__(
        self, config: uvicorn.Config, leaving: Leaving, site: Site, tls: Certificate | None, drain: float
    ) -> None:
        super().__init__(config)
        self.leaving, self.site, self.tls, self.drain = leaving, site, tls, drain
        self.beside = AsyncExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        if self.tls:
            look = supervised("The look at the certificate", self.tls.keep_current)
            await self.beside.enter_async_context(look)
        typer.echo(f"Keylodge is ready: {self.site.origin}")
        from services.people import links  # late, as the rest of the application

        token = await links.create_first_run()
        if token:
            typer.echo("There is no account yet. This link, good once and for an hour, makes the first administrator:")
            typer.echo(self.site.url(f"/setup/{token}"))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl+C waits for nobody, and a second SIGTERM no longer."""
        if self.should_exit or sig == signal.SIGINT:
            self.leaving.hurry()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.leaving.begin()
        await self.leaving.wait(self.drain)
        for server in self.servers:
            server.close()  # whoever is connected by now is still read and answered
        await self.leaving.wait(READ_S if self.drain else 0)
        await super().shutdown(sockets)
        await self.beside.aclose()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]") or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise SettingsError(f"{host} is not an address of this machine. 127.0.0.1 is the usual one.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        reason = error.strerror or type(error).__name__
        way_out = "Choose another with --port, or make run PORT=9000."
        raise SettingsError(f"Can't listen on {host}:{port}: {reason}. {way_out}") from None
    listener.set_inheritable(True)
    return listener


def _already_stopping(*_: object) -> None:
    """Leave the exit code at 0."""
