"""What is counted of a text is stored with its strengths; weights of blocks are exact.

All of it is computed again by the rebuild that follows every new version of the engine.
"""

from django.db import migrations, models

EMPTY = [
    "TRUNCATE matching_storedprofile, matching_neighbourlist, matching_posting,"
    " matching_termblock, matching_termfrequency, matching_roster, matching_analysedtext",
    "UPDATE matching_version SET state = 'retired'",
]
# Hashes and weights do not get smaller by compression, and trying it costs as much as weighing.
PARTS = [f"matching_storedprofile_{slot}" for slot in (0, 1)]
BLOCKS = [f"matching_termblock_{slot}" for slot in (0, 1)]
FORWARD = [
    *EMPTY,
    "ALTER TABLE matching_analysedtext RENAME COLUMN terms TO numbers",
    "ALTER TABLE matching_analysedtext SET (toast_tuple_target = 8160)",
    "ALTER TABLE matching_posting ALTER COLUMN weight TYPE double precision",
    "ALTER TABLE matching_storedprofile ADD COLUMN has_changed boolean NOT NULL DEFAULT false",
    *(f"CREATE INDEX {name}_changed ON {name} (side, node) WHERE has_changed" for name in PARTS),
    *(f"ALTER TABLE {name} SET (toast_tuple_target = 8160)" for name in PARTS),
    *(
        f"ALTER TABLE {name} ALTER COLUMN {column} SET STORAGE EXTERNAL"
        for name in BLOCKS
        for column in ("places", "weights")
    ),
]
BACK = [
    *EMPTY,
    "ALTER TABLE matching_analysedtext RENAME COLUMN numbers TO terms",
    "ALTER TABLE matching_analysedtext RESET (toast_tuple_target)",
    "ALTER TABLE matching_posting ALTER COLUMN weight TYPE real",
    "ALTER TABLE matching_storedprofile DROP COLUMN has_changed",
    *(f"ALTER TABLE {name} RESET (toast_tuple_target)" for name in PARTS),
    *(
        f"ALTER TABLE {name} ALTER COLUMN {column} SET STORAGE EXTENDED"
        for name in BLOCKS
        for column in ("places", "weights")
    ),
]


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_texts_as_text")]

    operations = [
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.RenameField("analysedtext", "terms", "numbers"),
                migrations.AddField(
                    "storedprofile", "has_changed", models.BooleanField(default=False)
                ),
            ],
        )
    ]
