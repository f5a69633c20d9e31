"""What is counted of a text is stored with its strengths; weights of blocks are exact.

All of it is computed again by the rebuild that follows every new version of the engine.
"""

from django.db import migrations

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
            ],
        )
    ]
