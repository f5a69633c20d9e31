"""What the notices about introductions say, from the rows as they are when they are read.

None where it is no longer true: answered, passed on, over, hidden, paused. Contacts stand in one
notice alone, that of who has agreed after all have.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from matching.introducing import links
from matching.introducing.contacts import Contact, contacts
from matching.models import Block, Introduction, Party, Pause
from matching.models.introducing import knows_of_it
from partners.mailing.responsible import contact_of
from partners.models import Affiliation, Membership, Partner
from tomoni.accounts.models import User
from tomoni.notices.models import Notice

State, Outcome = Introduction.State, Introduction.Outcome
LAST_REMINDER = 3
_EDITING = Membership.Role.at_least(Membership.Role.EDITOR)
_SIDES = ("introduction__parties__partner", "introduction__parties__listing")
_TOPICS = tuple(
    f"introduction__parties__listing__{name}"
    for name in ("primary_goals", "related_goals", "fields")
)
_PEOPLE = (
    "introduction__parties__answered_by",
    "introduction__parties__partner__memberships__user",
)


# --- What a reader may see ----------------------------------------------------------------------


def parties_of(reader: User) -> QuerySet[Party]:
    """The places of partners for which the reader may answer, in what these know of."""
    own = Membership.objects.filter(user=reader.pk, role__in=_EDITING)
    through = Affiliation.objects.acted_through_by(reader).filter(writes_listings=True)
    acted_for = Partner.objects.acted_for_by(reader, writing=True)
    by_link = own.filter(partner=OuterRef("partner")).values("pk")
    by_federation = through.filter(partner=OuterRef("partner")).values("pk")
    rows = Party.objects.filter(
        knows_of_it(),
        Q(partner__in=own.values("partner")) | Q(partner__in=acted_for.order_by().values("pk")),
    )
    return (
        rows.annotate(answers_by_link=Exists(by_link) | Exists(by_federation))
        .select_related(
            "partner", "listing", "introduction__municipality", "introduction__federation"
        )
        .prefetch_related(*_SIDES)
    )


def questions_to(reader: User) -> QuerySet[Party]:
    """The same with what is asked of them, and whether they can be asked at the moment."""
    over = Q(until__lt=timezone.localdate())
    paused = Pause.objects.filter(partner=OuterRef("partner")).exclude(over)
    own, other = OuterRef(OuterRef("partner")), OuterRef("partner")
    at_odds = Block.objects.filter(Q(partner=own, blocked=other) | Q(partner=other, blocked=own))
    waiting = [Party.State.ASKED, Party.State.AGREED]
    others = Party.objects.filter(introduction=OuterRef("introduction"), state__in=waiting)
    left = others.exclude(pk=OuterRef("pk")).filter(~Exists(at_odds))
    rows = parties_of(reader).prefetch_related(*_TOPICS)
    return rows.annotate(is_paused=Exists(paused), is_at_odds=~Exists(left))


def agreed_of(reader: User) -> QuerySet[Party]:
    """The same with whom to call."""
    return parties_of(reader).prefetch_related(*_PEOPLE)


def brokered_by(reader: User) -> QuerySet[Introduction]:
    """What passes through an office or federation in which the reader may act."""
    rows = Introduction.objects.brokered_by(reader).select_related("municipality", "federation")
    return rows.prefetch_related("parties__partner", "parties__listing")


# --- Words --------------------------------------------------------------------------------------


def word_asked(notice: Notice) -> dict[str, Any] | None:
    """Somebody would like to talk, as long as the answer is awaited."""
    party: Any = notice.about
    return _question(notice) if party.owes_answer and not party.is_at_odds else None


def word_reminder(notice: Notice) -> dict[str, Any] | None:
    """The answer is still awaited, and the partner takes introductions now."""
    party: Party = notice.about
    introduction = party.introduction
    is_latest = introduction.reminders == notice.data["number"]
    if not (party.owes_answer and is_latest) or _is_left_in_peace(party):
        return None
    asked_on = timezone.localdate(introduction.waits_since)
    return _question(notice) | {
        "asked_on": date_format(asked_on),
        "is_last": notice.data["number"] == LAST_REMINDER,
    }


def _is_left_in_peace(party: Any) -> bool:
    return bool(party.is_paused or party.is_at_odds)


def word_to_broker(notice: Notice) -> dict[str, Any] | None:
    """An introduction waits to be passed on, as long as it does and both sides are there."""
    introduction: Introduction = notice.about
    parties = list(introduction.parties.all())
    is_waiting = introduction.state == State.REQUESTED and not introduction.has_run_out
    if not (is_waiting and all(party.stands for party in parties)):
        return None
    asking, asked = _split(parties)
    return {
        "asking": asking[0],
        "asked": asked[0],
        "message": introduction.message,
        "broker": introduction.broker_name,
        "until": date_format(introduction.last_day),
    }


def word_broker_reminder(notice: Notice) -> dict[str, Any] | None:
    """It still waits to be passed on."""
    said = word_to_broker(notice)
    introduction: Introduction = notice.about
    if said is None or introduction.reminders != notice.data["number"]:
        return None
    asked_on = timezone.localdate(introduction.requested_at)
    is_last = notice.data["number"] == LAST_REMINDER
    return said | {"asked_on": date_format(asked_on), "is_last": is_last}


def word_accepted(notice: Notice) -> dict[str, Any] | None:
    """Whom to call, for who has agreed, until they have told what came of it."""
    party: Party = notice.about
    found = contacts_for(party)
    if not found or party.introduction.state == State.OUTCOME:
        return None
    return facts(party) | {"contacts": found, "others": _agreed_others(party)}


def word_declined(notice: Notice) -> dict[str, Any] | None:
    """It does not come about, with the reasons that were given, or was not passed on."""
    party: Party = notice.about
    if party.introduction.state != State.DECLINED:
        return None
    declined = [other for other in party.others if other.state == Party.State.DECLINED]
    has_agreed = party.state == Party.State.AGREED  # reasons are for who has said yes
    return facts(party) | {
        "is_refused": party.introduction.forwarded_at is None,
        "refusal": party.introduction.decline_reason,
        "declined": declined,
        "has_agreed": has_agreed,
    }


def word_withdrawn(notice: Notice) -> dict[str, Any] | None:
    """Who has asked has taken it back."""
    party: Party = notice.about
    return facts(party) if party.introduction.state == State.WITHDRAWN else None


def word_unanswered(notice: Notice) -> dict[str, Any] | None:
    """It has closed by itself; of three, the one who was silent hears that the others talk."""
    party: Party = notice.about
    is_silent = party.state == Party.State.SILENT
    if party.introduction.state != State.UNANSWERED and not is_silent:
        return None
    return facts(party) | {
        "is_silent": is_silent,
        "is_refused": party.introduction.forwarded_at is None,
        "others_talk": party.introduction.is_agreed,
    }


def word_brokered(notice: Notice) -> dict[str, Any] | None:
    """What became of what the broker has passed on; without anybody's contacts."""
    introduction: Introduction = notice.about
    if introduction.is_open:
        return None
    return {
        "names": [party.partner.name for party in introduction.parties.all()],
        "is_agreed": introduction.is_agreed,
        "is_withdrawn": introduction.state == State.WITHDRAWN,
        "is_unanswered": introduction.state == State.UNANSWERED,
        "was_passed_on": introduction.forwarded_at is not None,
        "broker": introduction.broker_name,
    }


def word_follow_up(notice: Notice) -> dict[str, Any] | None:
    """Have they met, what came of it: as long as nobody has told, or they were to meet again."""
    party: Any = notice.about
    introduction: Introduction = party.introduction
    number = notice.data["number"]
    if not (party.partner.is_approved and asks_again(introduction, number)):
        return None
    told_since = introduction.outcome_at and introduction.outcome_at > notice.created_at
    if introduction.follow_ups != number or told_since:
        return None
    assert introduction.accepted_at  # noqa: S101 – all have agreed
    link = links.follow_up_path(party, notice.recipient) if party.answers_by_link else ""
    return facts(party) | {
        "agreed_on": date_format(timezone.localdate(introduction.accepted_at)),
        "has_met": introduction.state != State.ACCEPTED,
        "meets_again": introduction.state == State.OUTCOME,
        "others": _agreed_others(party),
        "link": link,
    }


def asks_again(introduction: Introduction, number: int) -> bool:
    """Whether the follow-up with this number still has a question to ask."""
    if introduction.state in (State.ACCEPTED, State.MET):
        return True
    return introduction.outcome == Outcome.NEXT_MEETING and number == LAST_REMINDER


# --- Contacts ------------------------------------------------------------------------------------


def contacts_for(party: Party) -> list[Contact]:
    """Whom a partner that has agreed can call, once all have: never itself."""
    introduction = party.introduction
    found = contacts(introduction, list(introduction.parties.all()), reader=party, find=_known)
    return [contact for contact in found if contact.partner != party.partner]


def _known(partner: Partner, person: User | None) -> User | None:
    """The person, whom the members that a list has read show to act for the partner still."""
    for member in partner.memberships.all():
        if member.user_id == (person and person.pk) and member.may(Membership.Role.EDITOR):
            return member.user if member.user.is_active else contact_of(partner, person)
    return contact_of(partner, person)


# --- Facts --------------------------------------------------------------------------------------


def _question(notice: Notice) -> dict[str, Any]:
    party: Any = notice.about
    link = links.reply_path(party, notice.recipient) if party.answers_by_link else ""
    return facts(party) | {"link": link, "topics": _in_common(party)}


def facts(party: Party) -> dict[str, Any]:
    """Who asks whom about what: without names of people, addresses or numbers."""
    introduction = party.introduction
    asking, _asked = _split(introduction.parties.all())
    return {
        "party": party,
        "introduction": introduction,
        "partner": party.partner.name,
        "others": party.others,
        "asking": asking[0].partner.name if asking else introduction.broker_name,
        "is_by_hand": introduction.is_by_hand,
        "broker": introduction.broker_name,
        "words": introduction.broker_note,
        "message": introduction.message,
        "until": date_format(introduction.last_day),
    }


def _split(parties: Iterable[Party]) -> tuple[list[Party], list[Party]]:
    rows = list(parties)
    return [row for row in rows if row.is_asking], [row for row in rows if not row.is_asking]


def _agreed_others(party: Party) -> list[Party]:
    return [other for other in party.others if other.state == Party.State.AGREED]


def _in_common(party: Party) -> list[str]:
    """Goals and fields that all of what they offer and seek has in common with the party's."""
    # Of the parties of the introduction, whose listings were read with their topics.
    listings = {each.pk: each.listing for each in party.introduction.parties.all()}
    own = listings.pop(party.pk)
    theirs = [{*_topics(listing)} for listing in listings.values() if listing is not None]
    if own is None or not theirs:
        return []
    return [str(topic) for topic in _topics(own) if topic in set.intersection(*theirs)]


def _topics(listing: Any) -> list[Any]:
    return [*listing.primary_goals.all(), *listing.related_goals.all(), *listing.fields.all()]
