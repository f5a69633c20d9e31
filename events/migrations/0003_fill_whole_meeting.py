"""Programmes last so many minutes, tables are led by duties, registrations have a code to be found by."""

from django.db import migrations

from tomoni.receipts import new_receipt


def fill(apps, schema_editor):
    _programmes(apps.get_model("events", "Event"))
    _duties(apps.get_model("events", "Table"), apps.get_model("events", "Duty"))
    _codes(apps.get_model("events", "Registration"))


def _programmes(Event):
    for event in Event.objects.prefetch_related("programme"):
        items = sorted(event.programme.all(), key=lambda item: (item.starts_at, item.pk))
        starts = [item.starts_at.hour * 60 + item.starts_at.minute for item in items]
        for position, item in enumerate(items):
            following = starts[position + 1 : position + 2]
            item.position = position + 1
            item.minutes = following[0] - starts[position] if following else 10
            item.save(update_fields=["position", "minutes"])


def _duties(Table, Duty):
    for table in Table.objects.exclude(adviser="", facilitator=""):
        if table.adviser:
            Duty.objects.create(
                event_id=table.event_id,
                table=table,
                kind="adviser",
                name=table.adviser,
                affiliation=table.adviser_affiliation,
            )
        if table.facilitator:
            Duty.objects.create(
                event_id=table.event_id, table=table, kind="facilitator", name=table.facilitator
            )


def _codes(Registration):
    for registration in Registration.objects.filter(code=None).only("pk"):
        registration.code = new_receipt("E")
        registration.save(update_fields=["code"])


class Migration(migrations.Migration):

    dependencies = [("events", "0002_whole_meeting")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
