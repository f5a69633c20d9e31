"""When participants see where they sit, and who is told that it has changed.

Everybody is told once when the seating is shown. After that the ledger waits a little, so that
a row of moves is one notice, and tells those whose tables are others than they were told last.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Place, Registration, SeatingPlan
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.notices.telling import tell

PUBLISHED, MOVED = "events.seating_published", "events.seating_moved"
TELL = "events.seating_told"
PAUSE = timedelta(seconds=30)
"""So long the office may go on moving before those who have moved are told."""
Tables = dict[str, int]
"""Round, as text, → table by primary key."""


@transaction.atomic
def publish(plan: SeatingPlan, by: User) -> None:
    """Show everybody their tables, and tell them. StateError where nobody is seated yet."""
    plan.claim_version(plan.version)
    if not plan.is_computed:
        raise StateError(_("Nobody is seated yet."))
    if plan.event.is_draft or plan.event.is_cancelled or plan.event.is_over:
        raise StateError(_("Tables are shown for announced meetings that are not over."))
    plan.state, plan.published_at = SeatingPlan.State.PUBLISHED, timezone.now()
    plan.save(update_fields=["state", "published_at", "updated_at"])
    record(by, "seating.published", plan, municipality=plan.event.municipality)
    tell_changes(plan)


@transaction.atomic
def hide(plan: SeatingPlan, by: User) -> None:
    """Take it out of sight while it is worked on; what was told stays known."""
    plan.claim_version(plan.version)
    plan.state = SeatingPlan.State.DRAFT
    plan.save(update_fields=["state", "updated_at"])
    record(by, "seating.hidden", plan, municipality=plan.event.municipality)


def ask_to_tell(plan: SeatingPlan) -> None:
    """Have those told who sit elsewhere now; in the transaction of what has moved them."""
    if plan.is_published:
        ledger.enqueue(TELL, str(plan.pk), delay=PAUSE)


@transaction.atomic
def look_at(pk: int) -> None:
    """Tell whoever has moved, if the seating is still shown."""
    rows = SeatingPlan.objects.select_for_update(of=("self",)).select_related("event")
    plan = rows.filter(pk=pk).first()
    if plan is not None and plan.is_published and not plan.event.is_over:
        tell_changes(plan)


def tell_changes(plan: SeatingPlan) -> None:
    """Everybody whose tables are others than they were told; the plan is held by the caller."""
    plan.refresh_from_db(fields=["told"])
    now = tables_of(plan)
    people = Registration.objects.registered().with_names().filter(event=plan.event_id)
    told: dict[str, Tables] = dict(plan.told)
    for registration in people.filter(pk__in=now, user__isnull=False).order_by("pk"):
        key, tables = str(registration.pk), now[registration.pk]
        if told.get(key) != tables:
            _tell(plan, registration, tables, MOVED if key in told else PUBLISHED)
            told[key] = tables
    plan.told = told
    plan.save(update_fields=["told"])


def tables_of(plan: SeatingPlan) -> dict[int, Tables]:
    """Where everybody sits, by registration."""
    found: dict[int, Tables] = defaultdict(dict)
    rows = Place.objects.in_rounds().filter(plan=plan).order_by("round")
    for registration, at, table in rows.values_list("registration", "round", "table"):
        found[registration][str(at)] = table
    return found


def _tell(plan: SeatingPlan, registration: Registration, tables: Tables, kind: str) -> None:
    # Only what the person sees by then is said; the key tells this change from the one before.
    mark = ":".join(f"{at}-{table}" for at, table in sorted(tables.items()))
    assert registration.user is not None  # noqa: S101 - chosen so
    tell(
        registration.user,
        kind,
        registration,
        key=f"{kind}:{registration.pk}:{plan.version}:{mark}",
        url=reverse("events:event_tables", args=[plan.event.slug]),
    )
