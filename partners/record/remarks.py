"""What staff ask of single answers when they give a registration back.

Kept with the partner until it is approved: `{question: {"text": …, "changed": false}}`. An answer
that is changed afterwards is marked, so that staff see at the next review what was done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from partners.models import Partner
from partners.record.questions import QUESTIONS

Remarks = dict[str, dict[str, Any]]


def begin(asked: Mapping[str, str]) -> Remarks:
    """The remarks as they are kept; those that say nothing are none."""
    return {name: {"text": text, "changed": False} for name, text in asked.items() if text}


def answered(remarks: Remarks, changed: Iterable[str]) -> Remarks:
    """The remarks after an edit that has changed these answers."""
    names = set(changed)
    return {
        name: {**remark, "changed": remark["changed"] or name in names}
        for name, remark in remarks.items()
    }


def labelled(partner: Partner) -> list[tuple[Promise | str, str]]:
    """(the question as the form words it, the remark), in the order of the form."""
    return [(remark.label, remark.text) for remark in marked(partner)]


@dataclass(frozen=True)
class Remark:
    """What was asked of an answer, and whether that answer was changed afterwards."""

    name: str
    label: Promise | str
    text: str
    is_changed: bool


def marked(partner: Partner) -> list[Remark]:
    """The remarks of the last return, in the order of the form."""
    asked: Remarks = partner.return_remarks
    return [
        Remark(name, label, asked[name]["text"], asked[name]["changed"])
        for name, label in QUESTIONS.items()
        if name in asked
    ]
