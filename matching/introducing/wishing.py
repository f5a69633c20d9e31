"""Partners that have both wished for a talk are introduced at once: nobody is left to be asked.

The caller knows that both wish it and holds that knowledge. What is under way between the two
is agreed to, so that there is one introduction and not a second.
"""

from collections.abc import Sequence

from django.db import models, transaction
from django.utils import timezone

from matching.introducing import steps, telling
from matching.introducing.rules import UNFINISHED, between, takes_introductions
from matching.models import Introduction, Party
from partners.models import Partner
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, Municipality

State = Introduction.State
Voice = tuple[Partner, User]
"""A partner, and who has said for it that it wishes the talk."""


@transaction.atomic
def introduce(
    voices: Sequence[Voice], *, municipality: Municipality, words: str, origin: models.Model
) -> Introduction | None:
    """The introduction in which both have agreed, with the contacts of both; None where one of the
    two takes none now, of which nobody is told why.
    """
    partners = [partner for partner, _person in voices]
    steps.hold(partners)
    pairs = [(one, other) for one in partners for other in partners if one != other]
    if not all(takes_introductions(one, of=other) for one, other in pairs):
        return None
    key = between(partners)
    under_way = Introduction.objects.filter(between=key, state__in=UNFINISHED).first()
    if under_way is not None:
        return _agree_to(under_way, voices)
    now = timezone.now()
    introduction = Introduction.objects.create(
        municipality=municipality,
        route=IntroductionRoute.DIRECT,
        is_by_hand=True,
        between=key,
        state=State.ACCEPTED,
        message=words,
        asked_by=voices[0][1],
        requested_at=now,
        forwarded_at=now,
        accepted_at=now,
        **origin_of(origin),
    )
    agreed = Party.State.AGREED
    Party.objects.bulk_create(
        Party(
            introduction=introduction,
            partner=partner,
            state=agreed,
            answered_by=person,
            answered_at=now,
        )
        for partner, person in voices
    )
    entry = steps.note(None, "introduction.wished_by_all", introduction)
    telling.tell_accepted(introduction, entry)
    return introduction


def _agree_to(introduction: Introduction, voices: Sequence[Voice]) -> Introduction:
    """Whoever was still to answer has said yes by wishing it, a broker's passing on included."""
    introduction.lock()
    if introduction.state == State.REQUESTED:
        introduction.state, introduction.forwarded_at = State.FORWARDED, timezone.now()
        introduction.save()
    for partner, person in voices:
        if introduction.parties.filter(partner=partner, state=Party.State.ASKED).exists():
            steps.agree(introduction, partner, by=person)
    introduction.refresh_from_db()
    return introduction
