"""One row per URL. Read it aloud: it is the security table of the platform."""

from tests.portal.roles import CITY, MEMBERS, Row, everyone, only, signed_in

EDITORS = ("editor", "owner")
CITY_EDITORS = ("city_editor", "city_manager")
STAFF = (*CITY, "other_city")
STAFF_EDITORS = (*CITY_EDITORS, "other_city")
OUTSIDERS = ("newcomer", "applicant", "viewer")

PUBLIC = Row(everyone())
PROPOSERS = signed_in(403, editor=200, owner=200, stranger=200)

TABLE: dict[str, Row] = {
    # --- the roof ---
    "portal:home": PUBLIC,
    "portal:search": PUBLIC,
    "portal:goal_detail": Row(everyone(), arguments=lambda w: {"number": 11}),
    "portal:field_detail": Row(everyone(), arguments=lambda w: {"slug": "housing"}),
    "portal:municipality_detail": Row(everyone(), arguments=lambda w: {"slug": w.city.slug}),
    "portal:municipality_brand": Row(everyone(), arguments=lambda w: {"slug": w.city.slug}),
    "portal:accessibility": PUBLIC,
    "portal:privacy": PUBLIC,
    "portal:terms": PUBLIC,
    "portal:set_language": Row(None, everyone(302), data=lambda w: {"language": "en"}),
    "portal:healthz": PUBLIC,
    "portal:readyz": PUBLIC,
    "portal:my": Row(signed_in()),
    "portal:desk": Row(only(*STAFF)),
    # --- partners and listings, in public ---
    "partners:partner_list": PUBLIC,
    "partners:partner_detail": Row(everyone(), arguments=lambda w: {"slug": w.partner.slug}),
    "partners:partner_logo": Row(everyone(404), arguments=lambda w: {"slug": w.partner.slug}),
    "partners:listing_list": PUBLIC,
    "partners:need_list": PUBLIC,
    "partners:seed_list": PUBLIC,
    "partners:listing_detail": Row(
        # For registered partners only: visitors are not told that it is there.
        {**only(*MEMBERS, "stranger", *CITY), "anonymous": 404},
        arguments=lambda w: {"pk": w.for_partners.pk},
    ),
    "partners:listing_image": Row(everyone(404), arguments=lambda w: {"pk": w.listing.pk}),
    # --- a partner's own pages ---
    "partners:partner_form": Row(
        only("owner", weaker=("viewer", "editor")),
        only("owner", weaker=("viewer", "editor")),
        query="?partner={partner}",
    ),
    "partners:partner_confirm": Row(
        only("owner", status=302, weaker=("viewer", "editor")),
        only("owner", status=302, weaker=("viewer", "editor")),
        query="?partner={partner}",
    ),
    "partners:partner_done": Row(only(*MEMBERS), arguments=lambda w: {"receipt": w.partner.receipt}),
    "partners:my_listings": Row(signed_in()),
    "partners:listing_create": Row(
        signed_in(403, editor=200, owner=200, stranger=200),
        signed_in(403, editor=200, owner=200, stranger=200),
        arguments=lambda w: {"side": "need"},
    ),
    "partners:listing_create_confirm": Row(
        signed_in(403, editor=302, owner=302, stranger=302),
        signed_in(403, editor=302, owner=302, stranger=302),
        arguments=lambda w: {"side": "need"},
    ),
    "partners:listing_edit": Row(
        only(*EDITORS, weaker=("viewer", *CITY)),
        only(*EDITORS, weaker=("viewer", *CITY)),
        arguments=lambda w: {"pk": w.listing.pk},
    ),
}
