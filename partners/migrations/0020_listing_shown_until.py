from django.db import migrations, models

# When it was paused, found or lapsed for the last time stands in the journal; without an entry the
# row was last written when that happened. It was valid no longer than it said.
_ENDED = """
    SELECT max(entry.at) FROM journal_entry AS entry
    WHERE entry.subject_type = 'partners.listing' AND entry.subject_id = listing.id::text
        AND entry.verb IN ('listing.paused', 'listing.fulfilled', 'listing.expired')
"""
_SHOWN_UNTIL = f"""
    UPDATE partners_listing AS listing SET shown_until = least(
        listing.review_by,
        (coalesce(({_ENDED}), listing.updated_at) AT TIME ZONE 'Asia/Tokyo')::date
    )
    WHERE listing.state IN ('paused', 'fulfilled', 'expired')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_searches"),
        ("partners", "0019_agreement_parties_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="shown_until",
            field=models.DateField(
                blank=True, null=True, verbose_name="last day on which it was shown"
            ),
        ),
        migrations.RunSQL(_SHOWN_UNTIL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["draft", "published"]), _negated=True),
                    ("shown_until", None),
                    _connector="OR",
                ),
                name="listing_shown_until_is_past",
            ),
        ),
    ]
