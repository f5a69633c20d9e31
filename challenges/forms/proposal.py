"""What a partner writes to answer a challenge."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import sections_of
from challenges.models import Proposal
from partners.forms.fields import GoalsField, RowField, Section, administrative_fields, limit_to
from partners.models import Partner
from tomoni.accounts.models import Draft
from tomoni.forms import LONG, LineField, TextField
from tomoni.uploads import MAX_FILES, UploadField

SECTIONS = (
    (_("What you propose"), ("partner", "title", "summary", "plan")),
    (_("Working together"), ("brings", "needs", "schedule", "cost")),
    (_("Where it belongs"), ("goals", "fields")),
    (_("Who may read it"), ("confidentiality",)),
)


class ProposalForm(forms.Form):
    """`partners` are those for which the person may propose; there is always one at least.

    Who belongs to several is shown the one (`names_partner`), so that what was written for one is
    never sent for another that was switched to meanwhile.
    """

    partner = RowField(Partner.objects.none(), label=_("Proposed by"))
    title = LineField(label=_("Title"), max_length=100)
    summary = TextField(
        label=_("Summary"), rows=4, help_text=_("What you propose, in three or four sentences.")
    )
    plan = TextField(
        label=_("Plan"), rows=8, max_length=LONG, help_text=_("What you would do, step by step.")
    )
    brings = TextField(
        label=_("What we bring"),
        rows=4,
        help_text=_("People, technology, places, experience – what you can put in."),
    )
    needs = TextField(label=_("What we need from the city"), rows=3, required=False)
    schedule = TextField(label=_("Schedule"), rows=3, required=False)
    cost = TextField(label=_("Cost and who bears it"), rows=3, required=False)
    goals = GoalsField(required=False, label=_("SDGs your proposal serves"))
    attachments = UploadField(
        most=MAX_FILES,
        label=_("Attachments"),
        help_text=_("Up to five files of 10 MB each: PDF, Word, Excel, PowerPoint or pictures."),
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it once it is accepted"),
        choices=Proposal.Confidentiality,
        initial=Proposal.Confidentiality.CITY,
        widget=forms.RadioSelect,
        help_text=_(
            "Until the city has accepted it, only you and the city can read it. "
            "Attachments are never shown to anybody else."
        ),
    )

    def __init__(
        self,
        *args: Any,
        partners: Sequence[Partner],
        draft: Draft | None = None,
        names_partner: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.partners, self.draft = partners, draft
        # Not declared above, where the name would hide the form's own `fields`.
        self.fields["fields"] = administrative_fields()
        if names_partner or len(partners) > 1:
            own = [partner.pk for partner in partners]
            limit_to(self, "partner", Partner.objects.filter(pk__in=own))
        else:
            del self.fields["partner"]

    def clean_attachments(self) -> Any:
        """With those kept before, no more than may be sent."""
        files = self.cleaned_data["attachments"]
        names = [name for name, _file in files]
        kept = self.draft.files.exclude(name__in=names).count() if self.draft and files else 0
        if kept + len(files) > MAX_FILES:
            raise ValidationError(
                _("At most %(most)d files; %(kept)d are kept already. Remove one first."),
                params={"most": MAX_FILES, "kept": kept},
            )
        return files

    def clean(self) -> dict[str, Any]:
        """Say for whom, where there was nothing to choose."""
        if "partner" not in self.fields:
            self.cleaned_data["partner"] = self.partners[0]
        return self.cleaned_data

    @property
    def sections(self) -> list[Section]:
        """The questions as they stand together on the confirmation."""
        return sections_of(self, SECTIONS)
