"""Rows as search engines read them: schema.org, with nothing that not everybody may see.

Meetings and their reports are described by their own app.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from challenges.models import Challenge
from partners.models import Agreement, AgreementParty, Listing, Partner, Project
from tomoni.municipalities.models import Municipality

_DESCRIPTION = 300  # characters


def graph(thing: dict[str, Any], *crumbs: tuple[str, str]) -> dict[str, Any]:
    """The thing, and the way to it: names and addresses, the home page before them."""
    steps = [(_("Home"), reverse("portal:home")), *crumbs]
    way = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _absolute(path)}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }
    return {"@context": "https://schema.org", "@graph": [thing, way]}


def partner(row: Partner) -> dict[str, Any] | None:
    """A registered partner; address and telephone only where the partner shows them."""
    if not row.is_approved:
        return None
    thing = _organization(row) | {"description": _short(row.description)}
    thing |= {"sameAs": row.website} if row.website else {}
    thing |= {"logo": _absolute(row.logo_url)} if row.logo else {}
    thing |= {"telephone": row.public_phone} if row.public_phone else {}
    thing |= {"address": row.public_address} if row.public_address else {}
    return graph(thing, (_("Partners"), reverse("partners:partner_list")), _here(row.name, row))


def listing(row: Listing) -> dict[str, Any] | None:
    """A need as a demand, a seed as an offer, on the page of its partner."""
    if (
        row.visibility != Listing.Visibility.PUBLIC
        or not row.is_live
        or not row.partner.is_approved
    ):
        return None
    offer: dict[str, Any] = {
        "@type": "Demand" if row.is_need else "Offer",
        "itemOffered": {"@type": "Service", "name": row.title},
        "description": _short(row.body),
        "url": _absolute(row.get_absolute_url()),
    }
    if row.published_at:
        offer["availabilityStarts"] = row.published_at.isoformat()
    if row.review_by:
        offer["validThrough"] = row.review_by.isoformat()
    thing = _page(row.title, row, offer, _organization(row.partner))
    name = "partners:need_list" if row.is_need else "partners:seed_list"
    up = _("Needs") if row.is_need else _("Seeds")
    return graph(thing, (up, reverse(name)), _here(row.title, row))


def challenge(row: Challenge) -> dict[str, Any] | None:
    """A published challenge as what somebody asks for."""
    if not row.is_public:
        return None
    demand: dict[str, Any] = {
        "@type": "Demand",
        "itemOffered": {"@type": "Service", "name": row.title},
        "description": _short(row.wish),
        "url": _absolute(row.get_absolute_url()),
        "validThrough": row.closes_at.isoformat(),
    }
    if row.opened_at:
        demand["availabilityStarts"] = row.opened_at.isoformat()
    thing = _page(row.title, row, demand, _organization(row.asker))
    return graph(
        thing, (_("Challenges"), reverse("challenges:challenge_list")), _here(row.title, row)
    )


def project(row: Project, partners: Iterable[Partner] = ()) -> dict[str, Any] | None:
    """A project that its members show to everybody."""
    if not row.is_public:
        return None
    thing: dict[str, Any] = {
        "@type": "Project",
        "name": row.title,
        "description": _short(row.summary),
        "url": _absolute(row.get_absolute_url()),
        "foundingDate": timezone.localdate(row.started_at).isoformat(),
        "parentOrganization": _organization(row.municipality),
        "member": [_organization(each) for each in partners if each.is_approved],
    }
    if row.ended_at:
        thing["dissolutionDate"] = timezone.localdate(row.ended_at).isoformat()
    return graph(thing, (_("Projects"), reverse("partners:project_list")), _here(row.title, row))


def agreement(row: Agreement, parties: Iterable[AgreementParty] = ()) -> dict[str, Any] | None:
    """An agreement of the public register, and who has agreed."""
    if not row.is_public:
        return None
    thing: dict[str, Any] = {
        "@type": "Article",
        "headline": row.title,
        "description": _short(row.purposes),
        "url": _absolute(row.get_absolute_url()),
        "datePublished": row.signed_on.isoformat() if row.signed_on else "",
        "author": _organization(row.municipality),
        "mentions": [_party(each) for each in parties],
    }
    return graph(
        thing, (_("Agreements"), reverse("partners:agreement_list")), _here(row.title, row)
    )


def _party(row: AgreementParty) -> dict[str, Any]:
    named = {"@type": "Organization", "name": row.called}
    return named | ({"url": _absolute(row.address)} if row.address else {})


def _page(name: str, row: Any, about: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    url = _absolute(row.get_absolute_url())
    return {"@type": "WebPage", "name": name, "url": url, "mainEntity": about, "author": by}


def _organization(row: Partner | Municipality) -> dict[str, Any]:
    kind = "GovernmentOrganization" if isinstance(row, Municipality) else "Organization"
    return {"@type": kind, "name": row.name, "url": _absolute(row.get_absolute_url())}


def _here(name: str, row: Any) -> tuple[str, str]:
    return name, row.get_absolute_url()


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_DESCRIPTION)


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
