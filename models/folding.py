"""Case folding, the same on both databases: SQLite's own knows ASCII only, PostgreSQL's follows its locale."""

import unicodedata


def fold(text: str) -> str:
    """The form in which text is searched, sorted and compared (Unicode NFKC, then case folding)."""
    return unicodedata.normalize("NFKC", text).casefold()


def fold_all(*texts: str) -> str:
    """One searchable text of many, a line each, so that a search never matches across two of them."""
    return "\n".join(fold(text) for text in texts if text)
