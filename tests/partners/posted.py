"""What was asked of the ledger: the mails of a template, or the work of a kind."""

from typing import Any

from tomoni.journal import mail
from tomoni.journal.models import Job


def posted(name: str, *, by_kind: bool = False) -> list[dict[str, Any]]:
    """The payloads of the mails with that template; of all work of a kind, its key too."""
    if by_kind:
        return [{"key": job.key, **job.payload} for job in Job.objects.filter(kind=name)]
    jobs = Job.objects.filter(kind=mail.KIND).order_by("pk")
    return [job.payload for job in jobs if job.payload["template"] == name]
