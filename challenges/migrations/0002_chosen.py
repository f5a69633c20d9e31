"""Challenges keep what they have chosen in an array, which triggers write (`tomoni.chosen`)."""

import django.contrib.postgres.fields
from django.db import migrations, models

from tomoni.chosen_triggers import keep_chosen, keys_of_pairs

KEYS = {
    "primary_goals": "goal_id",
    "related_goals": "goal_id",
    "fields": "field_id",
    "sought_resources": "resourcekind_id",
}
PARTS = {
    name: keys_of_pairs(f"challenges_challenge_{name}", "challenge_id", key)
    for name, key in KEYS.items()
}


class Migration(migrations.Migration):

    dependencies = [
        ('challenges', '0001_squashed_0013_proposal_origin'),
    ]

    operations = [
        migrations.AddField(
            model_name='challenge',
            name='chosen',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None),
        ),
        *keep_chosen(
            "challenges_challenge",
            PARTS | {"municipality": "SELECT NEW.municipality_id"},
            pairs=[
                (f"challenges_challenge_{name}", "challenge_id", key) for name, key in KEYS.items()
            ],
        ),
    ]
