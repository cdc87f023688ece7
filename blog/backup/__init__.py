"""Backups: one archive with every row and every uploaded file, of one moment; and the way back.

The rows are portable (JSON Lines, one member a table), so that an archive of one engine goes into the other.
"""

from __future__ import annotations


class Refused(Exception):
    """It was not done. The message says why, and what to do, for the owner."""
