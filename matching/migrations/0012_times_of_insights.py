from django.db import migrations, models

# The first time that co-operation was told of stands in the journal; what was told before that
# was kept has the moment of what was told last.
_TOLD = """
    SELECT min(entry.at) FROM journal_entry AS entry
    WHERE entry.subject_type = 'matching.introduction' AND entry.subject_id = talk.id::text
        AND entry.verb = 'introduction.concluded' AND entry.data ->> 'outcome' = 'started'
"""
_STARTED = f"""
    UPDATE matching_introduction AS talk SET started_at = coalesce(({_TOLD}), talk.outcome_at)
    WHERE talk.state = 'outcome' AND (talk.outcome = 'started' OR ({_TOLD}) IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_searches"),
        ("matching", "0011_introduction_by_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="started_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="co-operation told of"
            ),
        ),
        migrations.RunSQL(_STARTED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_at", None), ("state", "outcome"), _connector="OR"),
                name="introduction_started_is_an_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="trace",
            index=models.Index(fields=["first_shown_at"], name="trace_by_first_shown"),
        ),
        migrations.AddIndex(
            model_name="trace",
            index=models.Index(
                condition=models.Q(("opened_at__isnull", False)),
                fields=["opened_at"],
                name="trace_by_opened",
            ),
        ),
    ]
