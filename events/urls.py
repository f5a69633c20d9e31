from django.urls import path

from events.views import (
    again,
    attending,
    consulting,
    day,
    desk,
    desk_reports,
    follow_ups,
    hosting,
    introducing,
    noting,
    participation,
    pitch_desk,
    pitch_pages,
    pitching,
    preparing,
    preparing_parts,
    promoting,
    public,
    questionnaire,
    reports,
    seating,
)

app_name = "events"

urlpatterns = [
    path("events/", public.event_list, name="event_list"),
    path("events/calendar.ics", promoting.event_list_calendar, name="event_list_calendar"),
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
    path("desk/events/new/", preparing.event_create, name="event_create"),
    path("desk/events/new/confirm/", preparing.event_create_confirm, name="event_create_confirm"),
    path("desk/events/<slug:slug>/", desk.event_participants, name="event_participants"),
    path("desk/events/<slug:slug>/announce/", desk.event_announce, name="event_announce"),
    path("desk/events/<slug:slug>/cancel/", desk.event_cancel, name="event_cancel"),
    path("events/<slug:slug>/poster/", promoting.event_poster, name="event_poster"),
    path("events/<slug:slug>/calendar.ics", promoting.event_calendar, name="event_calendar"),
    path("registrations/cancel/<str:token>/", attending.cancel_link, name="cancel_link"),
    path("desk/events/<slug:slug>/edit/", preparing.event_edit, name="event_edit"),
    path(
        "desk/events/<slug:slug>/edit/confirm/",
        preparing.event_edit_confirm,
        name="event_edit_confirm",
    ),
    path("desk/events/<slug:slug>/next/", preparing.event_copy, name="event_copy"),
    path(
        "desk/events/<slug:slug>/programme/", preparing_parts.programme_edit, name="programme_edit"
    ),
    path("desk/events/<slug:slug>/duties/", preparing_parts.duties_edit, name="duties_edit"),
    path("desk/events/<slug:slug>/tables/", preparing_parts.table_list, name="table_list"),
    path("desk/events/<slug:slug>/tables/new/", preparing_parts.table_create, name="table_create"),
    path("desk/events/<slug:slug>/tables/<int:pk>/", preparing_parts.table_edit, name="table_edit"),
    path(
        "desk/events/<slug:slug>/tables/<int:pk>/remove/",
        preparing_parts.table_remove,
        name="table_remove",
    ),
    path("desk/events/<slug:slug>/invite/", promoting.event_invite, name="event_invite"),
    path("desk/events/<slug:slug>/register/", attending.guest_register, name="guest_register"),
    path(
        "desk/events/<slug:slug>/registrations/<slug:receipt>/cancel/",
        attending.guest_cancel,
        name="guest_cancel",
    ),
    path(
        "events/<slug:slug>/registered/change/",
        attending.registration_change,
        name="registration_change",
    ),
    path(
        "desk/events/<slug:slug>/registrations/<str:receipt>/change/",
        attending.guest_change,
        name="guest_change",
    ),
    path("events/<slug:slug>/pitches/apply/", pitching.pitch_apply, name="pitch_apply"),
    path(
        "events/<slug:slug>/pitches/apply/confirm/",
        pitching.pitch_apply_confirm,
        name="pitch_apply_confirm",
    ),
    path("events/<slug:slug>/pitches/<int:pk>/", pitch_pages.pitch_detail, name="pitch_detail"),
    path("events/<slug:slug>/pitches/<int:pk>/done/", pitching.pitch_done, name="pitch_done"),
    path("events/<slug:slug>/pitches/<int:pk>/edit/", pitching.pitch_edit, name="pitch_edit"),
    path(
        "events/<slug:slug>/pitches/<int:pk>/edit/confirm/",
        pitching.pitch_edit_confirm,
        name="pitch_edit_confirm",
    ),
    path(
        "events/<slug:slug>/pitches/<int:pk>/slides/<uuid:token>/",
        pitch_pages.pitch_slides,
        name="pitch_slides",
    ),
    path(
        "events/<slug:slug>/pitches/<int:pk>/withdraw/",
        pitching.pitch_withdraw,
        name="pitch_withdraw",
    ),
    path("events/<slug:slug>/pitches/<int:pk>/help/", pitch_pages.pitch_help, name="pitch_help"),
    path(
        "events/<slug:slug>/pitches/<int:pk>/help/back/",
        pitch_pages.pitch_help_back,
        name="pitch_help_back",
    ),
    path("my/pitches/", pitching.my_pitches, name="my_pitches"),
    path("desk/events/<slug:slug>/pitches/", pitch_desk.pitch_queue, name="pitch_queue"),
    path("desk/events/<slug:slug>/pitches/order/", pitch_desk.pitch_order, name="pitch_order"),
    path(
        "desk/events/<slug:slug>/pitches/<int:pk>/choose/",
        pitch_desk.pitch_choose,
        name="pitch_choose",
    ),
    path(
        "desk/events/<slug:slug>/pitches/<int:pk>/take-back/",
        pitch_desk.pitch_take_back,
        name="pitch_take_back",
    ),
    path(
        "desk/events/<slug:slug>/pitches/<int:pk>/decline/",
        pitch_desk.pitch_decline,
        name="pitch_decline",
    ),
    path(
        "desk/events/<slug:slug>/pitches/<int:pk>/start/",
        pitch_desk.pitch_start,
        name="pitch_start",
    ),
    path("desk/events/<slug:slug>/pitches/<int:pk>/end/", pitch_desk.pitch_end, name="pitch_end"),
    path("desk/events/<slug:slug>/timer/", pitch_desk.pitch_timer, name="pitch_timer"),
    path("desk/events/<slug:slug>/timer/state/", pitch_desk.timer_state, name="timer_state"),
    path("events/<slug:slug>/now/", day.event_now, name="event_now"),
    path("desk/events/<slug:slug>/badges/", day.event_badges, name="event_badges"),
    path("desk/events/<slug:slug>/signs/", day.event_signs, name="event_signs"),
    path("events/<slug:slug>/check-in/", hosting.reception, name="reception"),
    path("events/<slug:slug>/check-in/list/", hosting.reception_list, name="reception_list"),
    path("events/<slug:slug>/check-in/sync/", hosting.reception_sync, name="reception_sync"),
    path(
        "events/<slug:slug>/check-in/worker.js", hosting.reception_worker, name="reception_worker"
    ),
    path("events/<slug:slug>/check-in/walk-in/", hosting.walk_in, name="walk_in"),
    path("events/<slug:slug>/check-in/<str:code>/", hosting.arrival, name="arrival"),
    path(
        "events/<slug:slug>/check-in/<str:code>/here/",
        hosting.arrival_check_in,
        name="arrival_check_in",
    ),
    path("events/<slug:slug>/check-in/<str:code>/undo/", hosting.arrival_undo, name="arrival_undo"),
    path(
        "events/<slug:slug>/check-in/<str:code>/table/", hosting.arrival_table, name="arrival_table"
    ),
    path(
        "events/<slug:slug>/check-in/<str:code>/wrong/",
        hosting.arrival_wrong,
        name="arrival_wrong",
    ),
    path("events/<slug:slug>/check-in/<str:code>/seat/", hosting.arrival_seat, name="arrival_seat"),
    path("desk/events/<slug:slug>/seating/", seating.event_seating, name="event_seating"),
    path("desk/events/<slug:slug>/seating/step/", seating.seating_step, name="seating_step"),
    path("desk/events/<slug:slug>/seating/change/", seating.seating_change, name="seating_change"),
    path("desk/events/<slug:slug>/seating/print/", seating.seating_print, name="seating_print"),
    path(
        "desk/events/<slug:slug>/seating/<int:pk>/", seating.seating_person, name="seating_person"
    ),
    path("events/<slug:slug>/notes/", noting.event_notes, name="event_notes"),
    path("events/<slug:slug>/tables/<int:number>/notes/", noting.table_notes, name="table_notes"),
    path(
        "events/<slug:slug>/tables/<int:number>/notes/write/", noting.note_write, name="note_write"
    ),
    path(
        "events/<slug:slug>/tables/<int:number>/notes/agree/",
        noting.notes_agree,
        name="notes_agree",
    ),
    path("events/<slug:slug>/notes/<int:pk>/edit/", noting.note_edit, name="note_edit"),
    path("events/<slug:slug>/notes/<int:pk>/step/", noting.note_step, name="note_step"),
    # After the meeting
    path("my/follow-ups/", follow_ups.my_follow_ups, name="my_follow_ups"),
    path(
        "events/<slug:slug>/follow-ups/new/", follow_ups.follow_up_create, name="follow_up_create"
    ),
    path("my/follow-ups/<int:pk>/", follow_ups.follow_up_detail, name="follow_up_detail"),
    path("my/follow-ups/<int:pk>/change/", follow_ups.follow_up_change, name="follow_up_change"),
    path("my/follow-ups/<int:pk>/done/", follow_ups.follow_up_finish, name="follow_up_finish"),
    path(
        "my/follow-ups/<int:pk>/hand-over/",
        follow_ups.follow_up_hand_over,
        name="follow_up_hand_over",
    ),
    path("my/follow-ups/<int:pk>/let-go/", follow_ups.follow_up_let_go, name="follow_up_let_go"),
    path("my/follow-ups/<int:pk>/take-up/", follow_ups.follow_up_take_up, name="follow_up_take_up"),
    path(
        "my/follow-ups/<int:pk>/introduction/",
        introducing.follow_up_introduce,
        name="follow_up_introduce",
    ),
    path("desk/events/<slug:slug>/follow-ups/", follow_ups.follow_up_queue, name="follow_up_queue"),
    path("events/<slug:slug>/again/", again.again_list, name="again_list"),
    path("events/<slug:slug>/again/<int:pk>/", again.again_wish, name="again_wish"),
    path(
        "events/<slug:slug>/again/<int:pk>/take-back/",
        again.again_take_back,
        name="again_take_back",
    ),
    path("desk/events/<slug:slug>/again/", again.again_queue, name="again_queue"),
    path("events/<slug:slug>/questionnaire/", questionnaire.questionnaire, name="questionnaire"),
    path(
        "desk/events/<slug:slug>/questionnaire/",
        questionnaire.questionnaire_results,
        name="questionnaire_results",
    ),
    # The consultation desk
    path("events/<slug:slug>/topics/", consulting.topic_list, name="topic_list"),
    path("events/<slug:slug>/topics/new/", consulting.topic_put, name="topic_put"),
    path("my/topics/<str:receipt>/", consulting.topic_detail, name="topic_detail"),
    path("my/topics/<str:receipt>/take-back/", consulting.topic_take_back, name="topic_take_back"),
    path(
        "my/topics/<str:receipt>/private/",
        consulting.topic_make_private,
        name="topic_make_private",
    ),
    path("my/topics/<str:receipt>/need/", consulting.topic_make_need, name="topic_make_need"),
    path("desk/events/<slug:slug>/topics/", consulting.topic_queue, name="topic_queue"),
    path("desk/topics/<str:receipt>/answer/", consulting.topic_answer, name="topic_answer"),
    path(
        "desk/topics/<str:receipt>/answered/",
        consulting.topic_answer_live,
        name="topic_answer_live",
    ),
    path("desk/topics/<str:receipt>/shown/", consulting.topic_show, name="topic_show"),
    # Reports
    path("reports/", reports.report_list, name="report_list"),
    path("reports/feed.atom", reports.report_feed, name="report_feed"),
    path("reports/<int:year>/<int:month>/", reports.report_month, name="report_month"),
    path("reports/tags/<str:tag>/", reports.report_tag, name="report_tag"),
    path("reports/photos/<uuid:token>/", reports.report_photo, name="report_photo"),
    path("reports/<slug:slug>/", reports.report_detail, name="report_detail"),
    path("desk/events/<slug:slug>/report/", desk_reports.report_desk, name="report_desk"),
    path("desk/events/<slug:slug>/report/begin/", desk_reports.report_begin, name="report_begin"),
    path("desk/events/<slug:slug>/report/edit/", desk_reports.report_edit, name="report_edit"),
    path(
        "desk/events/<slug:slug>/report/edit/confirm/",
        desk_reports.report_edit_confirm,
        name="report_edit_confirm",
    ),
    path(
        "desk/events/<slug:slug>/report/publish/",
        desk_reports.report_publish,
        name="report_publish",
    ),
    path(
        "desk/events/<slug:slug>/report/unpublish/",
        desk_reports.report_unpublish,
        name="report_unpublish",
    ),
    path(
        "desk/events/<slug:slug>/report/photos/", desk_reports.report_photos, name="report_photos"
    ),
    path(
        "desk/events/<slug:slug>/report/photos/<int:pk>/remove/",
        desk_reports.report_photo_remove,
        name="report_photo_remove",
    ),
    path("desk/events/<slug:slug>/effect/", desk_reports.event_effect, name="event_effect"),
]
