from django.conf import settings
from django.urls import path

from tomoni.portal.views import (
    api,
    health,
    insights,
    insights_desk,
    machines,
    mails,
    open_data,
    pages,
    provenance,
    rules,
    saved,
    search,
    visions,
    workplaces,
)

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("feeds/events.ics", machines.events_calendar, name="events_calendar"),
    path("feeds/deadlines.ics", machines.deadlines_calendar, name="deadlines_calendar"),
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
    path("insights/", insights.insight_overview, name="insight_overview"),
    path("insights/rows/<slug:name>/", insights.insight_rows, name="insight_rows"),
    path("insights/funnel.csv", insights.insight_funnel, name="insight_funnel"),
    path("insights/times.csv", insights.insight_times, name="insight_times"),
    path("insights/demand/", insights.insight_demand, name="insight_demand"),
    path("insights/demand.csv", insights.insight_demand_file, name="insight_demand_file"),
    path("insights/network/", insights.insight_network, name="insight_network"),
    path("insights/network.csv", insights.insight_network_file, name="insight_network_file"),
    path("desk/insights/", insights_desk.insight_desk, name="insight_desk"),
    path(
        "desk/insights/rows/<slug:name>/",
        insights_desk.insight_desk_rows,
        name="insight_desk_rows",
    ),
    path("desk/insights/funnel.csv", insights_desk.insight_desk_funnel, name="insight_desk_funnel"),
    path("desk/insights/times.csv", insights_desk.insight_desk_times, name="insight_desk_times"),
    path(
        "desk/insights/network.csv",
        insights_desk.insight_desk_network_file,
        name="insight_desk_network_file",
    ),
    path(
        "desk/insights/network/",
        insights_desk.insight_desk_network,
        name="insight_desk_network",
    ),
    path("desk/insights/meetings/", insights_desk.insight_meetings, name="insight_meetings"),
    path(
        "desk/insights/meetings.csv",
        insights_desk.insight_meetings_file,
        name="insight_meetings_file",
    ),
    path("desk/insights/report/", insights_desk.insight_report, name="insight_report"),
    path(
        "desk/insights/report.xlsx", insights_desk.insight_report_file, name="insight_report_file"
    ),
    path("goals/<int:number>/", pages.goal_detail, name="goal_detail"),
    path("fields/<slug:slug>/", pages.field_detail, name="field_detail"),
    path("m/<slug:slug>/", pages.municipality_detail, name="municipality_detail"),
    path("m/<slug:slug>/brand.css", pages.municipality_brand, name="municipality_brand"),
    path("m/<slug:slug>/logo/", pages.municipality_logo, name="municipality_logo"),
    path("provenance/<slug:kind>/<int:pk>/", provenance.provenance, name="provenance"),
    path("open-data/", open_data.dataset_list, name="dataset_list"),
    path("open-data/<slug:name>/", open_data.dataset_detail, name="dataset_detail"),
    path("open-data/<slug:name>.<slug:suffix>", open_data.dataset_file, name="dataset_file"),
    path(
        "open-data/<slug:city>/<slug:name>.<slug:suffix>",
        open_data.dataset_city_file,
        name="dataset_city_file",
    ),
    path("api/v1/", api.api_docs, name="api_docs"),
    path("api/v1/openapi.json", api.api_schema, name="api_schema"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("terms/", pages.terms, name="terms"),
    path("language/", pages.set_language, name="set_language"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEBUG:
    urlpatterns += [
        path("dev/mail/", mails.dev_mail_list, name="dev_mail_list"),
        path("dev/mail/<str:name>/", mails.dev_mail_detail, name="dev_mail_detail"),
    ]
