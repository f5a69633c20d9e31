"""What the consultation desk tells."""

from django.utils.translation import gettext_lazy as _

from events.consulting import telling
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind, Pace

kinds.register(
    Kind(telling.WAITING, _("A topic waits for an answer"), Group.WORK, usual=Pace.DAILY),
    telling.word_waiting,
    rows=telling.topics_before,
)
kinds.register(
    Kind(telling.ANSWERED, _("The office answers my topic"), Group.MEETINGS, is_owed=True),
    telling.word_answered,
    rows=telling.topics_of,
)
