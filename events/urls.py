from django.urls import path

from events.views import desk, participation, public

app_name = "events"

urlpatterns = [
    path("events/", public.event_list, name="event_list"),
    path("events/<slug:slug>/", public.event_detail, name="event_detail"),
    path("events/<slug:slug>/tables/", public.event_tables, name="event_tables"),
    path("events/<slug:slug>/register/", participation.event_register, name="event_register"),
    path(
        "events/<slug:slug>/register/confirm/",
        participation.event_register_confirm,
        name="event_register_confirm",
    ),
    path("events/<slug:slug>/registered/", participation.event_registered, name="event_registered"),
    path(
        "events/<slug:slug>/cancel/", participation.registration_cancel, name="registration_cancel"
    ),
    path("my/events/", participation.my_registrations, name="my_registrations"),
    path("desk/events/", desk.event_queue, name="event_queue"),
    path("desk/events/<slug:slug>/", desk.event_participants, name="event_participants"),
    path("desk/events/<slug:slug>/announce/", desk.event_announce, name="event_announce"),
    path("desk/events/<slug:slug>/cancel/", desk.event_cancel, name="event_cancel"),
]
