"""The figures counted again, slowly and plainly: every row is read and looked at in Python.

Nothing here is shared with the product but the names of what was asked.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, NamedTuple

from django.utils import timezone

from challenges.models import Message, Proposal
from events.models import Registration
from matching.models import Introduction, Party, Trace
from partners.models import Agreement, Listing, News, Participation, Partner, Post, Project


class Asked(NamedTuple):
    """What was asked for, as it stands in the address; `towns` of staff, None for everybody."""

    year: str = ""
    month: str = ""
    goal: str = ""
    field: str = ""
    type: str = ""
    municipality: str = ""
    towns: tuple[str, ...] | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The first day, and the day after the last."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        if self.year == "all":
            return date(1, 1, 1), tomorrow
        if not self.year:
            return tomorrow.replace(year=tomorrow.year - 1), tomorrow
        year = int(self.year)
        if not self.month:
            return date(year, 4, 1), date(year + 1, 4, 1)
        month = int(self.month)
        year += month < 4
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)

    def had(self, moment: datetime | None) -> bool:
        first, end = self.days
        return moment is not None and first <= timezone.localdate(moment) < end

    def is_here(self, town: Any) -> bool:
        """Staff cannot choose a municipality of others: to name one does not narrow."""
        if self.towns is None:
            return not self.municipality or town.slug == self.municipality
        is_chosen = self.municipality not in self.towns or town.slug == self.municipality
        return town.slug in self.towns and is_chosen

    def is_of_type(self, kind: Any) -> bool:
        return not self.type or (kind is not None and kind.slug == self.type)

    def is_about(self, goals: Iterable[int], fields: Iterable[str]) -> bool:
        return (not self.goal or int(self.goal) in set(goals)) and (
            not self.field or self.field in set(fields)
        )


def goals_of(row: Any) -> set[int]:
    if isinstance(row, Proposal | Project):
        return {goal.pk for goal in row.goals.all()}
    return {goal.pk for goal in (*row.primary_goals.all(), *row.related_goals.all())}


def fields_of(row: Any) -> set[str]:
    return {field.slug for field in row.fields.all()}


def fits(asked: Asked, listing: Listing) -> bool:
    return (
        asked.is_here(listing.partner.municipality)
        and asked.is_of_type(listing.partner.type)
        and asked.is_about(goals_of(listing), fields_of(listing))
    )


def was_public(listing: Listing) -> bool:
    """Everybody could see it once, whatever became of it."""
    return (
        listing.state != "draft"
        and listing.visibility == "public"
        and listing.partner.state == "approved"
    )


def active(asked: Asked) -> int:
    end = min(asked.days[1], timezone.localdate() + timedelta(days=1))
    first = end.replace(year=end.year - 1)

    def lately(moment: datetime | None) -> bool:
        return moment is not None and first <= timezone.localdate(moment) < end

    def acts(partner: Partner) -> bool:
        for listing in Listing.objects.filter(partner=partner):
            if lately(listing.published_at) and (asked.towns is not None or was_public(listing)):
                return True
        for news in News.objects.filter(partner=partner):
            shown = news.visibility == "public" and news.hidden_at is None
            if lately(news.published_at) and (asked.towns is not None or shown):
                return True
        for post in Post.objects.filter(partner=partner):
            shown = post.is_public and post.project.visibility == "public"
            if lately(post.posted_at) and (asked.towns is not None or shown):
                return True
        if asked.towns is None:
            return False
        parties = Party.objects.filter(partner=partner)
        return (
            any(lately(each.submitted_at) for each in Proposal.objects.filter(partner=partner))
            or any(lately(each.answered_at) for each in parties)
            or any(each.is_asking and lately(each.introduction.requested_at) for each in parties)
            or any(lately(each.created_at) for each in Registration.objects.filter(partner=partner))
        )

    return sum(
        partner.state == "approved"
        and asked.is_here(partner.municipality)
        and asked.is_of_type(partner.type)
        and asked.is_about(goals_of(partner), fields_of(partner))
        and acts(partner)
        for partner in Partner.objects.all()
    )


def fresh(asked: Asked) -> int:
    first, end = asked.days
    found = 0
    for listing in Listing.objects.all():
        last = listing.shown_until or listing.review_by
        found += (
            fits(asked, listing)
            and listing.state != "draft"
            and listing.published_at is not None
            and last is not None
            and timezone.localdate(listing.published_at) < end
            and last >= first
            and (asked.towns is not None or was_public(listing))
        )
    return found


def suggestions(asked: Asked, column: str) -> list[Trace]:
    found = []
    for trace in Trace.objects.all():
        if trace.listing:
            is_shown = asked.towns is not None or was_public(trace.listing)
            ours = is_shown and fits(asked, trace.listing)
        else:
            challenge: Any = trace.challenge
            about = asked.is_about(goals_of(challenge), fields_of(challenge))
            ours = not asked.type and asked.is_here(challenge.municipality) and about
        if ours and asked.had(getattr(trace, column)):
            found.append(trace)
    return found


def talks(asked: Asked, column: str) -> list[Introduction]:
    return [
        row
        for row in Introduction.objects.all()
        if asked.had(getattr(row, column))
        and any(party.listing and fits(asked, party.listing) for party in row.parties.all())
    ]


def projects(asked: Asked) -> int:
    found = 0
    for project in Project.objects.all():
        joined = Participation.objects.filter(project=project, state="joined")
        found += (
            asked.had(project.started_at)
            and asked.is_here(project.municipality)
            and asked.is_about(goals_of(project), fields_of(project))
            and (not asked.type or any(asked.is_of_type(each.partner.type) for each in joined))
            and (asked.towns is not None or project.visibility == "public")
        )
    return found


def agreements(asked: Asked) -> int:
    found = 0
    for agreement in Agreement.objects.all():
        signed = agreement.signed_on and datetime.combine(agreement.signed_on, time(12))
        items = list(agreement.items.all())
        named = [each.field.slug for each in items if each.field]
        kinds = [
            each.partner.type if each.partner else each.type for each in agreement.parties.all()
        ]
        found += (
            agreement.state != "draft"
            and asked.had(signed and timezone.make_aware(signed))
            and asked.is_here(agreement.municipality)
            and any(asked.is_of_type(kind) for kind in kinds)
            and (not asked.goal or any(each.goal_id == int(asked.goal) for each in items))
            and (not asked.field or asked.field in named)
            and (asked.towns is not None or agreement.visibility == "public")
        )
    return found


def closed_rows(asked: Asked) -> dict[str, list[Any]]:
    """{name of the figure: rows} of those whose rows are not public."""
    return {
        "shown": suggestions(asked, "first_shown_at"),
        "opened": suggestions(asked, "opened_at"),
        "asked": talks(asked, "requested_at"),
        "accepted": talks(asked, "accepted_at"),
        "met": talks(asked, "met_at"),
        "started": talks(asked, "started_at"),
    }


def partners_of(asked: Asked, row: Any) -> set[int]:
    """Of whom a row that is not public tells."""
    if isinstance(row, Trace):
        return {row.listing.partner_id} if row.listing else set()
    if isinstance(row, Proposal):
        return {row.partner_id}
    parties = row.parties.all()
    return {each.partner_id for each in parties if each.listing and fits(asked, each.listing)}


def told(asked: Asked, rows: list[Any]) -> int:
    """How many everybody is told there are: none where they are of fewer than three partners."""
    partners = {pk for row in rows for pk in partners_of(asked, row)}
    return len(rows) if len(partners) >= 3 else 0


def funnel(asked: Asked) -> dict[str, int]:
    """{name of the figure: number}."""
    rows = closed_rows(asked)
    return {
        "active": active(asked),
        "fresh": fresh(asked),
        **{name: len(found) for name, found in rows.items()},
        "projects": projects(asked),
        "agreements": agreements(asked),
    }


Waits = list[tuple[Any, timedelta]]


def middle(waits: Waits) -> tuple[int, timedelta | None]:
    return len(waits), median(took for _row, took in waits) if waits else None


def times(asked: Asked) -> dict[str, tuple[int, timedelta | None]]:
    """{name: (number of rows, median)}."""
    return {name: middle(rows) for name, rows in waits(asked).items()}


def told_median(asked: Asked, rows: Waits) -> timedelta | None:
    """The median as everybody is told: none of fewer than five rows or three partners."""
    number, found = middle(rows)
    return found if number >= 5 and told(asked, [row for row, _took in rows]) else None


def waits(asked: Asked) -> dict[str, Waits]:
    """{name: [(row, how long it took)]}."""
    replies: Waits = []
    decisions: Waits = []
    for row in talks(asked, "requested_at"):
        if row.is_by_hand and row.route == "direct":
            continue
        said = [
            party.answered_at
            for party in row.parties.all()
            if not party.is_asking and party.state in ("agreed", "declined") and party.answered_at
        ]
        if said:
            replies.append((row, min(said) - row.requested_at))
        end = row.accepted_at or row.over_at
        if end and row.state != "withdrawn":
            decisions.append((row, end - row.requested_at))
    first: Waits = []
    last: Waits = []
    for proposal in Proposal.objects.all():
        about = asked.is_about(goals_of(proposal), fields_of(proposal))
        here = asked.is_here(proposal.municipality) and asked.is_of_type(proposal.partner.type)
        if proposal.state == "draft" or not (asked.had(proposal.submitted_at) and about and here):
            continue
        sent: Any = proposal.submitted_at
        written = [m.sent_at for m in Message.objects.filter(proposal=proposal, side="city")]
        ends = [at for at in (*written, proposal.decided_at) if at and at >= sent]
        if ends:
            first.append((proposal, min(ends) - sent))
        if proposal.state in ("accepted", "declined") and proposal.decided_at:
            last.append((proposal, proposal.decided_at - sent))
    return {
        "introduction-reply": replies,
        "introduction-decision": decisions,
        "proposal-reply": first,
        "proposal-decision": last,
    }


def demand(asked: Asked) -> dict[tuple[int, str], tuple[int, int]]:
    """{(goal, field): (needs, seeds)} of what everybody sees and what still holds."""
    found: dict[tuple[int, str], list[int]] = {}
    for listing in Listing.objects.all():
        live = listing.state == "published" and listing.review_by >= timezone.localdate()  # type: ignore[operator]
        if not (live and was_public(listing) and asked.is_here(listing.partner.municipality)):
            continue
        for goal in goals_of(listing):
            for field in fields_of(listing):
                if asked.is_about([goal], [field]):
                    cell = found.setdefault((goal, field), [0, 0])
                    cell[listing.side == "seed"] += 1
    return {key: (needs, seeds) for key, (needs, seeds) in found.items()}
