"""Who wanted no mails with invitations keeps that as the pace of this kind of notice."""

from django.db import migrations


def keep_wishes(apps, schema_editor):
    NoInvitations = apps.get_model("challenges", "NoInvitations")
    Preference = apps.get_model("notices", "Preference")
    Preference.objects.bulk_create(
        [
            Preference(user_id=pk, kind="challenges.invited", pace="none")
            for pk in NoInvitations.objects.values_list("user", flat=True)
        ],
        ignore_conflicts=True,
    )


def give_back(apps, schema_editor):
    NoInvitations = apps.get_model("challenges", "NoInvitations")
    Preference = apps.get_model("notices", "Preference")
    stopped = Preference.objects.filter(kind="challenges.invited", pace="none")
    NoInvitations.objects.bulk_create(
        [NoInvitations(user_id=pk) for pk in stopped.values_list("user", flat=True)],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("challenges", "0010_four_eyes_and_tasks"), ("notices", "0001_initial")]

    operations = [
        migrations.RunPython(keep_wishes, give_back, elidable=True),
        migrations.DeleteModel(name="NoInvitations"),
    ]
