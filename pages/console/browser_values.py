"""What a browser sent, read: None for what is none."""

from uuid import UUID


def read_id(text: str) -> UUID | None:
    """An ID that a browser sent; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
