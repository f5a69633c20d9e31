"""Listings and partners keep the block of their key beside what they have chosen (`tomoni.chosen`):
an index then finds the newest rows that have a word, without looking at the others.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION partners_listing_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := ARRAY(
        SELECT 'side=' || NEW.side
        UNION ALL SELECT 'state=' || NEW.state{listing_block}
        UNION ALL SELECT 'primary_goals=' || goal_id FROM partners_listing_primary_goals WHERE listing_id = NEW.id
        UNION ALL SELECT 'related_goals=' || goal_id FROM partners_listing_related_goals WHERE listing_id = NEW.id
        UNION ALL SELECT 'fields=' || field_id FROM partners_listing_fields WHERE listing_id = NEW.id
        UNION ALL SELECT 'resources=' || resourcekind_id FROM partners_listing_resources WHERE listing_id = NEW.id
        UNION ALL SELECT 'partner__municipality=' || municipality_id FROM partners_partner WHERE id = NEW.partner_id
        UNION ALL SELECT 'partner__type=' || type_id FROM partners_partner WHERE id = NEW.partner_id
    );
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION partners_partner_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := ARRAY(
        SELECT 'municipality=' || NEW.municipality_id
        UNION ALL SELECT 'type=' || NEW.type_id{partner_block}
        UNION ALL SELECT 'primary_goals=' || goal_id FROM partners_partner_primary_goals WHERE partner_id = NEW.id
        UNION ALL SELECT 'related_goals=' || goal_id FROM partners_partner_related_goals WHERE partner_id = NEW.id
        UNION ALL SELECT 'fields=' || field_id FROM partners_partner_fields WHERE partner_id = NEW.id
    );
    RETURN NEW;
END $$;
UPDATE partners_partner SET chosen = '{{}}';
UPDATE partners_listing SET chosen = '{{}}';
"""
BLOCK = "\n        UNION ALL SELECT 'block=' || NEW.id / 1024"


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0023_chosen"),
    ]

    operations = [
        # A hundred thousand rows are written and indexed: longer than a page may take.
        migrations.RunSQL("SET LOCAL statement_timeout = 0", "SET LOCAL statement_timeout = 0"),
        migrations.RunSQL(
            FUNCTIONS.format(listing_block=BLOCK, partner_block=BLOCK),
            FUNCTIONS.format(listing_block="", partner_block=""),
        ),
    ]
