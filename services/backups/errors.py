"""What keeps a backup from being made or restored."""

from errors import KeylodgeError


class BackupError(KeylodgeError):
    """What keeps a backup from being made or restored, and the way out."""
