"""What people are called and written to at: names, descriptions and emails as they may be stored."""

import re

from errors import RuleViolation
from services.values.characters import has_unshown, is_blank

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)*")


def check_email(email: str) -> str:
    """The email without spaces around it. Raises RuleViolation at `email`."""
    email = email.strip()
    if not email:
        raise RuleViolation({"email": "An email is missing: it is what this person signs in with."})
    if len(email) > LONGEST_EMAIL:
        raise RuleViolation({"email": f"This email has {len(email)} characters, and {LONGEST_EMAIL} is the most."})
    if not email.isprintable() or not _EMAIL.fullmatch(email):
        raise RuleViolation({"email": f"{email} is not an email. It looks like name@example.com."})
    return email


def check_name(name: str, field: str = "name", what: str = "A name", longest: int = LONGEST_NAME) -> str:
    """The name, runs of spaces made one. Raises RuleViolation at `field`; `what` begins the sentence."""
    name = " ".join(name.split())
    if is_blank(name):
        raise RuleViolation({field: f"{what} is missing: write 1 to {longest} characters."})
    if len(name) > longest:
        raise RuleViolation({field: f"{what} has {longest} characters at most, this one {len(name)}: shorten it."})
    if has_unshown(name):
        raise RuleViolation({field: f"{what} can't hold characters that don't show. Type it again."})
    return name


def check_description(text: str, field: str = "description") -> str:
    """The description, runs of spaces made one. Raises RuleViolation at `field`."""
    text = " ".join(text.split())
    if len(text) > LONGEST_DESCRIPTION:
        most = f"A description has {LONGEST_DESCRIPTION} characters at most"
        raise RuleViolation({field: f"{most}, this one {len(text)}: shorten it."})
    if has_unshown(text):
        raise RuleViolation({field: "A description can't hold characters that don't show. Type it again."})
    return text
