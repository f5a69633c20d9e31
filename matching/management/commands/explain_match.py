"""`manage.py explain_match listing:3 listing:9`: why two rows fit, addend by addend."""

from argparse import ArgumentParser
from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError

from matching.engine import ENGINE_VERSION, OTHER_WORDS, Match
from matching.reading.found import explain
from matching.reading.words import level_words


class Command(BaseCommand):
    help = "Show the score of two rows and everything it is made of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("subject", "candidate"):
            parser.add_argument(name, help="listing:3 or challenge:5")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._print(explain(options["subject"], options["candidate"]))
        except KeyError as error:
            raise CommandError(f"{error.args[0]} does not take part in matching now.") from None

    def _print(self, match: Match) -> None:
        self.stdout.write(f"{match.subject} – {match.candidate} · engine {ENGINE_VERSION}")
        self._row("kind", "reason", "share", "")
        for addend in match.addends:
            key = "(other shared words)" if addend.key == OTHER_WORDS else addend.key
            part = "" if addend.part is None else f"sub-theme {addend.part + 1}"
            notes = ", ".join(filter(None, ["rare" if addend.rare else "", part]))
            self._row(addend.kind, key, f"{addend.value:.4f}", notes)
        closeness = f"level {match.level}: {level_words(match.level)}"
        self._row("", "score", f"{match.score:.4f}", closeness)

    def _row(self, kind: str, reason: str, value: str, notes: str) -> None:
        line = f"{kind:<9} {padded(reason, 36)} {value:>7}  {notes}"
        self.stdout.write(line.rstrip())


def padded(text: str, width: int) -> str:
    """The text with spaces behind it to the width; full-width characters take two places."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(0, width - taken)
