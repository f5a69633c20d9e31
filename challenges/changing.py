"""What may still be changed of a challenge that is public, and who is told that it was.

The rules by which partners decide to propose stand from the opening on: type of call, mode, and the
days until the reply. Every other part may be put right, and each time it is on record with its old
and new words, stands on the public page, and is told to those who follow or write.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from challenges.audience import OFFER_DRAFT, writers
from challenges.comparing import saved_words
from challenges.models import Challenge, Change, CoAuthor, Follow, Proposal, ProposalDraft
from challenges.parts import CRITERIA, PARTS, part_name
from partners.models import Membership
from tomoni.accounts.models import Draft, User
from tomoni.journal import ledger
from tomoni.models import StateError
from tomoni.notices import telling as notices
from tomoni.notices.models import Notice

FIXED = ("call_type", "mode", "reply_days")
TELL = "challenges.tell_changes"
CHANGED = "challenges.changed"
CALM = timedelta(minutes=10)
"""Changes within this time are told in one notice."""

Words = Mapping[str, str]


def require_same_rules(challenge: Challenge, answers: Mapping[str, Any]) -> None:
    """Raise StateError where the answers would change what partners rely on."""
    if challenge.opened_at is None:
        return
    if any(answers[name] != getattr(challenge, name) for name in FIXED):
        raise StateError(
            _(
                "Type of call, mode and the days until the reply stand fast once a challenge has"
                " been opened: partners rely on them."
            )
        )


def words_of(challenge: Challenge) -> dict[str, str]:
    """Every part as it is saved now, and the criteria, in the platform's own language."""
    saved = Challenge.objects.get(pk=challenge.pk)
    with translation.override(settings.LANGUAGE_CODE):
        return {part: saved_words(saved, part) for part in PARTS} | {CRITERIA: _criteria(saved)}


def _criteria(challenge: Challenge) -> str:
    rows = challenge.criteria.all().current()
    return "\n".join(f"{row.name} ×{row.weight} {row.meaning}".strip() for row in rows)


def remember(challenge: Challenge, before: Words, *, by: User) -> Change | None:
    """Put down what is different from `before`, and have it told; None where nothing is."""
    now = words_of(challenge)
    parts = [part for part in now if now[part] != before[part]]
    if not parts:
        return None
    words = {part: [before[part], now[part]] for part in parts}
    ledger.enqueue(TELL, f"challenge:{challenge.pk}", delay=CALM)
    return Change.objects.create(challenge=challenge, parts=parts, words=words, by=by)


def tell(pk: int) -> None:
    """Tell everybody concerned once about all changes that nobody was told of yet.

    Of a challenge that is over nothing more is told than that it is.
    """
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=pk)
    changes = list(challenge.changes.all().untold())
    Change.objects.filter(pk__in=[row.pk for row in changes]).update(told_at=timezone.now())
    if not changes or challenge.state in Challenge.FINISHED_STATES:
        return
    parts = dict.fromkeys(part for row in changes for part in row.parts)
    for person in readers(challenge):
        _send(challenge, person, parts, changes[-1].pk)


def readers(challenge: Challenge) -> QuerySet[User]:
    """Who follows it, who is writing to it, and who waits for an answer."""
    waiting = challenge.proposals.awaiting_decision().values("partner")
    acting = Membership.Role.at_least(Membership.Role.EDITOR)
    members = Membership.objects.filter(partner__in=waiting, role__in=acting)
    return User.objects.filter(
        Q(pk__in=challenge.follows.values("user"))
        | Q(pk__in=writers(challenge).values("pk"))
        | Q(pk__in=members.values("user"))
    ).order_by("pk")


def _send(challenge: Challenge, to: User, parts: Iterable[str], last: int) -> None:
    notices.tell(
        to,
        CHANGED,
        challenge,
        key=f"{CHANGED}:{last}",
        url=challenge.get_absolute_url(),
        data={"parts": list(parts)},
    )


def of_concern_to(reader: User) -> QuerySet[Challenge]:
    """What the reader still follows, or has to do with through their partners."""
    acting = Membership.Role.at_least(Membership.Role.EDITOR)
    own = Membership.objects.filter(user=reader, role__in=acting).values("partner")
    joint = CoAuthor.objects.filter(partner__in=own)
    sent = Proposal.objects.filter(Q(partner__in=own) | Q(pk__in=joint.values("proposal")))
    begun = ProposalDraft.objects.filter(Q(partner__in=own) | Q(pk__in=joint.values("draft")))
    offers = Draft.objects.filter(user=reader, kind=OFFER_DRAFT, sent_at=None)
    rows = Challenge.objects.visible_to(reader).filter(
        Q(pk__in=Follow.objects.filter(user=reader).values("challenge"))
        | Q(pk__in=sent.order_by().values("challenge"))
        | Q(pk__in=begun.order_by().values("challenge"))
        | Q(slug__in=offers.values("target"))
    )
    return rows.select_related("municipality")


def word_change(notice: Notice) -> dict[str, Any] | None:
    """Which parts were written anew; nothing once the challenge is over."""
    challenge: Challenge = notice.about
    if challenge.state in Challenge.FINISHED_STATES:
        return None
    return {
        "challenge": challenge.title,
        "municipality": challenge.municipality.name,
        "parts": [str(part_name(part)) for part in notice.data["parts"]],
    }
