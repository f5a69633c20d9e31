"""Listings and partners keep the days by which they are put in order, as the block of their key: an
index then finds the newest rows that have a word, and those that close soon, without the others.
"""

from django.db import migrations

from tomoni.chosen_triggers import keep_days


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0025_more_chosen"),
    ]

    operations = [
        *keep_days("partners_partner", "approved_at", "expires_on"),
        *keep_days("partners_listing", "published_at", "review_by"),
    ]
