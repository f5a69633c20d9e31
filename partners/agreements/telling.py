"""Who is told what happens with an agreement."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from partners.agreements.changes import in_words
from partners.mailing.responsible import people_of
from partners.models import Agreement, CooperationItem, Membership, Partner
from partners.models.agreement_parts import GREEN_DAYS
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality
from tomoni.municipalities.office import people_of_office
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

SIGNED, ENDED = "partners.agreement_signed", "partners.agreement_ended"
ENDING, QUIET = "partners.agreement_ending", "partners.item_quiet"
CHANGED = "partners.agreement_changed"
ASKED_AFTER = timedelta(days=GREEN_DAYS - 30)
"""So long after its last activity it is asked how an item lives: before it turns yellow."""


def tell_all(agreement: Agreement, kind: str, entry: Entry, *, by: User | None) -> None:
    """The editors and owners of its parties, those of the intermediary, and the office."""
    for person in everybody(agreement):
        if person != by:
            _tell(person, kind, agreement, f"{kind}:{entry.pk}")


def tell_of_change(
    agreement: Agreement, entry: Entry, names: list[str], *, by: User, before: Iterable[User] = ()
) -> None:
    """The same people hear what was changed, by the names of its parts, and who may see it now;
    also those `before` the change, whose party may have been taken out.
    """
    data: dict[str, Any] = {"changed": names}
    if "visibility" in names:
        data["is_public"] = agreement.is_public
    url = agreement.get_absolute_url()
    for person in dict.fromkeys([*before, *everybody(agreement)]):
        if person != by:
            tell(person, CHANGED, agreement, key=f"{CHANGED}:{entry.pk}", url=url, data=data)


def tell_of_end(agreement: Agreement) -> None:
    """The same people hear, once for each last day, that the term ends soon."""
    for person in everybody(agreement):
        key = f"{ENDING}:{agreement.pk}:{agreement.ends_on}"
        _tell(person, ENDING, agreement, key)


def tell_quiet(item: CooperationItem, *, today: str) -> None:
    """Who looks after an item is asked how it lives; where nobody does, the office is."""
    for person in _keepers(item):
        url = reverse("partners:item_tell", args=[item.pk])
        tell(person, QUIET, item, key=f"{QUIET}:{item.pk}:{today}", url=url)


def everybody(agreement: Agreement) -> list[User]:
    """Who may act for a party or the intermediary, and the office; each person once."""
    parties = agreement.parties.select_related("partner")
    partners = [party.partner for party in parties if party.partner]
    partners += [agreement.intermediary] if agreement.intermediary else []
    cities = [agreement.municipality_id, *(p.municipality_id for p in parties if p.municipality_id)]
    people = [person for partner in partners for person in _writers(partner)]
    offices = [person for city in cities for person in people_of_office(city)]
    return list(dict.fromkeys([*people, *offices]))


def _keepers(item: CooperationItem) -> list[User]:
    owner = item.owner
    people = _writers(owner.partner) if owner and owner.partner else []
    office: Municipality | int = item.agreement.municipality_id
    if owner and owner.municipality_id:
        office = owner.municipality_id
    return people or list(people_of_office(office))


def _writers(partner: Partner) -> list[User]:
    return people_of(partner, at_least=Membership.Role.EDITOR)


def _tell(to: User, kind: str, agreement: Agreement, key: str) -> None:
    tell(to, kind, agreement, key=key, url=agreement.get_absolute_url())


def agreements_of(reader: User) -> QuerySet[Agreement]:
    """The agreements that the reader may still see."""
    return Agreement.objects.visible_to(reader).select_related("municipality")


def items_of(reader: User) -> QuerySet[CooperationItem]:
    """The items of those."""
    rows = CooperationItem.objects.filter(agreement__in=Agreement.objects.visible_to(reader))
    return rows.with_last_activity().select_related("agreement__municipality")


def word_signed(notice: Notice) -> dict[str, Any] | None:
    """It is in force, as long as it is."""
    agreement: Agreement = notice.about
    return _facts(agreement) if agreement.is_in_force else None


def word_changed(notice: Notice) -> dict[str, Any] | None:
    """What was changed, as long as it is in force; and who may see it, unless it is as before."""
    agreement: Agreement = notice.about
    if not agreement.is_in_force:
        return None
    names = notice.data["changed"]
    shown = notice.data.get("is_public")
    is_so = shown is not None and shown == agreement.is_public
    others = [name for name in names if name != "visibility"]
    return _facts(agreement) | {
        "what": in_words(others),
        "is_shown": is_so and shown,
        "is_hidden": is_so and not shown,
    }


def word_ended(notice: Notice) -> dict[str, Any] | None:
    """It has ended, and why."""
    agreement: Agreement = notice.about
    return _facts(agreement) if agreement.state == Agreement.State.ENDED else None


def word_ending(notice: Notice) -> dict[str, Any] | None:
    """Its term ends on the day that was told, unless another is written there by now."""
    agreement: Agreement = notice.about
    day = notice.key.rpartition(":")[2]
    if not agreement.is_in_force or str(agreement.ends_on) != day:
        return None
    return _facts(agreement)


def word_quiet(notice: Notice) -> dict[str, Any] | None:
    """It has not been heard of for long; nothing more once something was told."""
    item: CooperationItem = notice.about
    if item.light is None or item.last_on is None:
        return None
    if timezone.localdate() - item.last_on < ASKED_AFTER:
        return None
    return _facts(item.agreement) | {"item": item.title, "last_on": item.last_on}


def _facts(agreement: Agreement) -> dict[str, Any]:
    return {
        "title": agreement.title,
        "municipality": agreement.municipality.name,
        "signed_on": agreement.signed_on,
        "ends_on": agreement.ends_on,
        "months": agreement.renews_for_months,
        "reason": agreement.end_reason,
    }
