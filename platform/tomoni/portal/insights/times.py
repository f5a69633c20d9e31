"""How long people wait: from asking to the first reply, and to the decision.

Each is a figure whose rows know how long they `took`; told is the median, and of how many rows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from challenges.models import Message, Proposal
from matching.models import Introduction, Party
from partners.models import Partner
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal.insights.counting import kept, kept_as, known_medians, may_list, told
from tomoni.portal.insights.figures import Figure, Rows, asked_introductions
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.shown import Shown

DAY = timedelta(days=1)


def _took(end: str, start: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(end) - F(start), output_field=DurationField())


def _asked_of_somebody(scope: Scope) -> QuerySet[Any]:
    """Not those brought together because all had wished it: nobody waited for an answer."""
    wished = {"is_by_hand": True, "route": IntroductionRoute.DIRECT}
    return asked_introductions(scope).exclude(**wished)


def answered_introductions(scope: Scope) -> QuerySet[Any]:
    """Asked in the time, and answered by one who was asked: yes or no."""
    answers = Party.objects.filter(
        introduction=OuterRef("pk"),
        is_asking=False,
        state__in=[Party.State.AGREED, Party.State.DECLINED],
    )
    first = answers.order_by().values("introduction").annotate(at=Min("answered_at")).values("at")
    rows = _asked_of_somebody(scope).annotate(replied_at=Subquery(first))
    return rows.filter(replied_at__isnull=False).annotate(took=_took("replied_at", "requested_at"))


def _introductions_to_decide(scope: Scope) -> QuerySet[Any]:
    return _asked_of_somebody(scope).exclude(state=Introduction.State.WITHDRAWN)


def decided_introductions(scope: Scope) -> QuerySet[Any]:
    """Asked in the time, and agreed to, declined or closed without an answer; not taken back."""
    rows = _introductions_to_decide(scope)
    rows = rows.annotate(settled_at=Coalesce("accepted_at", "over_at"))
    return rows.filter(settled_at__isnull=False).annotate(took=_took("settled_at", "requested_at"))


def _proposals(scope: Scope) -> QuerySet[Any]:
    """Received in the time."""
    rows = Proposal.objects.filter(
        scope.during("submitted_at"),
        scope.in_towns("municipality"),
        scope.about(Proposal, ("goals",), "fields"),
    ).exclude(state=Proposal.State.DRAFT)
    if scope.kind:
        rows = rows.filter(partner__in=Partner.objects.filter(scope.of_type("type")).values("pk"))
    return rows


def answered_proposals(scope: Scope) -> QuerySet[Any]:
    """Received in the time, and the city has written a message or decided."""
    written = Message.objects.from_side(Message.Side.CITY).filter(
        proposal=OuterRef("pk"), sent_at__gte=OuterRef("submitted_at")
    )
    first = written.order_by().values("proposal").annotate(at=Min("sent_at")).values("at")
    rows = _proposals(scope).annotate(replied_at=Least(Subquery(first), "decided_at"))
    return rows.filter(replied_at__isnull=False).annotate(took=_took("replied_at", "submitted_at"))


def _proposals_to_decide(scope: Scope) -> QuerySet[Any]:
    return _proposals(scope).exclude(state=Proposal.State.WITHDRAWN)


def decided_proposals(scope: Scope) -> QuerySet[Any]:
    """Received in the time, and accepted or declined."""
    decided = [Proposal.State.ACCEPTED, Proposal.State.DECLINED]
    rows = _proposals(scope).filter(state__in=decided, decided_at__isnull=False)
    return rows.annotate(took=_took("decided_at", "submitted_at"))


TIMES: tuple[Figure, ...] = (
    Figure(
        "introduction-reply",
        _("Introduction: first reply"),
        _(
            "From the moment an introduction is asked for to the first yes or no of a partner who "
            "was asked. It counts the time it lies with the office. What nobody has answered is "
            "not counted."
        ),
        answered_introductions,
    ),
    Figure(
        "introduction-decision",
        _("Introduction: decision"),
        _(
            "From the moment an introduction is asked for until it was agreed to or declined, or "
            "closed without an answer. What was taken back is not counted."
        ),
        decided_introductions,
    ),
    Figure(
        "proposal-reply",
        _("Proposal: first reply"),
        _(
            "From the moment a proposal is received to the first message of the municipality, or "
            "to its decision where it wrote none before. That it was opened is no reply."
        ),
        answered_proposals,
    ),
    Figure(
        "proposal-decision",
        _("Proposal: decision"),
        _(
            "From the moment a proposal is received until it is accepted or declined. What was "
            "withdrawn is not counted."
        ),
        decided_proposals,
    ),
)


def _asked_for(name: str, rows: Rows) -> Figure:
    """What the rows of the figure of this name are a part of: answered yet or not."""
    no_time = Cast(Value(None), DurationField())
    return Figure(f"{name}-asked", "", "", lambda scope: rows(scope).annotate(took=no_time))


ASKED: tuple[Figure, ...] = (
    _asked_for("introduction-reply", _asked_of_somebody),
    _asked_for("introduction-decision", _introductions_to_decide),
    _asked_for("proposal-reply", _proposals),
    _asked_for("proposal-decision", _proposals_to_decide),
)
KEPT_AS = kept_as("times", TIMES + ASKED)


@dataclass(frozen=True)
class Wait:
    """The median of a figure's rows; None where nothing, or too little, can be told. `asked` is
    how many there are with those that were not answered or decided yet.
    """

    figure: Figure
    median: timedelta | None
    rows: Shown
    asked: Shown
    lists_rows: bool

    @property
    def days(self) -> float | None:
        """The median in days, to a tenth."""
        return None if self.median is None else round(self.median / DAY, 1)

    @property
    def text(self) -> str:
        """“3.5 days”, “5 hours”, “–”."""
        return "–" if self.median is None else in_words(self.median)


def in_words(took: timedelta) -> str:
    """Days to a tenth; below one day hours, in whole numbers."""
    hours = round(took / timedelta(hours=1))
    if not hours:
        return gettext("less than an hour")
    if took < DAY:
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return gettext("%(days)s days") % {"days": f"{took / DAY:,.1f}"}


def waits(scope: Scope) -> tuple[list[Wait], datetime]:
    """The medians, and when they were worked out. The public is told none of too few rows."""
    found, at = kept(KEPT_AS, scope, lambda: known_medians(TIMES + ASKED, scope))
    return [
        _wait(figure, scope, *found[figure.name], found[asked.name][0])
        for figure, asked in zip(TIMES, ASKED, strict=True)
    ], at


def _wait(
    figure: Figure,
    scope: Scope,
    number: int | None,
    median: timedelta | None,
    asked: int | None,
) -> Wait:
    rows, out_of = (told(figure, each, scope) for each in (number, asked))
    return Wait(figure, median, rows, out_of, may_list(figure, scope))
