"""What a profile or a listing still lacks to be found, and why it helps; nothing if all is said.

A rule holds or not; there is no score. The pages show what is missing in this order, each with the
way to the very question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Listing, ListingQuerySet, Membership, Partner, PartnerQuerySet, Target
from tomoni.municipalities.models import Vision

SHORT_DESCRIPTION, SHORT_BODY = 80, 60  # characters under which a text says too little to match
Words = str | Promise
_Role = Membership.Role


@dataclass(frozen=True)
class Rule:
    """One thing to say: how to know that it is missing, what it is, why it helps, where it is said.

    `page` is the name of a URL; `role` is who may do it.
    """

    is_missing: Callable[[Any], bool]
    what: Words
    why: Words
    anchor: str
    page: str = "partners:partner_form"
    role: _Role = _Role.OWNER


@dataclass(frozen=True)
class Gap:
    """What is missing, with the way to the question."""

    what: Words
    why: Words
    url: str


PROFILE: Sequence[Rule] = (
    Rule(
        lambda partner: len(partner.description) < SHORT_DESCRIPTION,
        _("Say more about what you do"),
        _("The matching reads this text. With a few sentences more it finds whom you mean."),
        "id_description",
    ),
    Rule(
        lambda partner: not partner.has_fields,
        _("Tick the administrative fields you work in"),
        _("Challenges of the municipality and visitors who filter by field find you then."),
        "id_fields",
    ),
    Rule(
        lambda partner: partner.town_has_visions and not partner.has_visions,
        _("Tick the visions of the municipality you work for"),
        _("The municipality names them itself, and looks for partners by them."),
        "id_visions",
    ),
    Rule(
        lambda partner: not (partner.website or (partner.phone and partner.shows_phone)),
        _("Show a website or a telephone number"),
        _("Who finds you wants to look you up, or to call."),
        "id_website",
    ),
    Rule(
        lambda partner: not partner.address,
        _("Write your address"),
        _("Many look for somebody near. It is shown only if you wish."),
        "id_postal_code",
    ),
    Rule(
        lambda partner: not partner.logo,
        _("Add a logo or a picture"),
        _("People recognise a picture before they have read a word."),
        "id_logo",
    ),
    Rule(
        lambda partner: not (partner.declaration or partner.has_targets),
        _("Write your SDGs declaration"),
        _("It shows what you promise; you can print it and hang it up."),
        "id_declaration",
        "partners:declaration_edit",
        _Role.EDITOR,
    ),
    Rule(
        lambda partner: bool(partner.declaration) and not partner.has_targets,
        _("Give your declaration a target"),
        _("With a goal, a date and a figure one can see each year how far you are."),
        "id_targets",
        "partners:declaration_edit",
        _Role.EDITOR,
    ),
    Rule(
        lambda partner: partner.is_approved and not partner.has_need,
        _("Register a need"),
        _("Only who says what is lacking can be helped. One sentence is a beginning."),
        "",
        "need",
        _Role.EDITOR,
    ),
    Rule(
        lambda partner: partner.is_approved and not partner.has_seed,
        _("Register a seed: something you can offer"),
        _("Others look for people, rooms, machines, know-how. Challenges are matched with seeds."),
        "",
        "seed",
        _Role.EDITOR,
    ),
)

LISTING: Sequence[Rule] = (
    Rule(
        lambda listing: len(listing.body) < SHORT_BODY,
        _("describe it in a few sentences more"),
        _("The matching reads this text."),
        "id_body",
    ),
    Rule(
        lambda listing: not listing.has_resources,
        _("tick the kind of resource"),
        _("Needs and seeds of the same kind are brought together."),
        "id_resources",
    ),
    Rule(
        lambda listing: not listing.has_fields,
        _("tick an administrative field"),
        _("Visitors and staff filter by field."),
        "id_fields",
    ),
)


def gaps_of(partner: Partner, role: str) -> list[Gap]:
    """What the profile lacks and the member may add, in one query."""
    return gaps_in_profile(with_facts_of_profile().get(pk=partner.pk), role)


def gaps_in_profile(known: Any, role: str) -> list[Gap]:
    """The same of a partner read `with_facts_of_profile`; no query."""
    may = _Role(role)
    return [
        Gap(rule.what, rule.why, _url(rule, known))
        for rule in PROFILE
        if may.includes(rule.role) and rule.is_missing(known)
    ]


def with_facts_of_profile() -> PartnerQuerySet:
    """Partners with what the rules ask for beside the columns."""
    of_partner = {"partner_id": OuterRef("pk")}
    live = Listing.objects.live().filter(partner=OuterRef("pk"))
    return Partner.objects.annotate(
        has_fields=Exists(Partner.fields.through.objects.filter(**of_partner)),
        has_visions=Exists(Partner.visions.through.objects.filter(**of_partner)),
        town_has_visions=Exists(
            Vision.objects.current().filter(municipality=OuterRef("municipality"))
        ),
        has_targets=Exists(Target.objects.current().filter(partner=OuterRef("pk"))),
        has_need=Exists(live.filter(side=Listing.Side.NEED)),
        has_seed=Exists(live.filter(side=Listing.Side.SEED)),
    )


def _url(rule: Rule, partner: Partner) -> str:
    if rule.page in Listing.Side.values:
        return reverse("partners:listing_create", args=[rule.page])
    return f"{reverse(rule.page)}?partner={partner.slug}#{rule.anchor}"


def with_facts(listings: ListingQuerySet) -> ListingQuerySet:
    """Listings with what their rules ask for."""
    of_listing = {"listing_id": OuterRef("pk")}
    return listings.annotate(
        has_fields=Exists(Listing.fields.through.objects.filter(**of_listing)),
        has_resources=Exists(Listing.resources.through.objects.filter(**of_listing)),
    )


def gaps_in(listing: Any) -> list[Gap]:
    """What a listing read `with_facts` lacks, while it is shown; no query."""
    if not listing.is_live:
        return []
    form = reverse("partners:listing_edit", args=[listing.pk])
    return [
        Gap(rule.what, rule.why, f"{form}#{rule.anchor}")
        for rule in LISTING
        if rule.is_missing(listing)
    ]
