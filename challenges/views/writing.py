"""The way through the form of a proposal, which the members of a partner take together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from challenges.forms.proposal import ProposalForm
from challenges.models import Challenge, CoAuthor, Proposal, ProposalDraft
from challenges.proposing import joint, sharing
from challenges.proposing.addressee import Addressee, addressee_of
from challenges.proposing.joint import UnansweredError
from challenges.proposing.saying import labels, said
from challenges.standing import Standing, standing
from challenges.views.versions_aside import both_versions
from partners.access import memberships
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import LostUpdateError, StateError

Send = Callable[[BaseForm, ProposalDraft, datetime], Proposal]


@dataclass
class Writing:
    """One person's way through the form of a draft that its partner shares."""

    request: HttpRequest
    shared: ProposalDraft
    names: tuple[str, str]  # of the URLs of form and confirmation
    key: str  # what stands in these URLs
    kept: sharing.Kept | None = field(default=None, init=False)

    @property
    def to(self) -> Addressee:
        """What the proposal answers."""
        return addressee_of(self.shared)

    @property
    def person(self) -> User:
        """Who writes."""
        assert isinstance(self.request.user, User)  # noqa: S101 – only members come here
        return self.request.user

    @cached_property
    def steps(self) -> Steps:
        """With the partner in the address, where the person could mean another."""
        several = len(memberships(self.request)) > 1
        query = f"?partner={self.shared.partner.slug}" if several else ""
        form, confirm = (reverse(f"challenges:{name}", args=[self.key]) for name in self.names)
        return Steps(form=form + query, confirm=confirm + query)

    @cached_property
    def flow(self) -> DraftForm:
        """The form over the shared answers."""
        partner = self.shared.partner
        return DraftForm(
            self.request,
            self.shared.draft,
            ProposalForm,
            self.steps,
            form_kwargs={"partners": [partner], "draft": self.shared.draft},
            initial={"confidentiality": Proposal.Confidentiality.CITY},
            keep_shared=self._keep,
            lock=sharing.lock,
        )

    @property
    def context(self) -> dict[str, Any]:
        """What form and confirmation show beside the answers."""
        draft = self.shared.draft
        return {
            "shared": self.shared,
            "to": self.to,
            "challenge": self.to.challenge,
            "municipality": self.to.municipality,
            "base": SimpleLazyObject(lambda: self._base()),
            "kept": SimpleLazyObject(lambda: self.kept or ""),
            "theirs": SimpleLazyObject(lambda: labels(self.kept.theirs) if self.kept else ""),
            "aside": SimpleLazyObject(lambda: sharing.aside(self.shared, self.person)),
            # After the POST has kept them.
            "files": lambda: drafts.files_of(draft, "attachments"),
            "grace_minutes": int(Challenge.GRACE.total_seconds() // 60),
            "co_authors": SimpleLazyObject(lambda: self._co_authors()),
            "agreed_to_less": lambda: self._agreed_to_less(),
        }

    def fill_in(self, page: str, context: dict[str, Any]) -> HttpResponse:
        """The form; what was typed goes into the draft that all share."""
        if self.request.POST.get("step") == "discard":
            joint.discard(self.shared, by=self.person)
            return HttpResponseRedirect(self.steps.form)
        return self.flow.fill_in(page, {**self.context, **context})

    def confirm(self, page: str, send: Send) -> HttpResponse:
        """Everything once more; the POST sends it in, unless somebody has written meanwhile."""
        if self.request.method == "GET" and sharing.aside(self.shared, self.person):
            return HttpResponseRedirect(
                reverse("challenges:proposal_draft_both", args=[self.shared.pk])
            )
        try:
            return self.flow.confirm(page, self._sender(send), self.context)
        except UnansweredError as error:
            messages.error(self.request, str(error))
            return HttpResponseRedirect(self.steps.confirm)
        except StateError as error:
            if self.shared.proposal and self.shared.is_open:
                messages.error(self.request, str(error))
                return HttpResponseRedirect(self.shared.get_absolute_url())
            return refusal(self.request, self.to, self.shared)

    def _sender(self, send: Send) -> Callable[[BaseForm, Draft], str]:
        def checked(form: BaseForm, draft: Draft) -> str:
            sharing.reread(self.shared)
            if self.request.POST.get("version") != str(self.shared.version):
                raise LostUpdateError
            proposal = send(form, self.shared, draft.created_at)
            return reverse("challenges:proposal_done", args=[proposal.receipt])

        return checked

    def _keep(self) -> HttpResponse | None:
        form_url = f"{self.steps.form.partition('?')[0]}?partner={self.shared.partner.slug}"
        kept = sharing.keep(self.shared, self.request.POST, by=self.person, form_url=form_url)
        self.kept, self.flow.draft = kept, self.shared.draft
        if self.request.htmx.target == "draft-state":  # type: ignore[attr-defined]
            context = {**self.context, "saved_at": timezone.now(), "kept": kept}
            return render(self.request, "challenges/_shared_state.html", context)
        if kept.is_sent:
            return self._sent_already()
        if kept.clashes:
            return both_versions(self.request, self.shared, status=409)
        return None

    def _sent_already(self) -> HttpResponse:
        """A page that was opened before a colleague, or the person in another tab, sent it in."""
        mine = sharing.aside(self.shared, self.person)
        if mine and said(mine.data) == said(self.shared.draft.data):
            drafts.discard(mine)
        else:
            messages.warning(
                self.request,
                _("This proposal has been sent in already. What you have typed is kept."),
            )
        return HttpResponseRedirect(self.shared.draft.result_url)

    def _base(self) -> str:
        return self.kept.base if self.kept else sharing.base_of(self.shared.draft.data)

    def _agreed_to_less(self) -> list[tuple[str, str]]:
        """Of each partner that has agreed to other words its name, and which were written anew."""
        changed = joint.changed_since_agreed(self.shared)
        return [
            (row.partner.name, labels(changed[row.pk]))
            for row in self._co_authors()
            if row.pk in changed
        ]

    def _co_authors(self) -> list[CoAuthor]:
        rows = CoAuthor.objects.of_draft(self.shared).named()
        return list(rows.select_related("partner"))


def refusal(request: HttpRequest, to: Addressee, shared: ProposalDraft | None) -> HttpResponse:
    """Why not, what to do about it, and what was typed, to be copied."""
    if to.challenge:
        to.challenge.refresh_from_db(fields=["state", "closes_at"])
    reason = standing(request, to)
    context = {
        "to": to,
        "challenge": to.challenge,
        "municipality": to.municipality,
        "standing": Standing.CLOSED if reason == Standing.MAY_PROPOSE else reason,
        "shared": shared,
        "answers": said(shared.draft.data) if shared else [],
    }
    return render(request, "challenges/_proposal_refused.html", context, status=403)
