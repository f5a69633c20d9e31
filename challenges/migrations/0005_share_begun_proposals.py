"""What a person had begun to write becomes the draft of the partner for which they wrote."""

from django.db import migrations


def share(apps, schema_editor):
    Draft = apps.get_model("accounts", "Draft")
    Challenge = apps.get_model("challenges", "Challenge")
    ProposalDraft = apps.get_model("challenges", "ProposalDraft")
    Membership = apps.get_model("partners", "Membership")
    own = Draft.objects.filter(kind="proposal", sent_at=None, user__isnull=False)
    for draft in own.exclude(data={}).order_by("-updated_at"):
        writing = Membership.objects.filter(user=draft.user_id, role__in=["owner", "editor"])
        said = [text for text in draft.data.get("partner", []) if text.isdecimal()]
        partners = list(
            (writing.filter(partner__in=said) if said else writing).values_list("partner", flat=True)
        )
        challenge = Challenge.objects.filter(slug=draft.target).first()
        taken = ProposalDraft.objects.filter(partner__in=partners, challenge=challenge, is_open=True)
        if challenge is None or len(partners) != 1 or taken.exists():
            continue  # it stays where it is, on the page of who wrote it
        ProposalDraft.objects.create(
            draft=draft, partner_id=partners[0], challenge=challenge,
            municipality_id=challenge.municipality_id, changed_by_id=draft.user_id
        )
        draft.user = None
        draft.save(update_fields=["user"])


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0004_partners_side"),
        ("accounts", "0002_shared_drafts"),
        ("partners", "0009_federations"),
    ]

    operations = [migrations.RunPython(share, migrations.RunPython.noop, elidable=True)]
