"""Two people write one draft at once: their answers are put together one by one.

A form carries a fingerprint of each answer as it was shown (`base`). With it the server knows, for
every answer, whether who sends the form has changed it, whether somebody else has, or both. Only
the last needs a person to choose. It works for a form without scripts, for two tabs of one person,
and for a page that the back button has brought back.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Answers = Mapping[str, list[str]]
_SHOWN = 12  # letters of a fingerprint


@dataclass(frozen=True)
class Merge:
    """What two forms make together.

    `clashes` are the answers that both have changed, where `answers` has what was there; `theirs`
    those that only somebody else has changed since the form was shown.
    """

    answers: dict[str, list[str]]
    clashes: tuple[str, ...]
    theirs: tuple[str, ...]


def fingerprint(values: Iterable[str]) -> str:
    """The same for the same answer, however a browser ends its lines or orders its boxes."""
    return hashlib.sha256(json.dumps(_plain(values)).encode()).hexdigest()[:_SHOWN]


def fingerprints(answers: Answers, names: Iterable[str]) -> str:
    """Of all answers, as a form carries them."""
    return " ".join(f"{name}:{fingerprint(answers.get(name, []))}" for name in names)


def parsed(base: str) -> dict[str, str]:
    """The fingerprints by the names of the answers; what is no fingerprint is left out."""
    pairs = (pair.partition(":") for pair in base.split())
    return {name: shown for name, _colon, shown in pairs if len(shown) == _SHOWN}


def changed_since(answers: Answers, base: str) -> list[str]:
    """Which answers are not what the fingerprints stand for; none where there are none."""
    return [
        name for name, seen in parsed(base).items() if fingerprint(answers.get(name, [])) != seen
    ]


def merge(stored: Answers, typed: Answers, base: str, names: Iterable[str]) -> Merge:
    """Put what was typed to what is stored. Without a fingerprint both have changed the answer."""
    shown = parsed(base)
    answers = dict(typed)
    clashes: list[str] = []
    theirs: list[str] = []
    for name in names:
        there, here = stored.get(name, []), typed.get(name, [])
        if _plain(there) == _plain(here) or fingerprint(there) == shown.get(name):
            continue
        if name in stored:
            answers[name] = there
        else:
            answers.pop(name, None)
        (theirs if fingerprint(here) == shown.get(name) else clashes).append(name)
    return Merge(answers, tuple(clashes), tuple(theirs))


def _plain(values: Iterable[str]) -> list[str]:
    return sorted(value.replace("\r\n", "\n").strip() for value in values if value.strip())
