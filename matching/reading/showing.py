"""What a page with suggestions leaves behind, and what stands beside them: those put aside."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from django.http import HttpRequest

from matching.models import Trace
from matching.reading.cards import Card, Face, Row, face, feedback_url
from matching.reading.set_aside import NOTHING, Answers
from matching.storing import traces
from matching.storing.keys import pks
from matching.storing.traces import Pair
from partners.models import Listing
from tomoni.accounts.models import User
from tomoni.notices.reading import settle

NEW_OF_LISTING, NEW_OF_CHALLENGE = "matching.new_suggestions", "matching.new_for_challenge"
"""The kinds of notice that tell of new suggestions."""


class Aside(NamedTuple):
    """A candidate that was put aside, what was said of it, and where that is taken back."""

    key: str
    face: Face
    said: str
    is_known: bool
    url_answer: str


def aside_of(subject: Row, answers: Answers, faces: Mapping[str, Row]) -> list[Aside]:
    """What the reader's side has put aside and could see now, the latest first."""
    return [
        Aside(
            key,
            face(faces[key]),
            str(Trace.Verdict(said).label),
            said == Trace.Verdict.KNOWN and isinstance(faces[key], Listing),
            feedback_url(subject, key) if answers.may_answer else "",  # type: ignore[arg-type]
        )
        for key, said in answers.verdicts.items()
        if said in Trace.ASIDE and key in faces
    ]


def note_shown(
    shown: Iterable[tuple[str, Card]], answers: Mapping[str, Answers], request: HttpRequest
) -> None:
    """Write down which of these (subject, card) somebody who may answer has now seen first.

    Who was told of them by a notice has met them here. Where nothing is new, nothing is asked.
    """
    new: list[Pair] = []
    told: set[str] = set()
    for subject, card in shown:
        said, key = answers.get(subject, NOTHING), card["key"]
        if said.may_answer and card["side_right"] != "partner" and key not in said.shown:
            new.append((subject, key))
            told |= {subject} if key in said.told else set()
    traces.note_shown(new)
    for kind, name in ((NEW_OF_LISTING, "listing"), (NEW_OF_CHALLENGE, "challenge")):
        if met := pks(told, name):
            settle(kind, met, reader=cast(User, request.user))
