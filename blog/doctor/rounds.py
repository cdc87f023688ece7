"""All that is looked at, in the order in which one would mend it."""

from __future__ import annotations

from blog.doctor import backups, house, post, work
from blog.doctor.findings import Check, Finding, found_by

CHECKS: dict[str, Check] = {
    "database": house.database,
    "cache": house.cache,
    "tasks": house.queue,
    "static files": house.files,
    "address": house.address,
    "disk": house.disk,
    "backup": backups.backups,
    "clock": work.clock,
    "worker": work.pulse,
    "owed": work.owed,
    "mail server": post.server,
    "sender": post.sender,
    "domain": post.domain_records,
}


def look_around() -> list[Finding]:
    return [finding for about, check in CHECKS.items() for finding in found_by(about, check)]
