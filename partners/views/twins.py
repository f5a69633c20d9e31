"""Telling who is there already, on the page where a registration is confirmed."""

from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from partners.models import Partner
from partners.writing import duplicates
from partners.writing.duplicates import Identity, Twins
from tomoni.accounts.models import User
from tomoni.draft_forms import DraftForm

IS_ANOTHER = "is_another"
_TOLD = "twins_told"  # in the session: about whom the person has been told that the office knows it
_TOLD_KEPT = 20
MOST_A_DAY = 8
"""So often a day somebody is told that the office knows an organisation which is not public."""
_DAY = 24 * 60 * 60


def twins(request: HttpRequest, flow: DraftForm, partner: Partner) -> Twins:
    """Those like what was typed; none while it is not valid, or where nothing of it has changed."""
    form: Any = flow.checked()
    if not form.is_valid():
        return Twins()
    answers = form.cleaned_data
    typed = Identity(answers["name"], answers["address"], answers["corporate_number"])
    if partner.pk and Identity.of(Partner.objects.get(pk=partner.pk)) == typed:
        return Twins()
    user: User = request.user  # type: ignore[assignment]
    found = duplicates.told_to(user, duplicates.twins_of(typed, apart_from=partner.pk))
    return found if _may_know(request, found, typed) else replace(found, is_known_to_office=False)


def asks_again(request: HttpRequest, found: Twins) -> bool:
    """It was sent without saying that it is another organisation."""
    return request.method == "POST" and bool(found) and request.POST.get(IS_ANOTHER) != "yes"


def _may_know(request: HttpRequest, found: Twins, typed: Identity) -> bool:
    """Nobody can try names and numbers one after the other to learn who has registered.

    The same answer may be seen again: the page is opened, sent, and opened once more.
    """
    if not found.is_known_to_office:
        return True
    mark = f"{typed.name}|{typed.address}|{typed.corporate_number}"
    told: list[str] = request.session.get(_TOLD, [])
    if mark in told:
        return True
    if not _is_within_limit(request.user.pk):
        return False
    request.session[_TOLD] = [*told, mark][-_TOLD_KEPT:]
    return True


def _is_within_limit(user_id: Any) -> bool:
    key = f"partner_known:{user_id}"
    cache.add(key, 0, _DAY)
    try:
        return cache.incr(key) <= MOST_A_DAY
    except ValueError:  # its day has ended between the two calls
        return True
