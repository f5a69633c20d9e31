"""The mails about who may do what for a partner; each asked for in its step's transaction."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from partners.mailing.responsible import people_of
from partners.models import Affiliation, Membership, News, Partner
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of


def tell_of_role(membership: Membership, entry: Entry) -> None:
    """The member hears which role it has now; who has changed their own knows."""
    user = membership.user
    if entry.actor_id == user.pk or not user.is_active:
        return
    with translation.override(user.language):
        role = str(Membership.Role(membership.role).label)
    _send(user, "partner_role_changed", membership.partner, entry, role=role)


def tell_of_leaving(partner: Partner, left: User, entry: Entry) -> None:
    """The owners hear who acts for the partner no more."""
    for owner in people_of(partner):
        _send(owner, "partner_member_left", partner, entry, member=left.name)


def tell_of_representation(affiliations: Iterable[Affiliation], entry: Entry) -> None:
    """The owners of each federation hear what they may do for the partner from now on."""
    for affiliation in affiliations:
        for owner in people_of(affiliation.federation):
            _send(
                owner,
                "partner_representation",
                affiliation.partner,
                entry,
                federation=affiliation.federation.name,
                edits_profile=affiliation.edits_profile,
                writes_listings=affiliation.writes_listings,
                page=f"{reverse('partners:affiliate_list')}?partner={affiliation.federation.slug}",
            )


def people_of_news(news: News) -> list[User]:
    """The owners of its partner, and who has posted or mended it, where they still belong to it."""
    wrote = [entry.actor_id for entry in history_of(news) if entry.verb in _WRITTEN]
    rows = Membership.objects.filter(partner=news.partner, user__in=wrote, user__is_active=True)
    writers = [row.user for row in rows.select_related("user").order_by("pk")]
    return list(dict.fromkeys([*people_of(news.partner), *writers]))


_WRITTEN = {"news.posted", "news.updated"}


def _send(to: User, template: str, partner: Partner, entry: Entry, **more: object) -> None:
    context = {
        "name": to.name,
        "partner": partner.name,
        "members": f"{reverse('partners:member_list')}?partner={partner.slug}",
        **more,
    }
    send_mail_later(
        to=to,
        template=template,
        context=context,
        language=to.language,
        dedupe_key=f"{template}:{entry.pk}:{partner.pk}:{to.pk}",
    )
