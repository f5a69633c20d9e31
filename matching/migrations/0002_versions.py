"""Lists of suggestions give way to versions of profiles, postings and neighbours, held in two slots."""

import django.contrib.postgres.fields
from django.db import migrations, models

TABLES = {
    "termfrequency": "slot smallint NOT NULL, term bigint NOT NULL, documents integer NOT NULL",
    "storedprofile": (
        "slot smallint NOT NULL, node bigint NOT NULL, side smallint NOT NULL,"
        " digest varchar(64) NOT NULL, rows bytea NOT NULL, profile jsonb NOT NULL"
    ),
    "posting": (
        "slot smallint NOT NULL, side smallint NOT NULL, term bigint NOT NULL,"
        " node bigint NOT NULL, part smallint NOT NULL, weight real NOT NULL"
    ),
    "termblock": (
        "slot smallint NOT NULL, side smallint NOT NULL, term bigint NOT NULL,"
        " places bytea NOT NULL, weights bytea NOT NULL"
    ),
    "roster": "slot smallint NOT NULL, side smallint NOT NULL, nodes bytea NOT NULL",
    "neighbourlist": (
        "slot smallint NOT NULL, side smallint NOT NULL, node bigint NOT NULL,"
        " candidates bigint[] NOT NULL, bases double precision[] NOT NULL,"
        " floor double precision NOT NULL, usual double precision NOT NULL"
    ),
}
# Each slot has its own indexes, so that a rebuild can fill it first and sort it afterwards.
INDEXES = {
    "termfrequency": "UNIQUE INDEX {0}_key ON {0} (term) INCLUDE (documents)",
    "storedprofile": "UNIQUE INDEX {0}_key ON {0} (node)",
    "posting": "INDEX {0}_key ON {0} (side, term) INCLUDE (node, part, weight)",
    "termblock": "UNIQUE INDEX {0}_key ON {0} (side, term)",
    "roster": "UNIQUE INDEX {0}_key ON {0} (side)",
    "neighbourlist": "UNIQUE INDEX {0}_key ON {0} (side, node) INCLUDE (floor, usual)",
}
FURTHER = [
    "INDEX matching_posting_{slot}_node ON matching_posting_{slot} (node)",
    # Lists with the lowest floors first: a change may belong in them whatever its base.
    "INDEX matching_neighbourlist_{slot}_floor ON matching_neighbourlist_{slot} (side, floor)"
    " INCLUDE (node)",
]


def created(name: str, columns: str) -> list[str]:
    table = f"matching_{name}"
    statements = [f"CREATE TABLE {table} ({columns}) PARTITION BY LIST (slot)"]
    for slot in (0, 1):
        part = f"{table}_{slot}"
        statements += [
            f"CREATE TABLE {part} PARTITION OF {table} FOR VALUES IN ({slot})",
            f"CREATE {INDEXES[name].format(part)}",
        ]
    return statements


CREATE = [sql for name, columns in TABLES.items() for sql in created(name, columns)] + [
    f"CREATE {sql.format(slot=slot)}" for sql in FURTHER for slot in (0, 1)
]
DROP = [f"DROP TABLE matching_{name}" for name in TABLES]
SLOT = ("slot", models.PositiveSmallIntegerField())
SIDE = ("side", models.PositiveSmallIntegerField())
NODE = ("node", models.BigIntegerField())


def key(*names: str) -> tuple[str, models.CompositePrimaryKey]:
    return "pk", models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.DeleteModel("Suggestion"),
        migrations.DeleteModel("AnalysedText"),
        migrations.CreateModel(
            "AnalysedText",
            [
                ("node", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("terms", models.BinaryField()),
                ("analysis", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('building', 'being built'), ('current', 'in use'), ('retired', 'replaced')], default='building', max_length=10, verbose_name='state')),
                ('slot', models.PositiveSmallIntegerField(choices=[(0, '0'), (1, '1')], verbose_name='slot')),
                ('engine_version', models.CharField(max_length=40, verbose_name='engine version')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='documents')),
                ('labels', models.JSONField(default=dict, verbose_name='how often each label is ticked')),
                ('changes', models.PositiveIntegerField(default=0, verbose_name='documents changed since')),
                ('phase', models.CharField(choices=[('analysing', 'cutting texts into words'), ('counting', 'counting how rare each word is'), ('weighing', 'weighing the words of each text'), ('sorting', 'sorting the words'), ('comparing', 'comparing all with all'), ('finishing', 'putting the new lists in place'), ('done', 'done')], default='analysing', max_length=10, verbose_name='phase')),
                ('parts', models.PositiveIntegerField(default=0, verbose_name='parts of this phase')),
                ('parts_done', models.PositiveIntegerField(default=0, verbose_name='parts done')),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'state of the matching',
                'verbose_name_plural': 'states of the matching',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('state',), name='version_one_current'), models.UniqueConstraint(condition=models.Q(('state', 'building')), fields=('state',), name='version_one_building')],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, DROP)],
            state_operations=[
                migrations.CreateModel(
                    "TermFrequency",
                    [key("slot", "term"), SLOT, ("term", models.BigIntegerField()), ("documents", models.IntegerField())],
                ),
                migrations.CreateModel(
                    "StoredProfile",
                    [
                        key("slot", "node"),
                        SLOT,
                        NODE,
                        SIDE,
                        ("digest", models.CharField(max_length=64)),
                        ("rows", models.BinaryField()),
                        ("profile", models.JSONField()),
                    ],
                ),
                migrations.CreateModel(
                    "Posting",
                    [
                        key("slot", "side", "term", "node", "part"),
                        SLOT,
                        SIDE,
                        ("term", models.BigIntegerField()),
                        NODE,
                        ("part", models.PositiveSmallIntegerField()),
                        ("weight", models.FloatField()),
                    ],
                ),
                migrations.CreateModel(
                    "TermBlock",
                    [
                        key("slot", "side", "term"),
                        SLOT,
                        SIDE,
                        ("term", models.BigIntegerField()),
                        ("places", models.BinaryField()),
                        ("weights", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel("Roster", [key("slot", "side"), SLOT, SIDE, ("nodes", models.BinaryField())]),
                migrations.CreateModel(
                    "NeighbourList",
                    [
                        key("slot", "side", "node"),
                        SLOT,
                        SIDE,
                        NODE,
                        ("candidates", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ("bases", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
                        ("floor", models.FloatField()),
                        ("usual", models.FloatField()),
                    ],
                ),
            ],
        ),
    ]
