"""The desk: the news of the municipality's partners, hidden with a reason and shown again."""

from django.contrib import messages
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.forms import HideForm
from partners.models import News, Partner
from partners.publishing import bulletin
from partners.record.history import news_history
from tomoni.accounts.models import User
from tomoni.filters import Cases, Sort, browse, by_choices, by_municipality
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole

_EDITOR = StaffRole.Role.EDITOR


def _is_over() -> Q:
    return Q(ended_at__isnull=False) | Q(ends_on__lt=timezone.localdate())


def _is_hidden() -> Q:
    return Q(hidden_at__isnull=False)


def _is_shown() -> Q:
    return ~_is_over() & ~_is_hidden() & Q(partner__state=Partner.State.APPROVED)


FILTERS = (
    Cases(
        "state",
        gettext_lazy("State"),
        (
            ("asked", gettext_lazy("asks to be shown again"), lambda: Q(asked_at__isnull=False)),
            ("shown", gettext_lazy("shown"), _is_shown),
            ("hidden", gettext_lazy("hidden"), _is_hidden),
            ("over", gettext_lazy("over"), _is_over),
        ),
    ),
    by_choices("kind", gettext_lazy("Kind"), News.Kind, "kind"),
    by_municipality("partner__municipality"),
)
SORTS = (
    Sort("asked", gettext_lazy("requests first"), "turn", "-published_at", "-pk"),
    Sort("new", gettext_lazy("newest"), "-published_at", "-pk"),
)
_TURN = Case(When(asked_at__isnull=False, then=Value(0)), default=Value(1))


@require_safe
def news_queue(request: HttpRequest) -> HttpResponse:
    """All news of the partners of the person's municipalities, past ones too."""
    require_staff(request)
    towns = municipalities_of_staff(request)
    rows = News.objects.filter(partner__municipality__in=towns).annotate(turn=_TURN)
    found = browse(request, rows.select_related("partner"), FILTERS, SORTS, per_page=50)
    context = {
        "found": found,
        "decides": {town.pk for town in municipalities_of_staff(request, at_least=_EDITOR)},
    }
    return render(request, "partners/news_queue.html", context, partials=["news_queue_rows"])


@require_http_methods(["GET", "POST"])
@idempotent
def news_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of sight with a reason."""
    news = _news_of_desk(request, pk)
    form = HideForm(request.POST or None)
    if not form.is_valid():
        context = {"news": news, "form": form, "history": news_history(news)}
        return render(request, "partners/news_hide.html", context)
    user: User = request.user  # type: ignore[assignment]
    try:
        bulletin.hide_news(news, by=user, reason=form.cleaned_data["reason"])
    except StateError:
        messages.warning(request, _("Somebody has hidden it already."))
    else:
        messages.success(request, _("It is hidden. The owners of the partner get a mail."))
    return redirect(news)


@require_POST
@idempotent
def news_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it again."""
    news = _news_of_desk(request, pk)
    user: User = request.user  # type: ignore[assignment]
    try:
        bulletin.show_news(news, by=user)
    except StateError:
        messages.warning(request, _("It is not hidden any more."))
    else:
        messages.success(request, _("It is shown again. The owners of the partner get a mail."))
    return redirect(news)


def _news_of_desk(request: HttpRequest, pk: int) -> News:
    """News of a partner of the person's municipality: 404, then 403."""
    require_staff(request)
    news = get_object_or_404(News.objects.select_related("partner__municipality"), pk=pk)
    require_staff(request, news.partner.municipality_id, at_least=_EDITOR)
    return news
