"""The draft of a proposal, which the editors and owners of a partner share.

Everybody's form is put to what is there answer by answer (`merging`). Where two have changed one
answer, what was there stays, and the second one's form is kept whole among their own drafts until
they have chosen: nothing that anybody has typed is lost.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from challenges.models import Challenge, Proposal, ProposalDraft
from challenges.models.drafting import ProposalDraftQuerySet
from challenges.proposing.addressee import Addressee, addressee_of
from challenges.proposing.merging import Answers, fingerprints, merge
from challenges.proposing.saying import ANSWERS
from partners.models import Partner
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User

KIND = "proposal"
ASIDE = "proposal:aside"
"""The kind of a person's own draft with the form that clashed."""


@dataclass(frozen=True)
class Kept:
    """What became of a form that was sent to be kept. `base` is for the form as it stands now."""

    base: str
    clashes: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    is_sent: bool = False


def with_rows() -> ProposalDraftQuerySet:
    """Drafts with everything that their pages show of them."""
    return ProposalDraft.objects.select_related(
        "draft", "partner", "municipality", "challenge__municipality", "changed_by", "proposal"
    )


def open_draft(
    to: Challenge | Addressee, partner: Partner, *, proposal: Proposal | None = None
) -> ProposalDraft:
    """The partner's open draft, of a new proposal or of another version of one that was sent; made
    where there is none.
    """
    to = addressee_of(to)
    found = drafts_to(to).filter(partner=partner, proposal=proposal)
    try:
        return found.first() or _made(to, partner, proposal)
    except IntegrityError:  # a colleague has opened it in this moment
        return found.get()


def drafts_to(to: Addressee) -> ProposalDraftQuerySet:
    """The open drafts of what is proposed to it."""
    return with_rows().open().filter(municipality=to.municipality, challenge=to.challenge)


@transaction.atomic
def _made(to: Addressee, partner: Partner, proposal: Proposal | None) -> ProposalDraft:
    draft = Draft.objects.create(kind=KIND, target=to.key)
    return ProposalDraft.objects.create(
        draft=draft,
        partner=partner,
        municipality=to.municipality,
        challenge=to.challenge,
        proposal=proposal,
    )


def find(request: HttpRequest, token: str) -> ProposalDraft | None:
    """The draft that a form names, sent or not, if the person may write it."""
    pk = _token(token)
    return with_rows().writable_by(request.user).filter(pk=pk).first() if pk else None


def lock(request: HttpRequest, token: str) -> Draft | None:
    """The same, locked for the transaction that sends it."""
    pk = _token(token)
    if pk is None:
        return None
    mine = ProposalDraft.objects.writable_by(request.user).filter(pk=pk)
    return Draft.objects.select_for_update().filter(pk__in=mine.values("pk")).first()


def _token(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@transaction.atomic
def keep(shared: ProposalDraft, posted: QueryDict, *, by: User, form_url: str) -> Kept:
    """Put what somebody has typed to what is there. `shared` then has what is there now."""
    typed, base = drafts.typed(posted), posted.get("base", "")
    reread(shared)
    if not shared.is_open:
        _put_aside(shared, typed, base, by)
        return Kept(base, is_sent=True)
    if not base and (shared.changed_by in (None, by)):
        base = base_of(shared.draft.data)  # no form of ours: nobody else's words are in the way
    merged = merge(shared.draft.data, typed, base, ANSWERS)
    if merged.answers != shared.draft.data or not shared.draft.form_url:
        write(shared, merged.answers, by=by, form_url=form_url)
    drafts.drop_files(shared.draft, posted.getlist("remove_file"))
    if merged.clashes:
        _put_aside(shared, typed, base, by)
    return Kept(_base_after(typed, base, merged.clashes), merged.clashes, merged.theirs)


def reread(shared: ProposalDraft) -> None:
    """The draft as it is now, held until the transaction ends; `is_open` is not believed before."""
    shared.draft = Draft.objects.select_for_update().get(pk=shared.pk)
    shared.refresh_from_db(fields=["version", "is_open", "changed_by", "proposal"])


def write(shared: ProposalDraft, answers: Answers, *, by: User | None, form_url: str = "") -> None:
    """Store answers in a draft that the transaction holds."""
    shared.draft.data = dict(answers)
    shared.draft.form_url = form_url or shared.draft.form_url
    shared.draft.save(update_fields=["data", "form_url", "updated_at"])
    shared.version, shared.changed_by = shared.version + 1, by
    shared.save(update_fields=["version", "changed_by", "updated_at"])


def discard(shared: ProposalDraft) -> None:
    """Throw a draft away that the transaction holds, for everybody who shares it."""
    drafts.discard(shared.draft)


def close(shared: ProposalDraft, proposal: Proposal) -> None:
    """It is sent in: nothing is written to it any more."""
    shared.proposal, shared.is_open = proposal, False
    shared.save(update_fields=["proposal", "is_open", "updated_at"])


def base_of(answers: Answers) -> str:
    """What a form that shows these answers carries."""
    return fingerprints(answers, ANSWERS)


def _base_after(typed: Answers, base: str, clashes: tuple[str, ...]) -> str:
    """For the form as it stands: what clashes goes on to clash until somebody has chosen."""
    before = dict(pair.split(":", 1) for pair in base.split() if ":" in pair)
    now = dict(pair.split(":", 1) for pair in base_of(typed).split())
    return " ".join(
        f"{name}:{before.get(name, '') if name in clashes else mark}" for name, mark in now.items()
    )


# ----- the form that clashed ---------------------------------------------------------------------


def aside(shared: ProposalDraft, person: User) -> Draft | None:
    """What the person has typed that could not be put into the draft, if there is something."""
    rows = Draft.objects.filter(user=person, kind=ASIDE, target=str(shared.pk), sent_at=None)
    return rows.first()


def _put_aside(shared: ProposalDraft, typed: Answers, base: str, by: User) -> None:
    own = drafts.open_draft(by, ASIDE, str(shared.pk))
    if own.data:
        base = own.data["base"][0]  # the first clash saw what both began with
    own.data = {**typed, "base": [base]}
    own.form_url = reverse("challenges:proposal_draft_both", args=[shared.pk])
    own.save(update_fields=["data", "form_url", "updated_at"])


@transaction.atomic
def choose(
    shared: ProposalDraft, mine: Draft, taken: set[str], *, by: User, seen_version: int
) -> bool:
    """Put the answers that the person takes from their own form into the draft, and forget the
    form. False, and nothing done, where somebody has written since both were shown.
    """
    reread(shared)
    if shared.version != seen_version or not shared.is_open:
        return False
    chosen = {name: values for name, values in mine.data.items() if name in taken}
    emptied = {name for name in taken if name in ANSWERS and name not in mine.data}
    kept = {name: values for name, values in shared.draft.data.items() if name not in emptied}
    write(shared, {**kept, **chosen}, by=by)
    drafts.discard(mine)
    return True
