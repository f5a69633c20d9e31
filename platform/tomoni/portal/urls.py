from django.conf import settings
from django.urls import path

from tomoni.portal.views import health, mails, pages, rules, saved, search, visions, workplaces

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("feeds/<slug:place>/", saved.search_feed, name="search_feed"),
    path("my/", workplaces.my, name="my"),
    path("my/searches/", saved.saved_list, name="saved_list"),
    path("my/searches/new/", saved.saved_create, name="saved_create"),
    path("my/searches/<int:pk>/", saved.saved_open, name="saved_open"),
    path("my/searches/<int:pk>/edit/", saved.saved_edit, name="saved_edit"),
    path("my/searches/<int:pk>/delete/", saved.saved_delete, name="saved_delete"),
    path("searches/stop/<str:token>/", saved.saved_stop, name="saved_stop"),
    path("desk/", workplaces.desk, name="desk"),
    path("desk/rules/", rules.rules_edit, name="rules_edit"),
    path("desk/visions/", visions.vision_list, name="vision_list"),
    path("desk/visions/<int:pk>/", visions.vision_edit, name="vision_edit"),
    path("desk/visions/<int:pk>/retire/", visions.vision_retire, name="vision_retire"),
    path("goals/<int:number>/", pages.goal_detail, name="goal_detail"),
    path("fields/<slug:slug>/", pages.field_detail, name="field_detail"),
    path("m/<slug:slug>/", pages.municipality_detail, name="municipality_detail"),
    path("m/<slug:slug>/brand.css", pages.municipality_brand, name="municipality_brand"),
    path("m/<slug:slug>/logo/", pages.municipality_logo, name="municipality_logo"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("terms/", pages.terms, name="terms"),
    path("language/", pages.set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEBUG:
    urlpatterns += [
        path("dev/mail/", mails.dev_mail_list, name="dev_mail_list"),
        path("dev/mail/<str:name>/", mails.dev_mail_detail, name="dev_mail_detail"),
    ]
