"""Whether a municipality takes proposals without a challenge, and what it wishes of them."""

from django.db import transaction

from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.municipalities.models import Municipality

_COLUMNS = ("accepts_free_proposals", "free_wish_ja", "free_wish_en")


@transaction.atomic
def set_free_rule(
    municipality: Municipality, *, by: User, accepts: bool, wish_ja: str, wish_en: str
) -> None:
    """Take free proposals from now on, or no more; what has come in is answered all the same."""
    for name, value in zip(_COLUMNS, (accepts, wish_ja, wish_en), strict=True):
        setattr(municipality, name, value)
    municipality.save(update_fields=[*_COLUMNS, "updated_at"])
    record.record(
        by,
        "municipality.free_rule_changed",
        municipality,
        municipality=municipality,
        accepts=accepts,
    )
