"""What partners and participants are told while a meeting is prepared."""

from django.utils.translation import gettext_lazy as _

from events.preparing import contributing, inviting, moving
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind

kinds.register(
    Kind(
        inviting.INVITED,
        _("A municipality invites us to a meeting"),
        Group.MEETINGS,
        is_public=True,
    ),
    inviting.word_invitation,
    rows=inviting.invitations_to,
)
kinds.register(
    Kind(
        moving.MOVED,
        _("A meeting for which I have registered is at another time or place"),
        Group.MEETINGS,
        is_owed=True,
    ),
    moving.word_move,
    rows=moving.registrations_of,
)
kinds.register(
    Kind(contributing.NAMED, _("I am named for a duty at a meeting"), Group.MEETINGS, is_owed=True),
    contributing.word_duties,
    rows=contributing.contributed_to_by,
)
kinds.register(
    Kind(
        contributing.MOVED,
        _("A meeting at which I have a duty or present is at another time or place"),
        Group.MEETINGS,
        is_owed=True,
    ),
    contributing.word_move,
    rows=contributing.contributed_to_by,
)
kinds.register(
    Kind(
        contributing.CALLED_OFF,
        _("A meeting at which I have a duty or present is called off"),
        Group.MEETINGS,
        is_owed=True,
    ),
    contributing.word_called_off,
    rows=contributing.contributed_to_by,
)
