"""Logos, pictures and documents, to those who may see the row they belong to."""

import mimetypes
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from partners.models import AgreementFile, Listing, ListingFile, Partner
from partners.pictures import picture_version
from partners.publishing.attaching import FIELD
from tomoni.accounts.models import DraftFile

_YEAR, _MINUTES = 31_536_000, 300  # seconds


@require_safe
@login_not_required
def partner_logo(request: HttpRequest, slug: str) -> FileResponse:
    """The logo of a partner."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
    return picture_response(request, partner.logo, is_public=partner.is_approved)


@require_safe
@login_not_required
def listing_image(request: HttpRequest, pk: int) -> FileResponse:
    """The picture of a need or seed."""
    listings = Listing.objects.visible_to(request.user).select_related("partner")
    listing = get_object_or_404(listings, pk=pk)
    return picture_response(request, listing.image, is_public=listing.is_public)


@require_safe
@login_not_required
def listing_file(request: HttpRequest, pk: int, token: UUID) -> FileResponse:
    """A picture or document of a need or seed; documents are never shown as a page of ours."""
    listings = Listing.objects.visible_to(request.user).select_related("partner")
    listing = get_object_or_404(listings, pk=pk)
    row = get_object_or_404(ListingFile, token=token, listing=listing)
    return handed_out(row, is_public=listing.is_public and row.is_picture)


@require_safe
def listing_draft_picture(request: HttpRequest, token: UUID) -> FileResponse:
    """A picture the person has just sent, to be seen while its description is written."""
    rows = DraftFile.objects.filter(draft__user=request.user.pk, draft__sent_at=None, field=FIELD)
    row = get_object_or_404(rows, token=token)
    if not row.is_picture:
        raise Http404
    return handed_out(row, is_public=False)


def handed_out(row: ListingFile | DraftFile | AgreementFile, *, is_public: bool) -> FileResponse:
    """A file by its own name: a picture as it is, anything else as a download."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not row.is_picture,
        filename=row.name,
        content_type=row.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing a reader may lose the right to is left in a cache.
    response["Cache-Control"] = _caching(is_public=is_public, is_final=False)
    return response


def picture_response(request: HttpRequest, picture: FieldFile, *, is_public: bool) -> FileResponse:
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
