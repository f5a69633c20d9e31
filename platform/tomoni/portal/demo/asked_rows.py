"""What partners of the demo world have asked each other, and what waits for an answer."""

from datetime import timedelta

from partners.models import AffiliationRequest, Alliance
from partners.models.asked import ASKED_LASTS
from tomoni.portal.demo import okayama
from tomoni.portal.demo.people import LOGINS
from tomoni.portal.demo.world import World, ago

_ALIKE = "mihon-kankyo-kumiai"  # looks for somebody who takes cut grass
_INVITES = "今後の見本商談会をごいっしょしませんか。会員は会場費がかかりません。"
_OFFERS = "量をまとめると、受け入れてくれる先が見つかりやすいと思います。（見本の文です）"


def add_questions(world: World) -> None:
    """The federation asks the partner that can log in; another partner offers it an alliance."""
    owner, mediator = (world.people.known[LOGINS[place].email] for place in (0, 3))
    partner = owner.partners.order_by("memberships__pk")[0]
    AffiliationRequest.objects.create(
        federation=world.partners[okayama.FEDERATION],
        partner=partner,
        is_from_federation=True,
        message=_INVITES,
        asked_by=mediator,
        expires_at=ago(3) + ASKED_LASTS,
    )
    need = partner.listings.needs().live().order_by("pk").first()
    other = world.partners[_ALIKE].listings.needs().live().order_by("pk").first()
    if need and other:
        Alliance.objects.create(
            need=other,
            other=need,
            message=_OFFERS,
            asked_by=world.owners[_ALIKE],
            expires_at=ago(2) + ASKED_LASTS + timedelta(days=1),
        )
