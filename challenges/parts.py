"""The parts of a challenge in the order of its page, as remarks and mails name them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, Contact, SubTheme

WHOLE = ""
"""The part of a remark on the challenge as a whole."""

CRITERIA = "criteria"
"""What proposals are weighed by: written on a page of its own, so no part of the form."""

PARTS = (
    "title",
    "wish",
    "background",
    "project_name",
    "project_content",
    "sub_themes",
    "expected_outcomes",
    "offered",
    "offered_resources",
    "sought_resources",
    "asked_of_advisers",
    "primary_goals",
    "related_goals",
    "fields",
    "visions",
    "remarks",
    "contacts",
    "category",
    "call_type",
    "mode",
    "opens_at",
    "closes_at",
    "reply_days",
)
_OWN_ROWS = {"sub_themes": SubTheme, "contacts": Contact}


def part_name(part: str) -> str | Promise:
    """What a part is called; of one that is not known its name in the tables."""
    if part == WHOLE:
        return _("The challenge as a whole")
    if part == CRITERIA:
        return _("Evaluation criteria")
    if part in _OWN_ROWS:
        return _OWN_ROWS[part]._meta.verbose_name_plural or part
    if part not in PARTS:
        return part
    return Challenge._meta.get_field(part).verbose_name  # type: ignore[union-attr]
