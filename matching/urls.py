from django.urls import path

from matching.views import (
    board,
    brokering,
    comparisons,
    desk,
    feedback,
    hints,
    introduction_settings,
    introduction_steps,
    introductions,
    replies,
    suggestions,
    unasked,
)

app_name = "matching"

urlpatterns = [
    path(
        "listings/<int:pk>/suggestions/",
        suggestions.listing_suggestions,
        name="listing_suggestions",
    ),
    path(
        "challenges/<slug:slug>/suggestions/",
        suggestions.challenge_suggestions,
        name="challenge_suggestions",
    ),
    path(
        "listings/<int:pk>/suggestions/<slug:candidate>/",
        comparisons.listing_comparison,
        name="listing_comparison",
    ),
    path(
        "challenges/<slug:slug>/suggestions/<slug:candidate>/",
        comparisons.challenge_comparison,
        name="challenge_comparison",
    ),
    path(
        "listings/<int:pk>/suggestions/<slug:candidate>/answer/",
        feedback.listing_feedback,
        name="listing_feedback",
    ),
    path(
        "challenges/<slug:slug>/suggestions/<slug:candidate>/answer/",
        feedback.challenge_feedback,
        name="challenge_feedback",
    ),
    path("matching/hints/<str:side>/", hints.hints, name="hints"),
    path(
        "introductions/reply/<str:token>/",
        replies.introduction_reply,
        name="introduction_reply",
    ),
    path(
        "introductions/follow-up/<str:token>/",
        replies.introduction_follow_up,
        name="introduction_follow_up",
    ),
    path("desk/matching/", desk.policy, name="policy"),
    path(
        "listings/<int:pk>/talk/<int:other>/",
        introductions.introduction_ask,
        name="introduction_ask",
    ),
    path("my/introductions/", introductions.introduction_list, name="introduction_list"),
    path(
        "my/introductions/settings/",
        introduction_settings.introduction_settings,
        name="introduction_settings",
    ),
    path(
        "my/introductions/resume/",
        introduction_settings.introduction_resume,
        name="introduction_resume",
    ),
    path(
        "my/introductions/blocks/<slug:slug>/",
        introduction_settings.partner_block,
        name="partner_block",
    ),
    path(
        "my/introductions/blocks/<slug:slug>/end/",
        introduction_settings.partner_unblock,
        name="partner_unblock",
    ),
    path("introductions/<int:pk>/", introductions.introduction_detail, name="introduction_detail"),
    path(
        "introductions/<int:pk>/answer/",
        introduction_steps.introduction_answer,
        name="introduction_answer",
    ),
    path(
        "introductions/<int:pk>/withdraw/",
        introduction_steps.introduction_withdraw,
        name="introduction_withdraw",
    ),
    path(
        "introductions/<int:pk>/met/", introduction_steps.introduction_met, name="introduction_met"
    ),
    path(
        "introductions/<int:pk>/outcome/",
        introduction_steps.introduction_outcome,
        name="introduction_outcome",
    ),
    path("desk/introductions/", board.introduction_board, name="introduction_board"),
    path("desk/introductions/export/", board.introduction_export, name="introduction_export"),
    path("desk/introductions/needs/", unasked.needs_unmatched, name="needs_unmatched"),
    path("desk/introductions/seeds/", unasked.seeds_unasked, name="seeds_unasked"),
    path(
        "desk/introductions/propose/", brokering.introduction_propose, name="introduction_propose"
    ),
    path("desk/introductions/propose/note/", brokering.introduction_send, name="introduction_send"),
    path(
        "desk/introductions/<int:pk>/forward/",
        brokering.introduction_forward,
        name="introduction_forward",
    ),
    path(
        "desk/introductions/<int:pk>/refuse/",
        brokering.introduction_refuse,
        name="introduction_refuse",
    ),
]
