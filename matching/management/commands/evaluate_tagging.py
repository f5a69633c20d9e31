"""`manage.py evaluate_tagging --texts F`: how well the suggester finds the goals people gave."""

import csv
import json
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.engine.tagging import GOALS, rank_goals, suggest_goals

FIRST = 3  # a form shows that many goals before "more"


class Command(BaseCommand):
    help = (
        "Print as JSON how well goals are suggested. JSON Lines with text and goals: F1 and "
        "recall@3. CSV with text, sdg and label (is the text about this goal?): accuracy."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--texts", required=True, type=Path, metavar="F")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["texts"]
        try:
            measured = measure(file)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{file}: {error!r}") from None
        self.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1))


def measure(file: Path) -> dict[str, Any]:
    """The figures of a file. Raises OSError, KeyError, TypeError or ValueError."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        if file.suffix.lower() == ".csv":
            return of_snippets([snippet(row) for row in csv.DictReader(lines, restval="")])
        return of_texts([labelled(json.loads(line)) for line in lines if line.strip()])


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, the goals that people gave it, those suggested, and the first of the ranking."""

    goals: frozenset[str]
    suggested: frozenset[str]
    first: frozenset[str]


def labelled(row: dict[str, Any]) -> LabelledText:
    ranking = [tag.key for tag in rank_goals(row["text"])]
    return LabelledText(
        goals=frozenset(goal(number) for number in row["goals"]),
        suggested=frozenset(tag.key for tag in suggest_goals(row["text"])),
        first=frozenset(ranking[:FIRST]),
    )


def goal(number: object) -> str:
    if str(number) not in GOALS:
        raise ValueError(f"no goal: {number!r}")
    return str(number)


def of_texts(texts: list[LabelledText]) -> dict[str, Any]:
    """Micro and macro F1 of what is suggested; recall@3 of the ranking, over texts with goals.

    The macro mean is over the goals that occur. Raises ValueError where no text has a goal.
    """
    given = [text for text in texts if text.goals]
    if not given:
        raise ValueError("no text with goals")
    scores = [f1([each], texts) for each in GOALS if occurs(each, texts)]
    return {
        "texts": len(texts),
        "micro_f1": round(f1(GOALS, texts), 4),
        "macro_f1": round(fmean(scores), 4),
        "recall_at_3": round(fmean(len(t.first & t.goals) / len(t.goals) for t in given), 4),
    }


def occurs(each: str, texts: Iterable[LabelledText]) -> bool:
    return any(each in text.goals | text.suggested for text in texts)


def f1(goals: Iterable[str], texts: Iterable[LabelledText]) -> float:
    """2·hits / (given + suggested) over all decisions about these goals; 0 where there are none."""
    wanted, counts = frozenset(goals), Counter[str]()
    for text in texts:
        counts["hits"] += len(text.goals & text.suggested & wanted)
        counts["all"] += len(text.goals & wanted) + len(text.suggested & wanted)
    return 2 * counts["hits"] / counts["all"] if counts["all"] else 0.0


@dataclass(frozen=True, slots=True)
class Snippet:
    """A decision of people, is this text about this goal, and ours."""

    goal: str
    label: bool
    suggested: bool


LABELS = {"true": True, "1": True, "false": False, "0": False}


def snippet(row: dict[str, str]) -> Snippet:
    number = goal(row["sdg"].strip())
    suggested = any(tag.key == number for tag in suggest_goals(row["text"]))
    return Snippet(number, LABELS[row["label"].strip().lower()], suggested)


def of_snippets(snippets: list[Snippet]) -> dict[str, Any]:
    """Accuracy in per cent: the mean over the goals, over all snippets, and of each goal.

    Raises ValueError where there is none.
    """
    if not snippets:
        raise ValueError("no snippet")
    by_goal = defaultdict(list)
    for each in snippets:
        by_goal[each.goal].append(each.label == each.suggested)
    accuracies = {number: 100 * fmean(by_goal[number]) for number in GOALS if number in by_goal}
    return {
        "snippets": len(snippets),
        "macro_accuracy": round(fmean(accuracies.values()), 2),
        "accuracy": round(100 * fmean(each.label == each.suggested for each in snippets), 2),
        "accuracy_by_goal": dict(rounded(accuracies)),
    }


def rounded(values: dict[str, float]) -> Iterator[tuple[str, float]]:
    return ((key, round(value, 2)) for key, value in values.items())
