"""What other tests ask about notices: who was told, and what the mails say."""

from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.notices.models import Notice


def told(kind: str) -> list[int]:
    """Who was told anything of the kind, in the order in which it was written."""
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("recipient", flat=True))


def mailed(kind: str) -> list[int]:
    """Who got it by mail, or is going to."""
    rows = Notice.objects.filter(kind=kind).exclude(mail=Notice.Mail.LEFT_OUT).order_by("pk")
    return list(rows.values_list("recipient", flat=True))


def mail_notices() -> None:
    """Send the mails that go out at once."""
    for job in Job.objects.open().filter(kind="notices.mail").order_by("pk"):
        ledger.run(job.pk)
