"""Several partners propose together: one leads and writes, the others are asked and answer.

Nothing is sent in as long as somebody who was asked has not answered. A partner that takes part may
leave until the city has decided; what it has answered stays on record.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import CoAuthor, Proposal, ProposalDraft
from challenges.proposing import joint_mails, sharing
from challenges.proposing.merging import changed_since
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

State = CoAuthor.State
MOST = 10  # further partners of one proposal
ANEW = (Proposal.State.SUBMITTED, Proposal.State.WITHDRAWN)  # from where it is sent anew
LEAVABLE = (*Proposal.UNDECIDED_STATES, Proposal.State.WITHDRAWN)


class UnansweredError(StateError):
    """A partner that was asked to propose together has not answered yet, or cannot take part."""


@transaction.atomic
def ask(shared: ProposalDraft, partner: Partner, *, brings: str, by: User) -> CoAuthor:
    """Ask a registered partner to propose together; its editors and owners are told.

    Raises StateError where it cannot be asked, worded for the reader.
    """
    sharing.reread(shared)
    _require_open(shared)
    _require_askable(shared, partner)
    try:
        with transaction.atomic():
            asked = shared.co_authors.create(partner=partner, brings=brings, asked_by=by)
    except IntegrityError as error:
        raise StateError(_("This partner is named already.")) from error
    record(by, "joint.asked", asked)
    joint_mails.ask_co_author(asked)
    return asked


def _require_askable(shared: ProposalDraft, partner: Partner) -> None:
    rows = CoAuthor.objects.of_draft(shared)
    if partner.pk == shared.partner_id or rows.named().filter(partner=partner).exists():
        raise StateError(_("This partner is named already."))
    if not partner.is_approved:
        raise StateError(_("Only registered partners can propose."))
    if rows.filter(partner=partner, state=State.DECLINED).exists():
        raise StateError(_("This partner has declined to take part in this proposal."))
    if rows.named().count() >= MOST:
        raise StateError(_("At most %d further partners can be named.") % MOST)


@transaction.atomic
def agree(asked: CoAuthor, *, by: User, brings: str) -> None:
    """Yes, with what the partner brings in its own words."""
    current = _answerable(asked)
    if not current.partner.is_approved:
        raise StateError(_("Only registered partners can propose."))
    current.brings = brings
    current.agreed_to = sharing.base_of(current.draft.draft.data)
    _answer(current, State.CONFIRMED, by, "joint.confirmed")
    joint_mails.tell_of_co_author(current)


@transaction.atomic
def decline(asked: CoAuthor, *, by: User, reason: str = "") -> None:
    """No; the same partner is not asked again for this proposal."""
    current = _answerable(asked)
    current.reason = reason
    _answer(current, State.DECLINED, by, "joint.declined")
    joint_mails.tell_of_co_author(current)


@transaction.atomic
def take_out(named: CoAuthor, *, by: User) -> ProposalDraft:
    """The leading partner goes on without it, as long as the proposal is being written: for the
    first time, or anew under its number. The draft that is written comes back.
    """
    current = _held(named)
    shared = _written(current)
    if current.state not in CoAuthor.NAMED:
        raise StateError(_("This is not possible now."))
    was_confirmed = current.state == State.CONFIRMED
    _answer(current, State.TAKEN_OUT, by, "joint.taken_out")
    if current.proposal:
        _record_gone(current, by)
    if was_confirmed:
        joint_mails.tell_co_author_it_is_out(current)
    return shared


def _written(current: CoAuthor) -> ProposalDraft:
    """The open draft in which the leading partner writes; held. StateError where there is none."""
    proposal = current.proposal
    if proposal is None:
        _require_open(current.draft)
        return current.draft
    proposal.lock()
    proposal.require_state(*ANEW)
    shared = sharing.with_rows().open().filter(proposal=proposal).first()
    if shared is None:
        raise StateError(_("This is not possible now."))
    sharing.reread(shared)
    return shared


@transaction.atomic
def leave(confirmed: CoAuthor, *, by: User, reason: str = "") -> None:
    """Take part no longer; possible until the city has decided."""
    current = _held(confirmed)
    if current.state != State.CONFIRMED:
        raise StateError(_("This is not possible now."))
    proposal = current.proposal
    if proposal:
        proposal.lock()
        proposal.require_state(*LEAVABLE)
    current.reason = reason
    _answer(current, State.LEFT, by, "joint.left")
    if proposal:
        _record_gone(current, by)
    joint_mails.tell_of_co_author(current)


def _record_gone(current: CoAuthor, by: User) -> None:
    proposal = current.proposal
    assert proposal  # noqa: S101 – it was sent in
    named = {"receipt": proposal.receipt, "partner": current.partner.name}
    record(by, "proposal.partner_left", proposal, municipality=proposal.municipality, **named)


def settle(shared: ProposalDraft, proposal: Proposal) -> None:
    """Make who takes part the authors of what is sent in now, in the caller's transaction.

    Raises UnansweredError where somebody has not answered, or is no longer registered.
    """
    named = list(CoAuthor.objects.of_draft(shared).named().select_related("partner"))
    unanswered = [one.partner.name for one in named if one.state == State.ASKED]
    if unanswered:
        raise UnansweredError(
            _("These partners have not answered yet: %s. Wait for them, or take them out.")
            % _(", ").join(unanswered)
        )
    away = [one.partner.name for one in named if not one.partner.is_approved]
    if away:
        raise UnansweredError(
            _("These partners are not registered now: %s. Please take them out.")
            % _(", ").join(away)
        )
    CoAuthor.objects.filter(pk__in=[one.pk for one in named]).update(proposal=proposal)
    for one in named:
        _tell_of_changes(one, shared, proposal)


def _tell_of_changes(one: CoAuthor, shared: ProposalDraft, proposal: Proposal) -> None:
    """Who has agreed to other words hears which were changed, and may still leave.

    It is not asked once more: a slip of the pen that the leading partner mends an hour before the
    deadline must not keep all of them out.
    """
    answers = shared.draft.data
    if changed := changed_since(answers, one.agreed_to):
        one.proposal = proposal
        joint_mails.tell_of_changes(one, changed, shared)
    one.agreed_to = sharing.base_of(answers)
    one.save(update_fields=["agreed_to", "updated_at"])


def changed_since_agreed(shared: ProposalDraft) -> dict[int, list[str]]:
    """{co-author: answers}: what was written anew since each has agreed, where something was."""
    rows = CoAuthor.objects.of_draft(shared).confirmed()
    every = {row.pk: changed_since(shared.draft.data, row.agreed_to) for row in rows}
    return {pk: names for pk, names in every.items() if names}


@transaction.atomic
def discard(shared: ProposalDraft, *, by: User) -> None:
    """Throw the draft away, for everybody who shares it; those who were named hear of it."""
    sharing.reread(shared)
    if not shared.is_open:
        return
    if shared.proposal is None:  # the co-authors of what was sent stay what they are
        for named in CoAuthor.objects.of_draft(shared).named().select_related("partner"):
            named.draft = shared
            record(by, "joint.dropped", named)
            joint_mails.tell_of_dropping(named)
    sharing.discard(shared)


def _answerable(asked: CoAuthor) -> CoAuthor:
    current = _held(asked)
    _require_open(current.draft)
    if current.state != State.ASKED:
        raise StateError(_("This has been answered already."))
    return current


def _held(row: CoAuthor) -> CoAuthor:
    """The row as it is now; its draft is held, so that nothing is sent in meanwhile."""
    rows = CoAuthor.objects.select_related(
        "partner",
        "proposal__municipality",
        "draft__partner",
        "draft__challenge",
        "draft__municipality",
    )
    current = rows.get(pk=row.pk)
    sharing.reread(current.draft)
    current.refresh_from_db(fields=["state", "proposal"])
    return current


def _require_open(shared: ProposalDraft) -> None:
    if not shared.is_open:
        raise StateError(_("This proposal has been sent in already."))


def _answer(current: CoAuthor, state: CoAuthor.State, by: User, verb: str) -> None:
    changes: dict[str, Any] = {"state": state, "answered_by": by, "answered_at": timezone.now()}
    for name, value in changes.items():
        setattr(current, name, value)
    current.save()
    record(by, verb, current)
