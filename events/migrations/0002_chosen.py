"""Meetings and their reports keep what they have chosen in an array, which triggers write
(`tomoni.chosen`).
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from tomoni.chosen_triggers import keep_chosen, keys_of_pairs

OF_EVENTS = {
    "goals": keys_of_pairs("events_event_goals", "event_id", "goal_id"),
    "fields": keys_of_pairs("events_event_fields", "event_id", "field_id"),
    "municipality": "SELECT NEW.municipality_id",
}
OF_REPORTS = {
    "event__municipality": "SELECT municipality_id FROM events_event WHERE id = NEW.event_id",
}


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_squashed_0014_follow_up_by_origin'),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name='chosen',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None),
            )
            for name in ('event', 'report')
        ),
        *keep_chosen(
            "events_event",
            OF_EVENTS,
            pairs=[
                ("events_event_goals", "event_id", "goal_id"),
                ("events_event_fields", "event_id", "field_id"),
            ],
        ),
        *keep_chosen(
            "events_report",
            OF_REPORTS,
            owners=[("events_event", ("municipality_id",), "event_id = NEW.id")],
        ),
    ]
