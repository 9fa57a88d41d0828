"""A running server tells its figures, and gives the same ID to the answer, the log, the fault page and the trail."""

import re

from models import AuditEvent
from tests.middleware.conftest import METRICS_TOKEN, Enter, Server

ELIN = "elin@example.com"


async def read_figures(server: Server, enter: Enter) -> dict[str, float]:
    """Each figure with its labels, as /metrics tells it."""
    headers = {"authorization": f"Bearer {METRICS_TOKEN}"}
    answer = await (await enter(server)).http.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_stranger_is_told_no_figure(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled)).http.get("/metrics")
    assert answer.status_code == 401
    assert "keylodge_" not in answer.text


async def test_figures_tell_what_happens(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    socket = await elin.connect(await elin.open())
    await elin.http.post("/identity/connect/token", data={"grant_type": "client_credentials", "client_id": "nobody"})
    figures = await read_figures(walled, enter)
    assert figures['keylodge_refusals_total{endpoint="/identity/connect/token",reason="invalid_client"}'] >= 1
    assert figures['keylodge_requests_total{route="/identity/connect/token",status="401"}'] >= 1
    assert figures['keylodge_requests_total{route="/login",status="303"}'] >= 1
    assert figures['keylodge_requests_total{route="/rehearsal",status="200"}'] >= 1
    assert figures["keylodge_open_pages"] >= 1
    assert figures["keylodge_open_sockets"] >= 1
    assert 0 <= figures["keylodge_feed_lag_seconds"] < 30
    assert figures["keylodge_event_loop_lag_seconds_count"] >= 0
    assert [name for name in figures if name.startswith('keylodge_build_info{python="3.')]
    await socket.sio.disconnect()


async def test_fault_page_names_the_request_as_header_and_log_do(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled, ELIN)).http.get("/rehearsal/fault")
    request_id = answer.headers["x-request-id"]
    assert re.search(rf"The log tells more under {request_id}\.", answer.text)
    assert f"Fault {request_id}" in walled.log.read_text()


async def test_event_names_the_request_that_it_happened_in(behind: Server, enter: Enter) -> None:
    answer = await (await enter(behind)).post("/login", email=ELIN, password="not the one, that is sure")
    event = await AuditEvent.filter(action="session.refused").order_by("-id").first()
    assert event
    assert event.request_id == answer.headers["x-request-id"]
