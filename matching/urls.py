from django.urls import path

from matching import views

app_name = "matching"

urlpatterns = [
    path("listings/<int:pk>/suggestions/", views.listing_suggestions, name="listing_suggestions"),
    path(
        "challenges/<slug:slug>/suggestions/",
        views.challenge_suggestions,
        name="challenge_suggestions",
    ),
]
