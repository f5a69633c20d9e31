"""The SDGs declaration with its targets, and the report of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from partners.models import Partner, Target, TargetReport, YearReport
from partners.publishing.declaring import MOST, Line, Told
from tomoni.form_rows import RowsField, rows
from tomoni.forms import SHORT, LineField, TextField, UrlField
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Goal

Choices = list[tuple[str, str]]
_CHOOSE = ("", _("Please choose"))


def _two_lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "class": "two-lines"})


class TargetForm(forms.Form):
    """One target. Goals and visions are given by the class made for a partner."""

    goal = forms.ChoiceField(label=_("Goal"), required=False)
    vision = forms.ChoiceField(label=_("Vision of the municipality"), required=False)
    aim = LineField(label=_("What we aim at"), max_length=300, required=False, widget=_two_lines())
    by_when = LineField(label=_("By when"), max_length=60, required=False)
    measure = LineField(
        label=_("How we measure it"), max_length=200, required=False, widget=_two_lines()
    )

    def clean(self) -> dict[str, Any]:
        """Something to aim at, and a goal or vision to which it belongs."""
        answers = self.cleaned_data
        if "aim" in answers and not answers["aim"]:
            self.add_error("aim", _("Please write what you aim at."))
        has_place = answers.get("goal") or answers.get("vision")
        if not has_place and not self.has_error("goal") and not self.has_error("vision"):
            words = _("Please choose a goal.")
            if "vision" in self.fields:
                words = _("Please choose a goal, or a vision of your municipality.")
            self.add_error("goal", words)
        return answers


_ORDER = ("goal", "vision", "aim", "by_when", "measure")


def target_form(goals: Choices, visions: Choices) -> type[TargetForm]:
    """The form of one target, with what there is to choose from."""
    chosen: dict[str, Any] = {}
    chosen["goal"] = forms.ChoiceField(label=_("Goal"), required=False, choices=goals)
    label = _("Vision of the municipality")
    chosen["vision"] = forms.ChoiceField(label=label, required=False, choices=visions)
    if len(visions) < 2:
        chosen["vision"] = None  # which leaves the question out
    made: Any = type("TargetForm", (TargetForm,), chosen)
    made.base_fields = {name: made.base_fields[name] for name in _ORDER if name in made.base_fields}
    return cast(type[TargetForm], made)


class DeclarationForm(forms.Form):
    """The words of the declaration, and its targets as lines."""

    declaration = TextField(
        label=_("SDGs declaration"),
        max_length=SHORT,
        required=False,
        rows=4,
        help_text=_("What you promise to do. Example: By 2030 we grow all our tea without waste."),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {str(goal.pk): goal for goal in Goal.objects.all()}
        used = Vision.objects.filter(targets__in=partner.targets.current())
        visions = Vision.objects.filter(municipality=partner.municipality).choosable(kept=used)
        self.visions = {str(vision.pk): vision for vision in visions}
        goals: Choices = [_CHOOSE, *((pk, f"{pk} {goal.name}") for pk, goal in self.goals.items())]  # type: ignore[list-item]
        named: Choices = [_CHOOSE, *((pk, row.name) for pk, row in self.visions.items())]  # type: ignore[list-item]
        self.fields["targets"] = RowsField(
            target_form(goals, named),
            most=MOST,
            spare=2,
            required=False,
            label=_("Targets"),
            help_text=_("One row for each thing you will do. An empty row does not count."),
        )

    @cached_property
    def target_rows(self) -> list[forms.Form]:
        """The rows to draw."""
        return rows(self["targets"])

    @property
    def lines(self) -> list[Line]:
        """The targets of the valid form."""
        return [
            Line(
                row["aim"],
                self.goals.get(row["goal"]),
                self.visions.get(row.get("vision", "")),
                row["by_when"],
                row["measure"],
            )
            for row in self.cleaned_data["targets"]
        ]

    def clean(self) -> dict[str, Any]:
        """Nothing at all is no declaration."""
        answers = self.cleaned_data
        if not self.errors and not answers.get("declaration") and not answers.get("targets"):
            raise ValidationError(_("Please write the declaration, or at least one target."))
        return answers


def declaration_of(partner: Partner) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    targets = partner.targets.current()
    return {
        "declaration": partner.declaration,
        "targets": [
            {
                "goal": str(target.goal_id or ""),
                "vision": str(target.vision_id or ""),
                "aim": target.aim,
                "by_when": target.by_when,
                "measure": target.measure,
            }
            for target in targets
        ],
    }


@dataclass(frozen=True)
class TargetQuestions:
    """The questions about one target."""

    target: Target
    fields: list[BoundField]


class YearReportForm(forms.Form):
    """What became of each target in the year. The version tells what the writer has seen."""

    summary = TextField(
        label=_("The year in a few words"),
        required=False,
        rows=3,
        help_text=_("What went well, what you learnt. Everybody can read it."),
    )
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        for target in targets:
            questions = _questions()
            words = _("Please choose how far “%(aim)s” is.") % {"aim": target.aim}
            questions["state"].error_messages["required"] = words
            for name, field in questions.items():
                self.fields[f"t{target.pk}-{name}"] = field

    @property
    def by_target(self) -> list[TargetQuestions]:
        """The questions of each target together."""
        return [
            TargetQuestions(target, [self[f"t{target.pk}-{name}"] for name in _questions()])
            for target in self.targets
        ]

    @property
    def told(self) -> list[Told]:
        """The answers of the valid form."""
        answers = self.cleaned_data
        return [
            Told(target, *(answers[f"t{target.pk}-{name}"] for name in _questions()))
            for target in self.targets
        ]


def _questions() -> dict[str, forms.Field]:
    return {
        "state": forms.ChoiceField(
            label=_("How far is it?"), choices=TargetReport.State, widget=forms.RadioSelect
        ),
        "text": TextField(label=_("What did you do?"), required=False, rows=3),
        "figure": LineField(
            label=_("Figure"),
            max_length=120,
            required=False,
            help_text=_("As you count it. Example: 120 children, 1.5 t less waste"),
        ),
        "link": UrlField(
            label=_("Link"), required=False, help_text=_("A page where one can read more.")
        ),
    }


def report_of(report: YearReport | None) -> dict[str, Any]:
    """What the form shows of a report that is there already."""
    if report is None:
        return {"seen_version": 0}
    answers: dict[str, Any] = {"summary": report.summary, "seen_version": report.version}
    for line in report.lines.all():
        for name in _questions():
            answers[f"t{line.target_id}-{name}"] = getattr(line, name)
    return answers
