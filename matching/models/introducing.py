"""Introductions: partners who are to talk with each other, and what came of it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Listing, Membership, Partner
from partners.models.origin import Originated, origin_index
from tomoni.accounts.models import User
from tomoni.models import Stepwise, Timestamped
from tomoni.municipalities.models import IntroductionRoute, Municipality, StaffRole

REMINDED_AFTER = tuple(timedelta(days=days) for days in (9, 21, 45))
"""Who owes the answer is reminded so long after the question came to them."""
CLOSES_AFTER = timedelta(days=60)
"""Then it closes by itself; the last reminder names the day."""
FOLLOWED_UP_AFTER = tuple(timedelta(days=days) for days in (14, 30, 90))
"""After both have agreed each side is asked whether they have met, and what came of it."""

Reader = User | AnonymousUser

_IS_AGREED = Q(state__in=["accepted", "met", "outcome"])
_IS_OVER = Q(state__in=["declined", "unanswered", "withdrawn"])


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions by state, and by who may read them."""

    def open(self) -> Self:
        """Somebody owes an answer."""
        return self.filter(state__in=Introduction.OPEN_STATES)

    def with_broker(self) -> Self:
        """A broker has to pass them on, the longest waiting first."""
        return self.filter(state=Introduction.State.REQUESTED).order_by("requested_at", "pk")

    def agreed(self) -> Self:
        """All have said yes, whatever came of it."""
        return self.filter(state__in=Introduction.AGREED_STATES)

    def of_partners(self, partners: Any) -> Self:
        """In which one of the partners (rows or primary keys) takes part, and of which it knows.

        Who is asked knows nothing of an introduction before the broker has passed it on.
        """
        theirs = Party.objects.filter(introduction=OuterRef("pk"), partner__in=partners)
        return self.filter(Exists(theirs.filter(knows_of_it())))

    def brokered_by(self, user: Reader) -> Self:
        """Those that pass through an office or federation in which the person works.

        Where a federation has nobody left who can pass them on, or is not registered any more, the
        office takes its place.
        """
        if not user.is_authenticated:
            return self.none()
        towns = Municipality.objects.staffed_by(user)
        editing = Membership.Role.at_least(Membership.Role.EDITOR)
        able = Membership.objects.filter(
            role__in=editing, user__is_active=True, partner__state=Partner.State.APPROVED
        )
        is_left_alone = ~Exists(able.filter(partner=OuterRef("federation")))
        return self.filter(
            Q(
                ~Q(route=IntroductionRoute.DIRECT),
                is_left_alone,
                municipality__in=towns.values("pk"),
            )
            | Q(federation__in=able.filter(user=user.pk).values("partner"))
        )

    def visible_to(self, user: Reader) -> Self:
        """For the people of its partners, those who act for them, and of its broker."""
        if not user.is_authenticated:
            return self.none()
        partners = Partner.objects.acted_for_by(user) | Partner.objects.of_member(user)
        return self.of_partners(partners.order_by().values("pk")) | self.brokered_by(user)

    def with_place_for(self, partner: Partner) -> Self:
        """Each row knows its `place` in the list of a partner, and the list begins with what waits
        for its answer: 1 for that, 2 for what waits for others, 3 for what was agreed, 4 for the
        rest. What has waited longest stands first.
        """
        own = Party.objects.filter(introduction=OuterRef("pk"), partner=partner)
        agreed = Party.State.AGREED
        place = Case(
            When(state=Introduction.State.FORWARDED, own_answer=Party.State.ASKED, then=1),
            When(state__in=Introduction.OPEN_STATES, own_answer=agreed, then=2),
            When(state__in=Introduction.AGREED_STATES, own_answer=agreed, then=3),
            default=4,
        )
        since = Case(
            When(state__in=Introduction.OPEN_STATES, then=Coalesce("forwarded_at", "requested_at")),
            default=Value(None, output_field=models.DateTimeField()),
        )
        rows = self.annotate(own_answer=Subquery(own.values("state")), place=place, since=since)
        return rows.order_by("place", "since", "-requested_at", "-pk")

    def on_desk_of(self, user: Reader, *, at_least: StaffRole.Role | None = None) -> Self:
        """Those that an office counts: in which a partner of its city takes part."""
        if not user.is_authenticated:
            return self.none()
        towns = Municipality.objects.staffed_by(user, at_least=at_least)
        theirs = Party.objects.filter(
            introduction=OuterRef("pk"), partner__municipality__in=towns.values("pk")
        )
        return self.filter(Exists(theirs))

    def with_names(self) -> Self:
        """With the names of their partners, who has asked first."""
        parties = Party.objects.filter(introduction=OuterRef("pk"))
        return self.annotate(names=ArraySubquery(parties.values("partner__name")))

    def found_by(self, words: str) -> Self:
        """Those in which a partner of this name takes part."""
        named = Party.objects.filter(partner__in=Partner.objects.named(words).values("pk"))
        return self.filter(Exists(named.filter(introduction=OuterRef("pk"))))


class Introduction(Stepwise, Timestamped, Originated):
    """Two or three partners are to talk; nobody's contacts are shown before all have agreed.

    One of them asks, directly or through a *broker* (the city's office or a federation), or the
    broker brings them together by hand: then all are asked. It changes only through
    `matching/introducing/`. `between` names the partners: "12-45"; one at a time is open.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("introduction", "with the broker")
        FORWARDED = "forwarded", pgettext_lazy("introduction", "waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("introduction", "agreed to talk")
        DECLINED = "declined", pgettext_lazy("introduction", "declined")
        UNANSWERED = "unanswered", pgettext_lazy("introduction", "not answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("introduction", "taken back")
        MET = "met", pgettext_lazy("introduction", "have met")
        OUTCOME = "outcome", pgettext_lazy("introduction", "outcome known")

    class Outcome(models.TextChoices):
        INFORMATION = "information", _("information was exchanged")
        NEXT_MEETING = "next_meeting", _("we meet again")
        STARTED = "started", _("co-operation has started")
        NOTHING = "nothing", _("nothing for now")

    OPEN_STATES = (State.REQUESTED, State.FORWARDED)
    AGREED_STATES = (State.ACCEPTED, State.MET, State.OUTCOME)
    OVER_STATES = (State.DECLINED, State.UNANSWERED, State.WITHDRAWN)

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="introductions", verbose_name=_("municipality")
    )
    route = models.CharField(_("way"), max_length=10, choices=IntroductionRoute)
    federation = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brokered_introductions",
        verbose_name=_("federation that passes it on"),
    )
    is_by_hand = models.BooleanField(_("brought together by the broker"), default=False)
    between = models.CharField(max_length=100, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    message = models.TextField(_("message"))
    broker_note = models.TextField(_("words of the broker"), blank=True)
    decline_reason = models.TextField(_("why it was not passed on"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brokered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("asked"))
    forwarded_at = models.DateTimeField(_("passed on"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), null=True, blank=True)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("in your own words"), blank=True)
    outcome_at = models.DateTimeField(_("outcome told"), null=True, blank=True)
    started_at = models.DateTimeField(_("co-operation told of"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    follow_ups = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["between"],
                condition=Q(state__in=["requested", "forwarded", "accepted", "met"]),
                name="introduction_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(route="federation", federation__isnull=False)
                | ~Q(route="federation") & Q(federation=None),
                name="introduction_route_and_federation",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", forwarded_at=None)
                | _IS_OVER
                | Q(Q(state="forwarded") | _IS_AGREED, forwarded_at__isnull=False),
                name="introduction_forwarded_and_time",
            ),
            models.CheckConstraint(
                condition=Q(_IS_AGREED, accepted_at__isnull=False)
                | ~_IS_AGREED & Q(accepted_at=None),
                name="introduction_accepted_and_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["declined", "unanswered", "withdrawn"], over_at__isnull=False
                )
                | ~Q(state__in=["declined", "unanswered", "withdrawn"]) & Q(over_at=None),
                name="introduction_over_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state="outcome", outcome_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="outcome") & Q(outcome="", outcome_at=None),
                name="introduction_outcome_and_time",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(state="outcome"),
                name="introduction_started_is_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "forwarded_at", "requested_at"], name="introduction_by_clock"
            ),
            origin_index("introduction_by_origin"),
        ]

    def __str__(self) -> str:
        day = date_format(timezone.localtime(self.requested_at), "DATE_FORMAT")
        return _("Introduction of %(day)s") % {"day": day}

    def get_absolute_url(self) -> str:
        return reverse("matching:introduction_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Somebody owes an answer."""
        return self.state in self.OPEN_STATES

    @property
    def is_wished_by_all(self) -> bool:
        """Nobody has asked the other: all had said beforehand that they wish to talk."""
        return self.is_by_hand and self.route == IntroductionRoute.DIRECT

    @property
    def is_agreed(self) -> bool:
        """All have said yes: they know each other's contacts."""
        return self.state in self.AGREED_STATES

    @property
    def waits_since(self) -> datetime:
        """When the question came to who owes the answer now."""
        return self.forwarded_at or self.requested_at

    @property
    def closes_at(self) -> datetime:
        """When it closes by itself, unless somebody answers."""
        return self.waits_since + CLOSES_AFTER

    @property
    def last_day(self) -> date:
        """The last day on which it can be answered; it closes by itself in the night after."""
        return timezone.localdate(self.closes_at)

    @property
    def has_run_out(self) -> bool:
        """Its last day is over, whether or not the clock has closed it yet."""
        return timezone.localdate() > self.last_day

    @property
    def broker_name(self) -> str:
        """Through whom it goes; nothing where one partner asks the other directly."""
        if self.route == IntroductionRoute.DIRECT:
            return ""
        return self.federation.name if self.federation else self.municipality.name


class PartyQuerySet(models.QuerySet["Party"]):
    """Places in introductions by what they owe."""

    def owing_an_answer(self) -> Self:
        """Those who were asked, know of it, and have said neither yes nor no."""
        return self.filter(
            state=Party.State.ASKED, introduction__state=Introduction.State.FORWARDED
        )


class Party(models.Model):
    """A partner's place in an introduction: the need or seed it is about, and its answer."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("party", "asked")
        AGREED = "agreed", pgettext_lazy("party", "has agreed")
        DECLINED = "declined", pgettext_lazy("party", "has declined")
        SILENT = "silent", pgettext_lazy("party", "has not answered")

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="parties")
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="introduction_parties", verbose_name=_("partner")
    )
    listing = models.ForeignKey(
        Listing,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="introduction_parties",
        verbose_name=_("need or seed"),
    )
    is_asking = models.BooleanField(_("has asked"), default=False)
    state = models.CharField(_("answer"), max_length=8, choices=State, default=State.ASKED)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner of an introduction")
        verbose_name_plural = _("partners of introductions")
        ordering = ["-is_asking", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["introduction", "partner"], name="party_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None)
                | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="party_answer_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id}: {self.partner}"

    @property
    def stands(self) -> bool:
        """Its partner is registered, and what it is about is still shown to partners."""
        listing = self.listing
        if not self.partner.is_approved or listing is None:
            return self.partner.is_approved and self.introduction.is_by_hand
        return listing.is_live and listing.visibility != Listing.Visibility.STAFF

    @property
    def others(self) -> "list[Party]":
        """The other places in the introduction."""
        return [party for party in self.introduction.parties.all() if party.pk != self.pk]

    @property
    def owes_answer(self) -> bool:
        """It is asked, its time is not over, and there is still somebody to talk with."""
        introduction, waiting = self.introduction, (self.State.ASKED, self.State.AGREED)
        return (
            introduction.state == Introduction.State.FORWARDED
            and self.state == self.State.ASKED
            and not introduction.has_run_out
            and self.stands
            and any(other.stands and other.state in waiting for other in self.others)
        )


def knows_of_it() -> Q:
    """Condition on parties: their partner has asked, or was told of it."""
    return Q(is_asking=True) | Q(introduction__forwarded_at__isnull=False)


class Pause(models.Model):
    """A partner takes no introductions for now (お休み); nobody is told why."""

    partner = models.OneToOneField(
        Partner, models.CASCADE, related_name="introduction_pause", verbose_name=_("partner")
    )
    until = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")

    def __str__(self) -> str:
        return str(self.partner)


class BlockQuerySet(models.QuerySet["Block"]):
    """Blocks by whom they keep apart."""

    def others_of(self, partners: Collection[int]) -> set[int]:
        """Of partners by primary key: those with whom one of them is at odds, whoever has blocked
        whom. Neither is suggested to the other.
        """
        by_us = self.filter(partner__in=partners).values_list("blocked", flat=True)
        by_them = self.filter(blocked__in=partners).values_list("partner", flat=True)
        return set(by_us.union(by_them))


class Block(models.Model):
    """A partner wants nothing to do with another: neither is suggested to the other, and neither
    asks the other for an introduction or an alliance. Only staff are told, never who is blocked.
    """

    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="blocks", verbose_name=_("partner")
    )
    blocked = models.ForeignKey(
        Partner, models.CASCADE, related_name="blocked_by", verbose_name=_("blocked partner")
    )
    reason = models.TextField(_("reason, for the office"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "blocked"], name="block_once"),
            models.CheckConstraint(
                condition=~Q(partner=models.F("blocked")), name="block_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.blocked}"
