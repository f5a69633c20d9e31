"""Every address. The apps own theirs; this page only puts them together."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Tomoni"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("tomoni.portal.urls")),
    path("api/", include("tomoni.portal.api.urls")),
    path("", include("tomoni.notices.urls")),
    path("", include("partners.urls")),
    path("", include("challenges.urls")),
    path("", include("matching.urls")),
    path("", include("events.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "tomoni.portal.views.errors.bad_request"
handler403 = "tomoni.portal.views.errors.permission_denied"
handler404 = "tomoni.portal.views.errors.page_not_found"
handler429 = "tomoni.portal.views.errors.too_many_requests"  # asked for by django-allauth
handler500 = "tomoni.portal.views.errors.server_error"
