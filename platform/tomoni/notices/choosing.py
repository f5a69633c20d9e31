"""How a person wishes to be told: the pace of each kind, and the day of the weekly digest."""

from collections.abc import Mapping

from django.db import transaction

from tomoni.accounts.models import User
from tomoni.notices.kinds import Kind, Pace, all_kinds, kind_of
from tomoni.notices.models import DigestDay, Preference, Weekday


def pace_of(user_pk: int, kind: Kind) -> Pace:
    """When the person is mailed about what is of the kind."""
    return paces_of(user_pk, [kind])[kind.name]


def paces_of(user_pk: int, kinds: list[Kind]) -> dict[str, Pace]:
    """{name of the kind: its pace for the person}, in one query."""
    rows = Preference.objects.filter(user=user_pk, kind__in=[kind.name for kind in kinds])
    chosen = dict(rows.values_list("kind", "pace"))
    return {kind.name: _allowed(kind, chosen.get(kind.name, "")) for kind in kinds}


def _allowed(kind: Kind, chosen: str) -> Pace:
    """What was chosen, unless the kind has become one that is owed since."""
    return Pace(chosen) if chosen in kind.paces else kind.usual


@transaction.atomic
def choose_paces(user: User, chosen: Mapping[str, str]) -> None:
    """Keep {name of the kind: pace}. ValueError for a pace that the kind does not have."""
    for name, pace in chosen.items():
        if pace not in kind_of(name).paces:
            raise ValueError(f"{name} is not told at the pace {pace}")
    rows = [Preference(user=user, kind=name, pace=pace) for name, pace in chosen.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["pace"]
    )


def weekday_of(user_pk: int) -> Weekday:
    """On which day the person gets the weekly digest."""
    row = DigestDay.objects.filter(user=user_pk).first()
    return Weekday(row.weekday) if row else Weekday.MONDAY


def choose_weekday(user: User, weekday: int) -> None:
    """Have the weekly digest come on another day."""
    DigestDay.objects.update_or_create(user=user, defaults={"weekday": Weekday(weekday)})


ALL, DIGEST = "all", "digest"
"""What can be stopped beside a single kind: whatever is not owed, or what comes in digests."""


def stop(user: User, scope: str) -> None:
    """No more mails of one kind, of what comes in digests, or of all; what is owed goes on."""
    kinds = [kind for kind in all_kinds() if not kind.is_owed]
    if scope == DIGEST:
        paces = paces_of(user.pk, kinds)
        kinds = [kind for kind in kinds if paces[kind.name] in (Pace.DAILY, Pace.WEEKLY)]
    elif scope != ALL:
        kinds = [kind for kind in kinds if kind.name == scope]
    choose_paces(user, {kind.name: Pace.NONE for kind in kinds})
