"""Logos and pictures, to those who may see the row they belong to."""

import mimetypes

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from partners.models import Listing, Partner
from partners.pictures import picture_version

_YEAR, _MINUTES = 31_536_000, 300  # seconds


@require_safe
@login_not_required
def partner_logo(request: HttpRequest, slug: str) -> FileResponse:
    """The logo of a partner."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
    return _picture(request, partner.logo, is_public=partner.is_approved)


@require_safe
@login_not_required
def listing_image(request: HttpRequest, pk: int) -> FileResponse:
    """The picture of a need or seed."""
    listings = Listing.objects.visible_to(request.user).select_related("partner")
    listing = get_object_or_404(listings, pk=pk)
    return _picture(request, listing.image, is_public=listing.is_public)


def _picture(request: HttpRequest, picture: FieldFile, *, is_public: bool) -> FileResponse:
    """The file, cached for good where everybody may have it and the address names this very one."""
    if not picture:
        raise Http404
    try:
        file = picture.open()
    except FileNotFoundError as error:
        raise Http404 from error
    content_type = mimetypes.guess_type(picture.name or "")[0] or "application/octet-stream"
    response = FileResponse(file, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    names_this = request.GET.get("v") == picture_version(picture)
    response["Cache-Control"] = _caching(is_public=is_public, is_final=names_this)
    return response


def _caching(*, is_public: bool, is_final: bool) -> str:
    if not is_public:
        return "private, no-cache"
    return f"public, max-age={_YEAR}, immutable" if is_final else f"public, max-age={_MINUTES}"
