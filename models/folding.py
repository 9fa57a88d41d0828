"""Case folding, the same on both databases: SQLite's own knows ASCII only, PostgreSQL's follows its locale."""

import unicodedata

LONGEST_SEARCH = 200
"""Characters of what is searched for; the rest counts for nothing, so that no search is too much for a database."""


LETTERS_OF_INDEX = 3
"""A search with fewer is by beginning: no index finds so little in the middle of a text."""


def fold(text: str) -> str:
    """The form in which text is searched, sorted and compared (Unicode NFKC, then case folding).

    What no database takes (NUL, half of a surrogate pair) is left out, because searches come as they were typed.
    """
    return unicodedata.normalize("NFKC", text.encode(errors="ignore").decode().replace("\0", "")).casefold()


def fold_search(text: str) -> str:
    """What to look for in folded texts, for a search as it was typed."""
    return fold(text.strip()[:LONGEST_SEARCH])


def is_short(text: str) -> bool:
    """Whether a search for `text` is by beginning."""
    return len(fold_search(text)) < LETTERS_OF_INDEX


def fold_all(*texts: str) -> str:
    """One searchable text of many, a line each, so that a search never matches across two of them."""
    return "\n".join(fold(text) for text in texts if text)
