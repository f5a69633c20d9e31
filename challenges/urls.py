from django.urls import path

from challenges.views import (
    asking,
    calendars,
    call_steps,
    calls,
    continuing,
    desk_assigning,
    desk_challenges,
    desk_committee,
    desk_criteria,
    desk_notes,
    desk_outcome,
    desk_proposals,
    desk_questions,
    desk_review,
    desk_screening,
    desk_steps,
    desk_unanswered,
    drafts,
    free,
    interviews,
    inviting,
    joint,
    offers,
    proposals,
    proposing,
    public,
    record,
    revising,
    talking,
    versions_aside,
)

app_name = "challenges"

urlpatterns = [
    path("challenges/", public.challenge_list, name="challenge_list"),
    path("challenges/<slug:slug>/", public.challenge_detail, name="challenge_detail"),
    path("challenges/<slug:slug>/propose/", proposing.proposal_create, name="proposal_create"),
    path(
        "challenges/<slug:slug>/propose/confirm/",
        proposing.proposal_confirm,
        name="proposal_confirm",
    ),
    path("challenges/<slug:slug>/ask/", asking.question_ask, name="question_ask"),
    path("challenges/<slug:slug>/follow/", asking.challenge_follow, name="challenge_follow"),
    path("offers/<str:receipt>/", offers.offer_detail, name="offer_detail"),
    path("offers/<str:receipt>/done/", offers.offer_done, name="offer_done"),
    path("offers/<str:receipt>/reply/", offers.offer_reply, name="offer_reply"),
    path("offers/<str:receipt>/withdraw/", offers.offer_withdraw, name="offer_withdraw"),
    path("my/calls/", calls.call_list, name="call_list"),
    path("my/calls/new/", calls.call_create, name="call_create"),
    path("my/calls/new/confirm/", calls.call_create_confirm, name="call_create_confirm"),
    path("my/calls/<slug:slug>/", calls.call_workplace, name="call_workplace"),
    path("my/calls/<slug:slug>/edit/", calls.call_edit, name="call_edit"),
    path("my/calls/<slug:slug>/edit/confirm/", calls.call_edit_confirm, name="call_edit_confirm"),
    path("my/calls/<slug:slug>/steps/<str:step>/", call_steps.call_step, name="call_step"),
    path("my/calls/<slug:slug>/tell/<str:step>/", call_steps.call_tell, name="call_tell"),
    path("desk/calls/", offers.call_queue, name="call_queue"),
    path("desk/calls/<slug:slug>/", call_steps.call_check, name="call_check"),
    path("desk/calls/<slug:slug>/publish/", call_steps.call_publish, name="call_publish"),
    path("desk/calls/<slug:slug>/return/", call_steps.call_return, name="call_return"),
    path("desk/calls/<slug:slug>/offer/", offers.offer_create, name="offer_create"),
    path("desk/calls/<slug:slug>/offer/confirm/", offers.offer_confirm, name="offer_confirm"),
    path("free-proposals/", free.free_list, name="free_list"),
    path("m/<slug:slug>/propose/", free.free_create, name="free_create"),
    path("m/<slug:slug>/propose/confirm/", free.free_confirm, name="free_confirm"),
    path("desk/free-proposals/", free.free_rule, name="free_rule"),
    path("proposals/<str:receipt>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<str:receipt>/done/", proposing.proposal_done, name="proposal_done"),
    path(
        "proposals/<str:receipt>/interview.ics",
        interviews.proposal_calendar,
        name="proposal_calendar",
    ),
    path("proposals/<str:receipt>/files/<int:pk>/", proposals.proposal_file, name="proposal_file"),
    path("proposals/<str:receipt>/print/", record.proposal_print, name="proposal_print"),
    path("proposals/<str:receipt>/openings/", record.proposal_openings, name="proposal_openings"),
    path("proposals/<str:receipt>/revise/", revising.proposal_revise, name="proposal_revise"),
    path(
        "proposals/<str:receipt>/revise/confirm/",
        revising.proposal_revise_confirm,
        name="proposal_revise_confirm",
    ),
    path(
        "proposals/<str:receipt>/versions/<int:number>/",
        revising.proposal_version,
        name="proposal_version",
    ),
    path(
        "proposals/<str:receipt>/withdraw/", proposals.proposal_withdraw, name="proposal_withdraw"
    ),
    path(
        "my/proposals/drafts/<uuid:token>/both/",
        versions_aside.proposal_draft_both,
        name="proposal_draft_both",
    ),
    path(
        "my/proposals/drafts/<uuid:token>/partners/",
        joint.proposal_partners,
        name="proposal_partners",
    ),
    path("my/proposals/joint/<int:pk>/", joint.joint_answer, name="joint_answer"),
    path("my/proposals/joint/<int:pk>/leave/", joint.joint_leave, name="joint_leave"),
    path("my/proposals/joint/<int:pk>/take-out/", joint.joint_take_out, name="joint_take_out"),
    path("my/proposals/drafts/<uuid:token>/", drafts.proposal_draft, name="proposal_draft"),
    path("proposals/<str:receipt>/messages/", talking.proposal_messages, name="proposal_messages"),
    path(
        "proposals/<str:receipt>/messages/files/<uuid:token>/",
        talking.message_file,
        name="message_file",
    ),
    path("proposals/<str:receipt>/project/", continuing.project_start, name="project_start"),
    path("my/proposals/", proposals.my_proposals, name="my_proposals"),
    path("desk/challenges/", desk_challenges.challenge_queue, name="challenge_queue"),
    path("desk/challenges/new/", desk_challenges.challenge_create, name="challenge_create"),
    path(
        "desk/challenges/new/confirm/",
        desk_challenges.challenge_create_confirm,
        name="challenge_create_confirm",
    ),
    path(
        "desk/challenges/new/preview/",
        desk_challenges.challenge_new_preview,
        name="challenge_new_preview",
    ),
    path(
        "desk/challenges/<slug:slug>/edit/preview/",
        desk_challenges.challenge_edit_preview,
        name="challenge_edit_preview",
    ),
    path("desk/challenges/<slug:slug>/", desk_challenges.challenge_desk, name="challenge_desk"),
    path(
        "desk/challenges/<slug:slug>/edit/", desk_challenges.challenge_edit, name="challenge_edit"
    ),
    path(
        "desk/challenges/<slug:slug>/edit/confirm/",
        desk_challenges.challenge_edit_confirm,
        name="challenge_edit_confirm",
    ),
    path(
        "desk/challenges/<slug:slug>/ask-review/",
        desk_review.challenge_ask_review,
        name="challenge_ask_review",
    ),
    path(
        "desk/challenges/<slug:slug>/take-back/",
        desk_review.challenge_take_back,
        name="challenge_take_back",
    ),
    path(
        "desk/challenges/<slug:slug>/return/", desk_review.challenge_return, name="challenge_return"
    ),
    path("desk/challenges/<slug:slug>/open/", desk_review.challenge_open, name="challenge_open"),
    path(
        "desk/challenges/<slug:slug>/retell/<slug:what>/",
        desk_outcome.challenge_retell,
        name="challenge_retell",
    ),
    path("desk/challenges/<slug:slug>/close/", desk_steps.challenge_close, name="challenge_close"),
    path(
        "desk/challenges/<slug:slug>/reopen/", desk_steps.challenge_reopen, name="challenge_reopen"
    ),
    path(
        "desk/challenges/<slug:slug>/extend/", desk_steps.challenge_extend, name="challenge_extend"
    ),
    path(
        "desk/challenges/<slug:slug>/select/",
        desk_outcome.challenge_select,
        name="challenge_select",
    ),
    path(
        "desk/challenges/<slug:slug>/decide/",
        desk_outcome.challenge_decide,
        name="challenge_decide",
    ),
    path(
        "desk/challenges/<slug:slug>/start/", desk_outcome.challenge_start, name="challenge_start"
    ),
    path(
        "desk/challenges/<slug:slug>/complete/",
        desk_outcome.challenge_complete,
        name="challenge_complete",
    ),
    path(
        "desk/challenges/<slug:slug>/cancel/", desk_steps.challenge_cancel, name="challenge_cancel"
    ),
    path("desk/challenges/<slug:slug>/copy/", desk_steps.challenge_copy, name="challenge_copy"),
    path(
        "desk/challenges/<slug:slug>/criteria/", desk_criteria.criteria_edit, name="criteria_edit"
    ),
    path(
        "desk/challenges/<slug:slug>/reviewers/",
        desk_criteria.reviewers_edit,
        name="reviewers_edit",
    ),
    path(
        "desk/challenges/<slug:slug>/screening/",
        desk_screening.screening_board,
        name="screening_board",
    ),
    path(
        "desk/challenges/<slug:slug>/screening/print/",
        desk_committee.screening_print,
        name="screening_print",
    ),
    path(
        "desk/challenges/<slug:slug>/screening/export/",
        desk_committee.screening_export,
        name="screening_export",
    ),
    path(
        "desk/challenges/<slug:slug>/screening/close/",
        desk_screening.screening_close,
        name="screening_close",
    ),
    path(
        "desk/proposals/<str:receipt>/score/", desk_screening.proposal_score, name="proposal_score"
    ),
    path(
        "desk/proposals/<str:receipt>/interview/",
        interviews.proposal_interview,
        name="proposal_interview",
    ),
    path(
        "desk/proposals/<str:receipt>/conflicts/<int:pk>/lift/",
        desk_screening.conflict_lift,
        name="conflict_lift",
    ),
    path("desk/assign/<str:kind>/<int:pk>/", desk_assigning.task_assign, name="task_assign"),
    path("desk/challenges/<slug:slug>/notes/", desk_notes.challenge_notes, name="challenge_notes"),
    path("desk/proposals/<str:receipt>/notes/", desk_notes.proposal_notes, name="proposal_notes"),
    path("desk/challenges/<slug:slug>/invite/", inviting.challenge_invite, name="challenge_invite"),
    path("invited/stop/<str:token>/", inviting.invitation_stop, name="invitation_stop"),
    path("desk/unanswered/", desk_unanswered.unanswered_list, name="unanswered_list"),
    path("feeds/challenges.ics", calendars.challenge_calendar, name="challenge_calendar"),
    path("feeds/followed/<str:token>.ics", calendars.followed_calendar, name="followed_calendar"),
    path("my/calendar/", calendars.calendar_page, name="calendar_page"),
    path("desk/questions/", desk_questions.question_queue, name="question_queue"),
    path("desk/questions/<int:pk>/", desk_questions.question_answer, name="question_answer"),
    path("desk/proposals/", desk_proposals.proposal_queue, name="proposal_queue"),
    path(
        "desk/proposals/<str:receipt>/screen/",
        desk_proposals.proposal_screen,
        name="proposal_screen",
    ),
    path(
        "desk/proposals/<str:receipt>/accept/",
        desk_proposals.proposal_accept,
        name="proposal_accept",
    ),
    path(
        "desk/proposals/<str:receipt>/decline/",
        desk_proposals.proposal_decline,
        name="proposal_decline",
    ),
]
