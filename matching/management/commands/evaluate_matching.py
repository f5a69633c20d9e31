"""`manage.py evaluate_matching --pairs F --qrels F [--split-half F]`: how good the lists are."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.engine.evaluation import by_view, document_of, grades_of, mates, read_lines


class Command(BaseCommand):
    help = (
        "Print as JSON how well needs find their seeds: nDCG@10 with its 95 % interval, mean "
        "reciprocal rank and recall, for the engine, for texts alone and for tags alone. Pairs "
        "are JSON Lines with id, side, title, body, goals and fields; qrels have need, seed and "
        "grade. In a split-half file each row names its pair. A file may be packed with gzip."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pairs", required=True, type=Path, metavar="F")
        parser.add_argument("--qrels", required=True, type=Path, metavar="F")
        parser.add_argument("--split-half", type=Path, metavar="F")

    def handle(self, *args: Any, **options: Any) -> None:
        pairs, qrels, halves = options["pairs"], options["qrels"], options["split_half"]
        measured = figures(pairs, qrels)
        if halves:
            measured = {"pairs": measured, "split_half": figures(halves)}
        self.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1))


def figures(documents: Path, qrels: Path | None = None) -> dict[str, Any]:
    """The figures of a file by view. Raises CommandError with the name of a file it cannot use."""
    rows = read(documents)
    answers = read(qrels) if qrels else rows
    try:
        grades = grades_of(answers) if qrels else mates(answers)
        return dict(by_view(list(map(document_of, rows)), grades))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommandError(f"{qrels or documents}: {error!r}") from None


def read(file: Path) -> list[dict[str, Any]]:
    try:
        return read_lines(file)
    except (OSError, EOFError, ValueError) as error:
        raise CommandError(f"{file}: {error!r}") from None
