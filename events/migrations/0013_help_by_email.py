from django.db import migrations, models


def name_nobody(apps, schema_editor):
    """Titles of follow-ups held the name of who can help; the office and colleagues read them."""
    for row in apps.get_model("events", "FollowUp").objects.filter(help_offer__isnull=False):
        row.title = row.help_offer.pitch.title
        row.save(update_fields=["title"])


class Migration(migrations.Migration):
    dependencies = [('events', '0012_topics_held_back_and_quotes')]

    operations = [
        migrations.AddField(
            "helpoffer",
            "shares_email",
            models.BooleanField(
                default=False, verbose_name="my e-mail address may be shown to them"
            ),
        ),
        migrations.RunPython(name_nobody, migrations.RunPython.noop),
    ]
