"""What is told of reports."""

from django.utils.translation import gettext_lazy as _

from events.reporting import telling, watching
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind, Pace

kinds.register(
    Kind(
        telling.OUT,
        _("The report of a meeting that I took part in"),
        Group.MEETINGS,
        usual=Pace.DAILY,
        is_public=True,
    ),
    telling.word_out,
    rows=telling.published,
)
kinds.register(
    Kind(
        telling.NOT_ALLOWED,
        _("Something in a published report is not allowed any more"),
        Group.WORK,
        usual=Pace.NOW,
    ),
    telling.word_not_allowed,
    rows=telling.at_the_desk_of,
)

__all__ = ["watching"]
