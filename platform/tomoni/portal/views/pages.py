"""The pages that everybody comes through: front page, goals, fields, municipalities, texts."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from partners.views.pictures import picture_response
from tomoni.accounts.adapter import CONSENT_TEXT_VERSION
from tomoni.htmx import render
from tomoni.municipalities.models import Municipality
from tomoni.portal import front
from tomoni.portal.open_data.licence import licence
from tomoni.taxonomy.models import Field, Goal

_TWO_YEARS = 60 * 60 * 24 * 365 * 2


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is lacking and what can be given meet: the doors, one real match, what is open now."""
    return render(request, "portal/home.html", front.front_page())


@login_not_required
@require_safe
def goal_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that names one of the seventeen goals."""
    goal = get_object_or_404(Goal, pk=number)
    context = {"goal": goal, **front.about("goal", str(number))}
    return render(request, "portal/goal_detail.html", context)


@login_not_required
@require_safe
def field_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything in one administrative field."""
    field = get_object_or_404(Field, slug=slug)
    context = {"field": field, **front.about("field", slug)}
    return render(request, "portal/field_detail.html", context)


@login_not_required
@require_safe
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The front page of one municipality: its greeting, visions, challenges, partners, contacts."""
    municipality = get_object_or_404(Municipality, slug=slug)
    context = front.about_municipality(municipality)
    return render(request, "portal/municipality_detail.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def municipality_brand(request: HttpRequest, slug: str) -> HttpResponse:
    """The municipality's own colour as a style sheet; empty where it is too pale to be read."""
    municipality = get_object_or_404(Municipality, slug=slug)
    return HttpResponse(front.brand_css(municipality.brand_colour), content_type="text/css")


@login_not_required
@require_safe
def municipality_logo(request: HttpRequest, slug: str) -> FileResponse:
    """The municipality's logo; 404 where it has none."""
    municipality = get_object_or_404(Municipality, slug=slug)
    return picture_response(request, municipality.logo, is_public=True)


def _text_page(request: HttpRequest, name: str) -> HttpResponse:
    language = "ja" if translation.get_language() == "ja" else "en"
    context = {
        "text_template": f"portal/_{name}_{language}.html",
        "licence": licence(),
        "consent_version": CONSENT_TEXT_VERSION,
    }
    return render(request, f"portal/{name}.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we do so that everybody can use it, and whom to tell where we fail."""
    return _text_page(request, "accessibility")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is kept, for what, how long, and how to have it deleted."""
    return _text_page(request, "privacy")


@login_not_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The rules of use."""
    return _text_page(request, "terms")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and with the person who is logged in."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if language in dict(settings.LANGUAGES):
        _remember(request, response, language)
    return response


def _remember(request: HttpRequest, response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_TWO_YEARS,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])


def _back(request: HttpRequest) -> str:
    """The page the reader came from, only where it is one of ours."""
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else "/"
