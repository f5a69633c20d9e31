"""What a manager writes down as the rules of the municipality."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import RowsField as TickField
from tomoni import text
from tomoni.form_rows import RowsField, rows
from tomoni.forms import LineField
from tomoni.municipalities.models import IntroductionRoute, Municipality
from tomoni.taxonomy.models import PartnerType

MOST_GROUNDS = 20


class GroundForm(forms.Form):
    """A ground for which a proposal may be declined."""

    name_ja = LineField(label=_("Ground (Japanese)"), max_length=100)
    name_en = LineField(label=_("Ground (English)"), max_length=100, required=False)


class RulesForm(forms.Form):
    """The rules of a municipality; `version` is what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reply_days = forms.IntegerField(
        label=_("Days until a proposal has its reply"),
        min_value=1,
        max_value=180,
        help_text=_(
            "For free proposals, and to begin with in every new challenge. What has been promised"
            " for a challenge or proposal stays."
        ),
    )
    grounds = RowsField(
        GroundForm,
        most=MOST_GROUNDS,
        spare=2,
        label=_("Grounds for which a proposal may be declined"),
        help_text=_(
            "Whoever declines a proposal chooses one of these, and adds reasons of their own. To"
            " take one out, empty its line; proposals that were declined for it keep its words."
        ),
        error_messages={"required": _("Please write at least one ground.")},
    )
    publishes_alone = forms.BooleanField(
        label=_("A manager may publish a challenge alone"),
        required=False,
        help_text=_(
            "For offices with a single manager. Otherwise a second person reads every challenge"
            " before the public does."
        ),
    )
    partner_types = TickField(
        PartnerType.objects.all(),
        label=_("Who may register as a partner"),
        help_text=_("Without a tick, everybody may. Who is registered already stays."),
    )
    renewal_months = forms.IntegerField(
        label=_("Months that a registration lasts"),
        min_value=1,
        max_value=120,
        help_text=_("Counts from the next approval or renewal on."),
    )

    introduction_routes = forms.MultipleChoiceField(
        label=_("How partners may ask to talk with those of the municipality"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (
                IntroductionRoute.DIRECT,
                _("Directly: the other partner gets the message at once"),
            ),
            (
                IntroductionRoute.OFFICE,
                _("Through your office: you read it first, and pass it on or say why not"),
            ),
            (
                IntroductionRoute.FEDERATION,
                _("Through a federation to which the other partner belongs: it reads it first"),
            ),
        ],
        help_text=_(
            "Who asks chooses one of these ways. Where only a federation may pass it on and the"
            " partner belongs to none, your office does. What was asked already goes on as it was."
        ),
        error_messages={"required": _("Please leave at least one way open.")},
    )

    def clean_grounds(self) -> list[dict[str, Any]]:
        """Each once."""
        answers: list[dict[str, Any]] = self.cleaned_data["grounds"]
        names = [text.key(row["name_ja"]) for row in answers]
        if len(set(names)) < len(names):
            raise ValidationError(_("Two grounds have the same words."))
        return answers

    @cached_property
    def ground_rows(self) -> list[forms.Form]:
        """The lines to draw."""
        return rows(self["grounds"])


def answers_of(town: Municipality) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    return {
        **{name: getattr(town, name) for name in ("version", "reply_days", "renewal_months")},
        "publishes_alone": town.publishes_alone,
        "introduction_routes": town.introduction_routes,
        "partner_types": list(town.partner_types.values_list("pk", flat=True)),
        "grounds": list(town.refusal_grounds.current().values("name_ja", "name_en")),
    }
