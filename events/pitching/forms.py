"""What a partner says of its pitch, and why the office does not choose one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.pitching.steps import Answers
from partners.models import Listing, Partner
from tomoni.accounts.models import DraftFile
from tomoni.forms import LineField, TextField
from tomoni.uploads import UploadField

MOST_MINUTES = 30


class PitchForm(forms.Form):
    """The pitch of `partner`, which may link one of its needs and seeds that are shown now."""

    title = LineField(
        label=_("Title"),
        max_length=80,
        help_text=_("In one line. Example: Who lends us a kitchen on Saturdays?"),
    )
    ask = TextField(
        label=_("What we ask for"),
        max_length=1_000,
        rows=5,
        help_text=_("What those in the hall could do for you: people, places, know-how, contacts."),
    )
    listing = forms.ModelChoiceField(
        Listing.objects.none(),
        label=_("Which need or seed it is about"),
        required=False,
        empty_label=_("None of them"),
        help_text=_("Whoever may see it finds it beside your pitch."),
    )
    presenter = LineField(
        label=_("Who presents"),
        max_length=100,
        help_text=_("The name stands in the programme, which everybody can read."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        initial=5,
        help_text=_("How long you would like to speak. The clock in the hall counts down from it."),
    )
    slides = UploadField(
        suffixes=(".pdf",),
        label=_("Slides (PDF)"),
        help_text=_(
            "A PDF of up to 10 MB. Those who take part can download it; it is not published. "
            "You can hand it in later, until pitches close."
        ),
    )
    removes_slides = forms.BooleanField(label=_("Take the present slides away"), required=False)

    def __init__(
        self,
        *args: Any,
        partner: Partner,
        has_slides: bool = False,
        linked: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = Listing.objects.live().filter(partner=partner)
        if linked:
            rows = rows | Listing.objects.filter(pk=linked, partner=partner)
        listing: Any = self.fields["listing"]
        listing.queryset = rows.order_by("side", "title", "pk")
        listing.label_from_instance = lambda row: f"{row.get_side_display()}: {row.title}"
        if not has_slides:
            del self.fields["removes_slides"]

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """What it is about."""
        return [self[name] for name in ("title", "ask", "listing")]

    @property
    def talk_fields(self) -> list[forms.BoundField]:
        """The talk itself."""
        return [self[name] for name in ("presenter", "minutes")]

    def answers(self, slides: list[DraftFile]) -> Answers:
        """What the step takes, with the slides that were sent."""
        names = ("title", "ask", "listing", "presenter", "minutes")
        return Answers(
            **{name: self.cleaned_data[name] for name in names},
            slides=slides[-1] if slides else None,
            drops_slides=bool(self.cleaned_data.get("removes_slides")),
        )


class DeclineForm(forms.Form):
    """Why a pitch is not chosen; the partner reads it."""

    reason = TextField(
        label=_("Why not this time"),
        help_text=_("The partner reads this. Say what would make it fit another time."),
        max_length=500,
        rows=4,
    )


class HelpForm(forms.Form):
    """A few words, or none, on how one can help. Who is there for no partner can only be reached
    by e-mail, so for them the tick is needed.
    """

    words = LineField(
        label=_("How I can help (optional)"),
        max_length=300,
        required=False,
    )
    shares_email = forms.BooleanField(
        label=_("My e-mail address may be shown to them"), required=False
    )

    def __init__(self, *args: Any, is_citizen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_citizen = is_citizen

    def clean_shares_email(self) -> bool:
        """Whether they may see it; without it nobody could reach a citizen."""
        shares = bool(self.cleaned_data["shares_email"])
        if self.is_citizen and not shares:
            raise forms.ValidationError(
                _("Please let them see your e-mail address; else they cannot reach you.")
            )
        return shares
