"""News, projects and agreements keep what they have chosen too, as listings and partners do.

They are few: an index over it would cost more than it saves.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from tomoni.chosen_triggers import keep_chosen, keys_of_pairs

OF_NEWS = {
    "goals": keys_of_pairs("partners_news_goals", "news_id", "goal_id"),
    "fields": keys_of_pairs("partners_news_fields", "news_id", "field_id"),
    "partner__municipality": "SELECT municipality_id FROM partners_partner WHERE id = NEW.partner_id",
    "partner__type": "SELECT type_id FROM partners_partner WHERE id = NEW.partner_id",
}
OF_PROJECTS = {
    "goals": keys_of_pairs("partners_project_goals", "project_id", "goal_id"),
    "fields": keys_of_pairs("partners_project_fields", "project_id", "field_id"),
    "municipality": "SELECT NEW.municipality_id",
}
OF_AGREEMENTS = {
    "items__goal": keys_of_pairs("partners_cooperationitem", "agreement_id", "goal_id"),
    "items__field": keys_of_pairs("partners_cooperationitem", "agreement_id", "field_id"),
    "municipality": "SELECT NEW.municipality_id",
    "party_types": """
            SELECT type_id FROM partners_agreementparty WHERE agreement_id = NEW.id
            UNION SELECT partner.type_id FROM partners_agreementparty AS party
                JOIN partners_partner AS partner ON partner.id = party.partner_id
                WHERE party.agreement_id = NEW.id""",
}
ITS_AGREEMENTS = "id IN (SELECT agreement_id FROM partners_agreementparty WHERE partner_id = NEW.id)"


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0024_blocks'),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name='chosen',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None),
            )
            for name in ('news', 'project', 'agreement')
        ),
        *keep_chosen(
            "partners_news",
            OF_NEWS,
            pairs=[
                ("partners_news_goals", "news_id", "goal_id"),
                ("partners_news_fields", "news_id", "field_id"),
            ],
            owners=[("partners_partner", ("municipality_id", "type_id"), "partner_id = NEW.id")],
        ),
        *keep_chosen(
            "partners_project",
            OF_PROJECTS,
            pairs=[
                ("partners_project_goals", "project_id", "goal_id"),
                ("partners_project_fields", "project_id", "field_id"),
            ],
        ),
        *keep_chosen(
            "partners_agreement",
            OF_AGREEMENTS,
            pairs=[
                ("partners_cooperationitem", "agreement_id", "goal_id, field_id"),
                ("partners_agreementparty", "agreement_id", "partner_id, type_id"),
            ],
            owners=[("partners_partner", ("type_id",), ITS_AGREEMENTS)],
        ),
    ]
