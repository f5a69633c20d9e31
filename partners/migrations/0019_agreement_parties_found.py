from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import Func, Value

from tomoni.search import document

NAMES = ("name", "partner__name", "municipality__name_ja", "municipality__name_en")


def write_search(apps, schema_editor):
    """Agreements are found by their parties, items and place, too."""
    agreements = apps.get_model("partners", "Agreement").objects
    for row in agreements.defer("search").order_by("pk"):
        who = [name for names in row.parties.values_list(*NAMES) for name in names if name]
        items = row.items.values_list("title", flat=True)
        texts = (
            row.title,
            "\n".join(who),
            "\n".join([row.purposes, *items]),
            f"{row.press_text}\n{row.place}",
        )
        search = Func(
            Value(document(texts)),
            template="(%(expressions)s)::tsvector",
            output_field=SearchVectorField(),
        )
        agreements.filter(pk=row.pk).update(search=search)


class Migration(migrations.Migration):
    dependencies = [
        ('partners', '0018_supporters'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemactivity',
            name='party_name',
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AlterField(
            model_name='itemactivity',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=models.deletion.SET_NULL, related_name='activities', to='partners.agreementparty'),
        ),
        migrations.RunPython(write_search, migrations.RunPython.noop, elidable=True),
    ]
