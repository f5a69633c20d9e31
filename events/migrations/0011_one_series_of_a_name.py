from django.db import migrations, models


def tell_apart(apps, schema_editor):
    """Of several series of one name in one city the first keeps it; none is taken away."""
    Series = apps.get_model("events", "Series")
    taken = set(Series.objects.values_list("municipality", "name"))
    seen = set()
    for series in Series.objects.order_by("pk"):
        key, number = (series.municipality_id, series.name), 2
        if key in seen:
            while key in taken:
                key = (series.municipality_id, f"{series.name[:90]} ({number})")
                number += 1
            Series.objects.filter(pk=series.pk).update(name=key[1])
            taken.add(key)
        seen.add(key)


class Migration(migrations.Migration):
    dependencies = [("events", "0010_topic_listings")]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("municipality", "name"),
                name="series_once_per_municipality",
                violation_error_message="The municipality already has a series of this name.",
            ),
        ),
    ]
