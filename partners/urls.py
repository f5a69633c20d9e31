from django.urls import path

from partners.views import (
    desk,
    fulfilling,
    listing_forms,
    listings,
    pictures,
    profile,
    public,
    still_valid,
)

app_name = "partners"

urlpatterns = [
    path("partners/", public.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", public.partner_detail, name="partner_detail"),
    path("partners/<slug:slug>/logo/", pictures.partner_logo, name="partner_logo"),
    path("listings/", public.listing_list, name="listing_list"),
    path("listings/<int:pk>/", public.listing_detail, name="listing_detail"),
    path("listings/<int:pk>/image/", pictures.listing_image, name="listing_image"),
    path("listings/<int:pk>/files/<uuid:token>/", pictures.listing_file, name="listing_file"),
    path(
        "listings/still-valid/<str:token>/",
        still_valid.listing_still_valid,
        name="listing_still_valid",
    ),
    path("needs/", public.need_list, name="need_list"),
    path("seeds/", public.seed_list, name="seed_list"),
    path("my/partner/", profile.partner_form, name="partner_form"),
    path("my/partner/confirm/", profile.partner_confirm, name="partner_confirm"),
    path("my/partner/done/<str:receipt>/", profile.partner_done, name="partner_done"),
    path("my/listings/", listings.my_listings, name="my_listings"),
    path("my/listings/new/<str:side>/", listing_forms.listing_create, name="listing_create"),
    path(
        "my/listings/new/<str:side>/confirm/",
        listing_forms.listing_create_confirm,
        name="listing_create_confirm",
    ),
    path(
        "my/listings/new/<str:side>/example/", listing_forms.listing_example, name="listing_example"
    ),
    path(
        "my/listings/pictures/<uuid:token>/",
        pictures.listing_draft_picture,
        name="listing_draft_picture",
    ),
    path("my/listings/<int:pk>/edit/", listing_forms.listing_edit, name="listing_edit"),
    path(
        "my/listings/<int:pk>/edit/confirm/",
        listing_forms.listing_edit_confirm,
        name="listing_edit_confirm",
    ),
    path("my/listings/<int:pk>/done/", listing_forms.listing_done, name="listing_done"),
    path("my/listings/<int:pk>/pause/", listings.listing_pause, name="listing_pause"),
    path("my/listings/<int:pk>/resume/", listings.listing_resume, name="listing_resume"),
    path("my/listings/<int:pk>/fulfil/", fulfilling.listing_fulfil, name="listing_fulfil"),
    path("my/listings/<int:pk>/copy/", listings.listing_copy, name="listing_copy"),
    path("desk/partners/", desk.partner_queue, name="partner_queue"),
    path("desk/partners/<slug:slug>/", desk.partner_review, name="partner_review"),
    path("desk/partners/<slug:slug>/approve/", desk.partner_approve, name="partner_approve"),
    path("desk/partners/<slug:slug>/return/", desk.partner_return, name="partner_return"),
]
