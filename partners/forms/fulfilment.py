"""How it went: asked when a need or seed is fulfilled. Every question may be left open."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import RowField, row_of
from partners.models import Fulfilment, Listing, Partner
from tomoni import text
from tomoni.forms import LineField, TextField

FOUND = 10
"""Partners shown for the words looked for."""


class FulfilmentForm(forms.Form):
    """Through what, with whom, what came of it, and whether it may be told."""

    way = forms.ChoiceField(
        label=_("How did you find each other?"),
        choices=[
            (Fulfilment.Way.SUGGESTION, _("Through a suggestion of this platform")),
            (Fulfilment.Way.CHALLENGE, _("Through a challenge of a municipality")),
            (Fulfilment.Way.MEETING, _("At a meeting")),
            (Fulfilment.Way.INTRODUCTION, _("The city or an association introduced us")),
            (Fulfilment.Way.OURSELVES, _("By ourselves")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    counterpart_name = LineField(
        label=_("With whom?"),
        max_length=100,
        required=False,
        help_text=_(
            "The name of the organisation or person. If they are registered here, look for them; "
            "otherwise the name is enough. It is shown to the city and to you only."
        ),
    )
    counterpart = RowField(
        Partner.objects.none(),
        label=_("Partners of that name"),
        required=False,
        widget=forms.RadioSelect,
    )
    story = TextField(
        label=_("What came of it?"),
        max_length=1_000,
        rows=4,
        required=False,
        help_text=_("Example: The offcuts go to three nurseries now, once a month."),
    )
    may_be_told = forms.BooleanField(
        label=_("What came of it may be shown on the page of the entry"), required=False
    )

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data)
        others = Partner.objects.approved().exclude(pk=listing.partner_id)
        chosen = row_of(others, data.get("counterpart")) if data else None
        self.is_looking = False
        self._offer(others, [chosen] if chosen else [])

    def _offer(self, valid: QuerySet[Partner], shown: list[Partner]) -> None:
        """Any partner may be the one, but only these are there to be ticked."""
        question: Any = self.fields["counterpart"]
        question.queryset, question.empty_label = valid, None
        none = ("", _("None of these: the name as I wrote it"))
        question.choices = [*((row.pk, row.name) for row in shown), none]
        self.found = shown

    @property
    def told(self) -> dict[str, Any]:
        """The columns of a `Fulfilment`; nothing where no question was answered."""
        answers = self.cleaned_data
        if not any(answers[name] for name in ("way", "counterpart_name", "counterpart", "story")):
            return {}
        return {
            **answers,
            "counterpart_name": "" if answers["counterpart"] else answers["counterpart_name"],
        }

    def look_for_partners(self) -> None:
        """Offer the partners whose name or text has the words; the form is shown once more."""
        words = text.one_line(self.data.get("counterpart_name", ""))[:100]
        valid: Any = self.fields["counterpart"].queryset  # type: ignore[attr-defined]
        found = valid.found_by(words) if words else valid.none()
        self._offer(valid, list(found.order_by("kana", "pk")[:FOUND]))
        self.is_looking = True
        self.is_bound, self.initial = False, self._typed()

    def _typed(self) -> dict[str, Any]:
        return {
            name: question.widget.value_from_datadict(self.data, {}, name)
            for name, question in self.fields.items()
        }
