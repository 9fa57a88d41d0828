"""Whose work is in here, and under which licence."""

from scripts import write_notices


def test_notices_name_every_library_that_is_shipped() -> None:
    assert write_notices.table() in write_notices.NOTICES.read_text(), "make notices"


def test_every_library_brings_its_licence_along() -> None:
    text = write_notices.texts()
    missing = [
        library.name for library in write_notices.libraries() if f"\n{library.name} {library.version}: " not in text
    ]
    assert missing == []
    assert "SIL OPEN FONT LICENSE" in text
