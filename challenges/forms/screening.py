"""What the office writes when it weighs proposals: criteria, reviewers, scores, interviews."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import MomentField
from challenges.models import Criterion, Interview
from challenges.models.screening import MOST_WEIGHT
from challenges.screening.board import Sheet
from challenges.screening.scoring import Mark
from tomoni.accounts.models import User
from tomoni.form_rows import RowsField, rows
from tomoni.forms import SHORT, LineField, TextField

MOST_CRITERIA = 10
POINTS = (
    (5, _("5: very good")),
    (4, _("4: good")),
    (3, _("3: fair")),
    (2, _("2: weak")),
    (1, _("1: poor")),
)


class CriterionForm(forms.Form):
    """One criterion with its weight."""

    name = LineField(label=_("Criterion"), max_length=60)
    meaning = LineField(label=_("What it means"), max_length=300, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=MOST_WEIGHT)


class CriteriaForm(forms.Form):
    """All criteria of a challenge; `version` is what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    criteria = RowsField(
        CriterionForm,
        most=MOST_CRITERIA,
        spare=2,
        label=_("Evaluation criteria"),
        help_text=_(
            "Weights are whole numbers, e.g. per cent. A criterion with twice the weight counts"
            " twice. To take a criterion out, empty its line."
        ),
        error_messages={"required": _("Please write at least one criterion.")},
    )
    sets_aside = forms.BooleanField(
        label=_("Set all scores aside, and have the reviewers score anew by these criteria"),
        required=False,
    )

    def __init__(self, *args: Any, may_set_aside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_set_aside:
            del self.fields["sets_aside"]

    def clean_criteria(self) -> list[dict[str, Any]]:
        """Each has a name of its own."""
        answers: list[dict[str, Any]] = self.cleaned_data["criteria"]
        names = [row["name"] for row in answers]
        if len(set(names)) < len(names):
            raise ValidationError(_("Two criteria have the same name."))
        return answers

    @cached_property
    def criterion_rows(self) -> list[forms.Form]:
        """The lines to draw."""
        return rows(self["criteria"])

    @property
    def total_weight(self) -> int:
        """What the weights add up to, as far as they are numbers."""
        typed = (str(row["weight"].value() or "") for row in self.criterion_rows)
        return sum(int(weight) for weight in typed if weight.isdecimal())


class ReviewersForm(forms.Form):
    """Who of the office scores the proposals."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Reviewers"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Who is new gets a mail. Who is taken out is no longer waited for; scores they have"
            " given stay."
        ),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = colleagues  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    """Points and a remark for each criterion."""

    def __init__(
        self, *args: Any, criteria: Sequence[Criterion], given: Sheet | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        before = {score.criterion_id: score for score in given.scores} if given else {}
        for criterion in criteria:
            score = before.get(criterion.pk)
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=_("Points for “%(criterion)s”") % {"criterion": criterion.name},
                choices=POINTS,
                coerce=int,
                widget=forms.RadioSelect,
                initial=score.points if score else None,
            )
            self.fields[f"remark_{criterion.pk}"] = TextField(
                label=_("Remark on “%(criterion)s”") % {"criterion": criterion.name},
                rows=2,
                max_length=SHORT,
                required=False,
                initial=score.remark if score else "",
            )

    @property
    def parts(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        """Each criterion with its two questions."""
        return [
            (each, self[f"points_{each.pk}"], self[f"remark_{each.pk}"]) for each in self.criteria
        ]

    @property
    def marks(self) -> dict[int, Mark]:
        """What was answered."""
        answers = self.cleaned_data
        return {
            each.pk: Mark(answers[f"points_{each.pk}"], answers[f"remark_{each.pk}"])
            for each in self.criteria
        }


class ConflictForm(forms.Form):
    """Why somebody should not score this proposal."""

    has_conflict = forms.BooleanField(label=_("I have a conflict of interest here"))
    reason = LineField(
        label=_("Why, in a word"),
        max_length=200,
        help_text=_("E.g. a member of my family works there. The office reads it."),
    )


class InterviewForm(forms.Form):
    """When and where the city talks with the partner."""

    starts_at = MomentField(label=_("Date and time"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=10, max_value=480, initial=60
    )
    place = LineField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Building and room. Leave it empty for a talk online."),
    )
    link = forms.URLField(
        label=_("Address for joining online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("It begins with https://. Leave it empty for a talk at a place."),
    )
    word = TextField(
        label=_("A word to the partner"),
        rows=5,
        max_length=SHORT,
        required=False,
        help_text=_("Who will be there, and what you would like to hear about."),
    )

    def clean_starts_at(self) -> Any:
        """Still to come."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= timezone.now():
            raise ValidationError(_("Please choose a day and time that are still to come."))
        return starts_at

    def clean(self) -> dict[str, Any]:
        """At a place, online, or both."""
        answers = self.cleaned_data
        if {"place", "link"} <= answers.keys() and not answers["place"] and not answers["link"]:
            self.add_error("place", _("Please write a place, or an address for joining online."))
        return answers


def answers_of(interview: Interview | None) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    if interview is None:
        return {"minutes": 60}
    names = ("minutes", "place", "link", "word")
    return {name: getattr(interview, name) for name in names} | {
        "starts_at": timezone.localtime(interview.starts_at)
    }


class AssignForm(forms.Form):
    """Who is in charge; empty means nobody."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("In charge"), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
