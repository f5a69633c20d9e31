"""JSON that only the engine reads is kept as text; what is known of a document gets its own column.

All of it is computed again by the rebuild that follows every new version of the engine.
"""

from django.db import migrations, models

FORWARD = [
    "TRUNCATE matching_storedprofile, matching_neighbourlist, matching_posting,"
    " matching_termblock, matching_termfrequency, matching_roster, matching_analysedtext",
    "UPDATE matching_version SET state = 'retired'",
    "ALTER TABLE matching_storedprofile ADD COLUMN facts jsonb NOT NULL",
    "ALTER TABLE matching_storedprofile ALTER COLUMN profile TYPE text",
    "ALTER TABLE matching_analysedtext ALTER COLUMN analysis TYPE text",
]
BACK = [
    *FORWARD[:2],
    "ALTER TABLE matching_storedprofile DROP COLUMN facts",
    "ALTER TABLE matching_storedprofile ALTER COLUMN profile TYPE jsonb USING profile::jsonb",
    "ALTER TABLE matching_analysedtext ALTER COLUMN analysis TYPE jsonb USING analysis::jsonb",
]


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_policies")]

    operations = [
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.AlterField("analysedtext", "analysis", models.TextField()),
                migrations.AlterField("storedprofile", "profile", models.TextField()),
                migrations.AddField(
                    "storedprofile", "facts", models.JSONField(), preserve_default=False
                ),
            ],
        )
    ]
