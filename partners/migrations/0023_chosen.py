"""Listings and partners keep what they have chosen in an array, which triggers write.

An index over words and array finds a word and a goal at once. `tomoni.chosen` tells the rest.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# Written anew whenever the row is written, whatever is given for it.
KEEP = """
CREATE FUNCTION partners_listing_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := ARRAY(
        SELECT 'side=' || NEW.side
        UNION ALL SELECT 'state=' || NEW.state
        UNION ALL SELECT 'primary_goals=' || goal_id FROM partners_listing_primary_goals WHERE listing_id = NEW.id
        UNION ALL SELECT 'related_goals=' || goal_id FROM partners_listing_related_goals WHERE listing_id = NEW.id
        UNION ALL SELECT 'fields=' || field_id FROM partners_listing_fields WHERE listing_id = NEW.id
        UNION ALL SELECT 'resources=' || resourcekind_id FROM partners_listing_resources WHERE listing_id = NEW.id
        UNION ALL SELECT 'partner__municipality=' || municipality_id FROM partners_partner WHERE id = NEW.partner_id
        UNION ALL SELECT 'partner__type=' || type_id FROM partners_partner WHERE id = NEW.partner_id
    );
    RETURN NEW;
END $$;
CREATE FUNCTION partners_partner_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chosen := ARRAY(
        SELECT 'municipality=' || NEW.municipality_id
        UNION ALL SELECT 'type=' || NEW.type_id
        UNION ALL SELECT 'primary_goals=' || goal_id FROM partners_partner_primary_goals WHERE partner_id = NEW.id
        UNION ALL SELECT 'related_goals=' || goal_id FROM partners_partner_related_goals WHERE partner_id = NEW.id
        UNION ALL SELECT 'fields=' || field_id FROM partners_partner_fields WHERE partner_id = NEW.id
    );
    RETURN NEW;
END $$;
CREATE FUNCTION partners_partner_chosen_for_listings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE partners_listing SET chosen = '{}' WHERE partner_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER chosen BEFORE INSERT OR UPDATE ON partners_listing
    FOR EACH ROW EXECUTE FUNCTION partners_listing_chosen();
CREATE TRIGGER chosen BEFORE INSERT OR UPDATE ON partners_partner
    FOR EACH ROW EXECUTE FUNCTION partners_partner_chosen();
CREATE TRIGGER chosen_for_listings AFTER UPDATE OF municipality_id, type_id ON partners_partner FOR EACH ROW
    WHEN ((OLD.municipality_id, OLD.type_id) IS DISTINCT FROM (NEW.municipality_id, NEW.type_id))
    EXECUTE FUNCTION partners_partner_chosen_for_listings();
"""
DO_NOT_KEEP = """
DROP TRIGGER chosen ON partners_listing;
DROP TRIGGER chosen ON partners_partner;
DROP TRIGGER chosen_for_listings ON partners_partner;
DROP FUNCTION partners_listing_chosen(), partners_partner_chosen(), partners_partner_chosen_for_listings();
"""

# And whenever pairs come, go or change; `tomoni.chosen.kept_later` puts that off.
KEEP_PAIRS = """
CREATE FUNCTION partners_{model}_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('tomoni.chosen_later', true) IS DISTINCT FROM 'yes' THEN
        UPDATE partners_{model} SET chosen = '{{}}' WHERE id IN (SELECT {model}_id FROM pairs);
    END IF;
    RETURN NULL;
END $$;
"""
DO_NOT_KEEP_PAIRS = "DROP FUNCTION partners_{model}_pairs() CASCADE;"
WATCH_PAIRS = """
CREATE TRIGGER chosen_more AFTER INSERT ON partners_{model}_{relation} REFERENCING NEW TABLE AS pairs
    FOR EACH STATEMENT EXECUTE FUNCTION partners_{model}_pairs();
CREATE TRIGGER chosen_else AFTER UPDATE ON partners_{model}_{relation} REFERENCING NEW TABLE AS pairs
    FOR EACH STATEMENT EXECUTE FUNCTION partners_{model}_pairs();
CREATE TRIGGER chosen_less AFTER DELETE ON partners_{model}_{relation} REFERENCING OLD TABLE AS pairs
    FOR EACH STATEMENT EXECUTE FUNCTION partners_{model}_pairs();
"""
RELATIONS = {
    "listing": ("primary_goals", "related_goals", "fields", "resources"),
    "partner": ("primary_goals", "related_goals", "fields"),
}
KEEP += "".join(
    KEEP_PAIRS.format(model=model)
    + "".join(WATCH_PAIRS.format(model=model, relation=each) for each in relations)
    for model, relations in RELATIONS.items()
)
DO_NOT_KEEP += "".join(DO_NOT_KEEP_PAIRS.format(model=model) for model in RELATIONS)
WRITE = "UPDATE partners_partner SET chosen = '{}'; UPDATE partners_listing SET chosen = '{}';"


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0022_pictures_of_posts'),
    ]

    operations = [
        # A hundred thousand rows are written and indexed: longer than a page may take.
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='listing',
            name='listing_by_words',
        ),
        migrations.RemoveIndex(
            model_name='partner',
            name='partner_by_words',
        ),
        migrations.AddField(
            model_name='listing',
            name='chosen',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='partner',
            name='chosen',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None),
        ),
        migrations.RunSQL(KEEP, DO_NOT_KEEP),
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='listing',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search', 'chosen'], name='listing_by_words'),
        ),
        migrations.AddIndex(
            model_name='partner',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search', 'chosen'], name='partner_by_words'),
        ),
    ]
