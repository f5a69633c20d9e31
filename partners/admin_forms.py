"""What the operator's pages ask and refuse: no partner loses its last owner there either."""

from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, Partner
from tomoni.forms import SHORT

_LAST_OWNER = _(
    "%(name)s would be left without an owner. Make somebody else the owner first; "
    "or, if it takes part no longer, let it be withdrawn."
)


def last_owner_words(partner: Partner | str) -> str:
    """Why a membership stays, in the reader's language."""
    return str(_LAST_OWNER) % {"name": partner}


class MembershipForm(forms.ModelForm):
    """A membership by itself."""

    def clean(self) -> dict[str, Any]:
        """The last owner stays the owner, of this partner."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        stored = Membership.objects.filter(pk=self.instance.pk).last_owners().first()
        if stored and not self._is_still_owner(stored, answers):
            raise ValidationError(last_owner_words(stored.partner))
        return answers

    def _is_still_owner(self, stored: Membership, answers: dict[str, Any]) -> bool:
        _lock(stored.partner)
        is_same = answers.get("partner") == stored.partner
        user = answers.get("user")
        is_owner = answers.get("role") == Membership.Role.OWNER
        return is_same and is_owner and user is not None and user.is_active


class MembershipFormSet(BaseInlineFormSet):
    """The people of a partner, on its page."""

    def clean(self) -> None:
        """Who had an owner has one afterwards."""
        super().clean()
        partner: Partner = self.instance
        _lock(partner)
        owners = Membership.objects.filter(partner=partner, role=Membership.Role.OWNER)
        had_one = owners.filter(user__is_active=True).exists()
        is_over = partner.state == Partner.State.WITHDRAWN
        if had_one and not is_over and not any(map(self._owns, self.forms)):
            raise ValidationError(last_owner_words(partner))

    def _owns(self, form: Any) -> bool:
        answers = getattr(form, "cleaned_data", {})
        if not answers or form in self.deleted_forms:
            return False
        is_owner = answers.get("role") == Membership.Role.OWNER
        return is_owner and bool(answers.get("user") and answers["user"].is_active)


class ReasonActionForm(ActionForm):
    """An action of the list with the reason that its owners read."""

    reason = forms.CharField(
        label=_("Reason (for suspending; the owners read it)"), max_length=SHORT, required=False
    )


def _lock(partner: Partner) -> None:
    """Like the steps of the members: the last owner is counted while nobody else changes them."""
    Partner.objects.select_for_update(no_key=True).only("pk").filter(pk=partner.pk).first()
