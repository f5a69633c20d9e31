"""The addresses of the platform, and the router of the figures as the interface mounts it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from ninja import NinjaAPI

from tomoni.portal.insights.api import router
from tomoni.urls import urlpatterns as product_urls

api = NinjaAPI(urls_namespace="insights-test", docs_url=None)
api.add_router("/insights", router)
routes, app, namespace = api.urls
for route in routes:
    route.callback = login_not_required(route.callback)
urlpatterns = [path("api/v1/", (routes, app, namespace)), *product_urls]
