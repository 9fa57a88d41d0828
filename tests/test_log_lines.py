"""The log's lines: text or JSON, each with the ID of the request it is part of."""

import json
import logging

import pytest

from commands import log_lines
from services.watch import request_ids
from settings import Settings

log = logging.getLogger("keylodge.rehearsal")


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that nobody set up before."""
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "level", logging.INFO)


def test_line_of_text_names_its_request(capsys: pytest.CaptureFixture[str]) -> None:
    log.addHandler(log_lines.make_handler("text"))
    log.info("Outside of any.")
    with request_ids.part_of_one():
        request_id = request_ids.current()
        log.warning("%s was refused", "This")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("INFO keylodge.rehearsal [-]: Outside of any.")
    assert second.endswith(f"WARNING keylodge.rehearsal [{request_id}]: This was refused")


def test_json_has_an_object_a_line_even_of_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    log.addHandler(log_lines.make_handler("json"))
    with request_ids.part_of_one():
        request_id = request_ids.current()
        try:
            raise ValueError("two\nlines")  # noqa: TRY301 - to have a traceback
        except ValueError:
            log.exception("It failed")
    log.info("Later.")
    bug, later = map(json.loads, capsys.readouterr().err.splitlines())
    assert (bug["level"], bug["logger"], bug["message"]) == ("error", "keylodge.rehearsal", "It failed")
    assert bug["request_id"] == request_id
    assert "two\nlines" in bug["traceback"]
    assert bug["time"].endswith("+00:00")
    assert "request_id" not in later
    assert "traceback" not in later


def test_libraries_that_write_down_statements_are_quiet_at_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    chatty = [logging.getLogger(name) for name in (*log_lines.CHATTY, "uvicorn")]
    for logger in chatty:
        monkeypatch.setattr(logger, "level", logging.DEBUG)
    log_lines.set_up(Settings(_env_file=None, log_level="debug"))  # type: ignore[call-arg]
    assert [logger.name for logger in chatty if logger.level < logging.WARNING] == []
