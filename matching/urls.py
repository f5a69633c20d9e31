from django.urls import path

from matching.views import comparisons, desk, hints, suggestions

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
    path("matching/hints/<str:side>/", hints.hints, name="hints"),
    path("desk/matching/", desk.policy, name="policy"),
]
