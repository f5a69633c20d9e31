"""What the side of a subject says of a suggestion: useful, not for us, or already known.

It changes what that side is shown next and is counted; nothing else follows from it, and nobody
else learns of it but in counts. The journal keeps every change under the trace.
"""

from typing import Any

from django.db import transaction

from challenges.models import Challenge
from matching.models import Trace
from matching.storing.keys import key_of
from matching.storing.traces import columns_of
from partners.acting import on_behalf
from partners.models import Listing
from tomoni.accounts.models import User
from tomoni.journal import record

Row = Listing | Challenge


@transaction.atomic
def give_feedback(
    subject: Row,
    candidate: Row,
    verdict: str,
    *,
    by: User,
    reason: str = "",
    text: str = "",
) -> Trace:
    """Say it, or say something else than before; `reason` and `text` belong to "not for us".

    Saying the same again changes nothing.
    """
    is_refusal = verdict == Trace.Verdict.NOT_FOR_US
    said = (verdict, reason if is_refusal else "", text if is_refusal else "")
    trace = _locked(subject, candidate)
    if (trace.verdict, trace.reason, trace.text) != said:
        trace.answer(*said, by)
        trace.save()
        _record("suggestion.answered", trace, by, verdict=verdict, reason=said[1])
    return trace


@transaction.atomic
def take_back_feedback(subject: Row, candidate: Row, *, by: User) -> Trace:
    """As if nothing had been said: the candidate takes its place in the list again."""
    trace = _locked(subject, candidate)
    if trace.verdict:
        before = trace.verdict
        trace.answer("", "", "", by)
        trace.save()
        _record("suggestion.answer_taken_back", trace, by, verdict=before)
    return trace


def _locked(subject: Row, candidate: Row) -> Trace:
    rows = Trace.objects.select_for_update(of=("self",))
    trace, _is_new = rows.get_or_create(**columns_of(subject, candidate))
    return trace


def _record(verb: str, trace: Trace, by: User, **said: Any) -> None:
    partner = trace.listing.partner if trace.listing else None
    acting = on_behalf(by, partner) if partner else {}
    said |= {"of": key_of(trace.subject), "candidate": key_of(trace.candidate), **acting}
    record.record(by, verb, trace, **said)
