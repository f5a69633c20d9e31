import events.models.registration
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("events", "0003_fill_whole_meeting")]

    operations = [
        migrations.RemoveField(
            model_name='programmeitem',
            name='starts_at',
        ),
        migrations.RemoveField(
            model_name='table',
            name='adviser',
        ),
        migrations.RemoveField(
            model_name='table',
            name='adviser_affiliation',
        ),
        migrations.RemoveField(
            model_name='table',
            name='facilitator',
        ),
        migrations.AlterField(
            model_name='registration',
            name='code',
            field=models.CharField(default=events.models.registration.new_code, editable=False, max_length=12, unique=True, verbose_name='check-in code'),
        ),
    ]
