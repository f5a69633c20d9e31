from django.urls import path

from tomoni.notices import views

app_name = "notices"

urlpatterns = [
    path("my/notices/", views.notice_list, name="notice_list"),
    path("my/notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("my/notices/read/", views.notices_read, name="notices_read"),
    path("my/notices/address/", views.address_retry, name="address_retry"),
    path("my/notices/preferences/", views.pace_edit, name="pace_edit"),
    path("notices/preferences/<str:token>/", views.pace_link, name="pace_link"),
    path("notices/stop/<str:token>/", views.notice_stop, name="notice_stop"),
]
