"""Agreements: the public register, its picture, one agreement with its prints, and one's own."""

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from partners.agreements.counting import Ordinal, ordinal_of, ordinals
from partners.agreements.history import history
from partners.agreements.network import Who, draw
from partners.agreements.register import LIGHTS, SigningYears, light_of_row, with_card
from partners.agreements.standing import Standing, standing_in
from partners.agreements.transitions import open_to
from partners.agreements.wording import articles
from partners.chosen import hanging_rows
from partners.models import (
    Agreement,
    AgreementFile,
    AgreementLink,
    AgreementParty,
    CooperationItem,
    ItemActivity,
)
from partners.views.pictures import handed_out
from tomoni import text
from tomoni.filters import (
    Found,
    Sort,
    browse,
    by_choices,
    by_field,
    by_goal,
    by_municipality,
    by_vocabulary,
)
from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import PartnerType

FILTERS = (
    by_choices("state", gettext_lazy("State"), Agreement.State, "state"),
    LIGHTS,
    by_goal("items__goal"),
    by_field("items__field"),
    by_vocabulary(
        "type", gettext_lazy("Partner type"), PartnerType, "parties__partner__type", "parties__type"
    ),
    by_municipality("municipality"),
    SigningYears(),
)
SORTS = (
    Sort("new", gettext_lazy("lately signed"), "-signed_on", "-pk"),
    Sort("ending", gettext_lazy("term ends soon"), "ends_on", "-pk"),
)


@login_not_required
@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The register: who has agreed with whom, and how it lives."""
    rows = with_card(Agreement.objects.signed().visible_to(request.user))
    found = browse(request, rows, FILTERS, SORTS)
    searches.note(request, found)
    return _listed(request, found, "partners/agreement_list.html")


@require_safe
def my_agreements(request: HttpRequest) -> HttpResponse:
    """Those to which the person's partners are parties, or which they mediate."""
    rows = with_card(Agreement.objects.of_member(request.user))
    return _listed(request, browse(request, rows, FILTERS, SORTS), "partners/my_agreements.html")


@require_safe
def agreement_queue(request: HttpRequest) -> HttpResponse:
    """All agreements of the office, with their lights and the ends of their terms."""
    require_staff(request)
    rows = with_card(Agreement.objects.on_desk_of(request.user))
    found = browse(request, rows, FILTERS, SORTS)
    towns = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    return _listed(request, found, "partners/agreement_queue.html", towns=towns)


def _listed(request: HttpRequest, found: Found, page: str, **more: Any) -> HttpResponse:
    rows = list(found.page)
    numbers = ordinals(rows)
    for row in rows:
        row.ordinal, row.light = numbers.get(row.pk), light_of_row(row)
    context = {"found": found, "agreements": rows, "today": timezone.localdate(), **more}
    return render(request, page, context, partials=["agreement_rows"])


@login_not_required
@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: its parties, what it is for, and how each item lives."""
    agreement = _agreement(request, pk)
    if agreement is None:
        return redirect_to_login(request.get_full_path())  # the link came in a mail
    standing = standing_in(request, agreement)
    ordinal = ordinal_of(agreement)
    earlier, related = _beside(request, agreement, ordinal)
    context = {
        "agreement": agreement,
        "municipality": agreement.municipality,
        "standing": standing,
        "items": _items(agreement, standing),
        "files": [f for f in _files(agreement) if f.is_public or standing.is_inside],
        "links": [AgreementLink(**row) for row in agreement.link_rows],
        "ordinal": ordinal,
        "earlier": earlier,
        "related": related,
        "origins": agreement.origins_for(request.user),
        "history": _history(agreement, standing),
        "steps_open": {str(s) for s in open_to(agreement.state)} if standing.may_tell else set(),
        "renews_on": _renews_on(agreement),
    }
    return render(request, "partners/agreement_detail.html", context)


def _agreement(request: HttpRequest, pk: int) -> Agreement | None:
    """What the reader may see; None where a login might help, else 404."""
    rows = Agreement.objects.visible_to(request.user).select_related("municipality", "intermediary")
    hanging = {
        "file_rows": hanging_rows(Agreement, "files", "token", "name", "is_public"),
        "link_rows": hanging_rows(Agreement, "links", "label", "url"),
    }
    agreement = rows.filter(pk=pk).annotate(**hanging).first()
    if agreement is None and request.user.is_authenticated:
        raise Http404
    return agreement


def _items(agreement: Agreement, standing: Standing) -> list[CooperationItem]:
    """The items with what was told of them that the reader may read, the latest first."""
    told = ItemActivity.objects.select_related("party__partner", "party__municipality")
    if not standing.is_inside:
        told = told.filter(is_public=True)
    rows = agreement.items.with_last_activity().select_related(
        "goal", "field", "owner__partner", "owner__municipality"
    )
    items: list[CooperationItem] = list(
        rows.prefetch_related(Prefetch("activities", told, to_attr="told"))
    )
    for item in items:
        item.agreement = agreement
    return items


def _files(agreement: Agreement) -> list[AgreementFile]:
    return [AgreementFile(agreement_id=agreement.pk, **row) for row in agreement.file_rows]


def _beside(
    request: HttpRequest, agreement: Agreement, ordinal: Ordinal | None
) -> tuple[list[Agreement], list[Agreement]]:
    """Those before it in its line, the first one first, and those related to it, the latest first:
    of both those that the reader may see; one query.
    """
    before = ordinal.earlier if ordinal else ()
    linked = Agreement.related.through.objects.filter(from_agreement=agreement.pk)
    related = Q(pk__in=linked.values("to_agreement"))
    rows = Agreement.objects.visible_to(request.user).filter(Q(pk__in=before) | related)
    found: list[Any] = list(rows.annotate(is_related=related).order_by("signed_on", "pk"))
    earlier = [row for row in found if row.pk in before]
    return earlier, [row for row in reversed(found) if row.is_related]


def _history(agreement: Agreement, standing: Standing) -> list[Any]:
    if not standing.is_inside:
        return []
    return history(agreement, standing.parties, for_office=standing.is_office)


def _renews_on(agreement: Agreement) -> date | None:
    is_automatic = agreement.is_in_force and agreement.renews_for_months
    return agreement.ends_on if is_automatic else None


@login_not_required
@require_safe
def agreement_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in plain words, to print; of a draft it is a proposal for those who sign."""
    return _printed(request, pk, "partners/agreement_text.html")


@login_not_required
@require_safe
def agreement_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for who has a minute: the mayor, the press, a new member of staff."""
    return _printed(request, pk, "partners/agreement_summary.html")


def _printed(request: HttpRequest, pk: int, page: str) -> HttpResponse:
    agreement = _agreement(request, pk)
    if agreement is None:
        return redirect_to_login(request.get_full_path())
    standing = standing_in(request, agreement)
    items = _items(agreement, standing)
    context = {
        "agreement": agreement,
        "municipality": agreement.municipality,
        "parties": standing.parties,
        "items": items,
        "articles": articles(agreement, standing.parties, items),
        "ordinal": ordinal_of(agreement),
        "names": _in_a_row([party.called for party in standing.parties]),
    }
    return render(request, page, context)


def _in_a_row(names: list[str]) -> str:
    *first, last = names or [""]
    if not first:
        return last
    before = pgettext("between names", ", ").join(first)
    return _("%(names)s and %(last)s") % {"names": before, "last": last}


@login_not_required
@require_safe
def agreement_file(request: HttpRequest, pk: int, token: UUID) -> FileResponse:
    """A file of an agreement: what is not shown to everybody, to its parties and the office."""
    rows = Agreement.objects.visible_to(request.user)
    agreement = get_object_or_404(rows, pk=pk)
    file = get_object_or_404(agreement.files.all(), token=token)
    if not file.is_public and not standing_in(request, agreement).is_inside:
        raise Http404
    return handed_out(file, is_public=agreement.is_public and file.is_public)


@login_not_required
@require_safe
def agreement_network(request: HttpRequest) -> HttpResponse:
    """Who has agreed with whom: a picture, and the same as a table."""
    shown = Agreement.objects.public().in_force()
    parties = AgreementParty.objects.filter(agreement__in=shown.order_by().values("pk"))
    rows = parties.select_related("agreement", "partner", "municipality").order_by(
        "-agreement__signed_on", "-agreement", "-is_lead", "order"
    )
    together = [list(parties) for _pk, parties in groupby(rows, lambda row: row.agreement_id)]
    who = {row.pk: _who(row) for parties in together for row in parties}
    picture = draw([who[row.pk] for row in parties] for parties in together)
    pairs = [
        {"lead": lead, "other": other, "agreement": other.agreement}
        for lead, *others in together
        for other in others
        if (who[lead.pk], who[other.pk]) in picture.drawn
    ]
    context = {"pairs": pairs, "picture": picture, "names": len(set(who.values()))}
    return render(request, "partners/agreement_network.html", context)


def _who(party: AgreementParty) -> Who:
    """By the row that it is; a body that is known by its name alone, by that."""
    known_by = (party.partner_id, party.municipality_id, text.key(party.name))
    return Who(known_by, party.called)
