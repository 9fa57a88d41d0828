"""What people are called and written to at: names, descriptions and emails as they may be stored."""

import email_validator
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from errors import RuleViolation
from models.folding import fold
from services.values.characters import has_unshown, is_blank

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500
LONGEST_EMAIL = 254
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()  # localhost, .local, .test: who hosts at home has such mail


def check_email(email: str) -> str:
    """The email as it is kept: without spaces around it, its domain in letters. Raises RuleViolation at `email`."""
    email = email.strip()
    if not email:
        raise RuleViolation({"email": "An email is missing: it is what this person signs in with."})
    if len(email) > LONGEST_EMAIL:
        raise RuleViolation({"email": f"This email has {len(email)} characters, and {LONGEST_EMAIL} is the most."})
    found = _read(email)
    if found is None:
        raise RuleViolation({"email": f"{email} is not an email. It looks like name@example.com."})
    return found.normalized


def email_key(email: str) -> str:
    """What an email is compared by, however it is spelled: case aside, and its domain in letters or in Punycode."""
    found = _read(email.strip())
    return fold(found.normalized if found else email.strip())


def email_keys(email: str) -> set[str]:
    """What an account with this email may be kept under: its key, or another spelling from earlier days."""
    found = _read(email.strip())
    spellings = {email.strip()} | ({found.normalized, f"{found.local_part}@{found.ascii_domain}"} if found else set())
    return {fold(spelling) for spelling in spellings}


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


def _read(email: str) -> ValidatedEmail | None:
    if len(email) > LONGEST_EMAIL:
        return None
    try:
        return validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
