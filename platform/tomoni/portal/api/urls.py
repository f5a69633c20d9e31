from django.urls import include, path, re_path

from tomoni.portal.api import site
from tomoni.portal.views import api

app_name = "api"

urlpatterns = [
    path("v1/", include(site.urlpatterns())),
    re_path(r"^(?P<rest>(?s:.)*)$", api.api_unknown, name="api_unknown"),
]
