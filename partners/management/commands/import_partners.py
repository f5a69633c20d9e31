"""`manage.py import_partners`: take over a list of partners, or say what would happen."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.bulk import importing
from partners.bulk.checking import check
from partners.bulk.columns import BY_KEY
from partners.bulk.problems import in_words
from partners.bulk.sheets import Sheet, column_letter
from partners.life.checklists import checks_of
from partners.models import Import, ImportRow
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import PartnerType


class Command(BaseCommand):
    help = "Take over a list of partners from an Excel (.xlsx) or CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument("--municipality", metavar="SLUG", help="needed if there are several")
        parser.add_argument(
            "--type", metavar="SLUG", help="type of partner where the list says nothing"
        )
        parser.add_argument(
            "--approve", action="store_true", help="register new partners at once, not as drafts"
        )
        parser.add_argument(
            "--checked-by",
            metavar="EMAIL",
            help="with --approve, where the municipality has a checklist: its manager who has "
            "looked at every line of it for every row",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        city, kind = _municipality(options["municipality"]), _type(options["type"])
        self.by = _manager(city, options["checked_by"]) if options["approve"] else None
        try:
            with options["file"].open("rb") as file:
                if options["dry_run"]:
                    source, sheet = importing.read_list(
                        file, options["file"].name, municipality=city
                    )
                    source.default_type, source.approves = kind, options["approve"]
                    return self._report(source, self._checked(source, sheet))
                source = importing.upload_list(
                    file, options["file"].name, municipality=city, by=None
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return self._import(source, kind, is_approved=options["approve"])

    def _checked(self, source: Import, sheet: Sheet) -> list[ImportRow]:
        self._need_names(source)
        return check(source, sheet, self._tell)

    def _import(self, source: Import, kind: PartnerType | None, *, is_approved: bool) -> None:
        """The steps of the pages, one after the other; a worker that joins in does no harm."""
        self._need_names(source)
        header = (source.header_first, source.header_last)
        importing.check_list(
            source,
            header=header,
            columns=source.columns,
            default_type=kind,
            approves=is_approved,
            checked=checks_of(source.municipality) if self.by else (),
        )
        write = importing.run_check(source)
        with transaction.atomic():
            write()
        self._report(source, source.rows.select_related("partner"))
        importing.begin_import(source, by=self.by)
        has_more = True
        while has_more:
            with transaction.atomic():
                has_more = importing.import_part(source.pk)
        outcomes = Counter(source.rows.exclude(outcome="").values_list("outcome", flat=True))
        for outcome in ImportRow.Outcome:
            self.stdout.write(f"{outcome.label}: {outcomes[outcome]}")

    def _need_names(self, source: Import) -> None:
        for index, key in source.columns.items():
            self.stdout.write(f"{column_letter(int(index))}: {BY_KEY[key].label}")
        if "name" not in source.columns.values():
            raise CommandError("No header says which column has the names (名称).")

    def _report(self, source: Import, rows: Iterable[ImportRow]) -> None:
        counts: Counter[str] = Counter()
        for row in rows:
            counts[row.verdict] += 1
            if row.problems or row.changes:
                self.stdout.write(f"{row.number} {row.name}: {row.get_verdict_display()}")
            for problem in row.problems:
                self.stdout.write(f"    {problem['cell']} {in_words(problem)}")
        for verdict in ImportRow.Verdict:
            self.stdout.write(f"{verdict.label}: {counts[verdict]}")

    def _tell(self, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done}\r", ending="")


def _municipality(slug: str | None) -> Municipality:
    rows = Municipality.objects.filter(slug=slug) if slug else Municipality.objects.all()
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Municipality.objects.values_list("slug", flat=True))
    raise CommandError(f"--municipality is one of: {known}")


def _manager(city: Municipality, email: str | None) -> User | None:
    """Who ticks the checklist of the municipality; nobody where it has none."""
    if not checks_of(city).exists():
        return None
    managers = User.objects.filter(
        staff_roles__municipality=city, staff_roles__role=StaffRole.Role.MANAGER, is_active=True
    )
    found = managers.filter(email__iexact=email or "").first()
    if found is None:
        raise CommandError(
            f"{city} has a checklist: name its manager who has looked at it with --checked-by, "
            "or import drafts without --approve."
        )
    return found


def _type(slug: str | None) -> PartnerType | None:
    if not slug:
        return None
    kind = PartnerType.objects.filter(slug=slug).first()
    if kind is None:
        known = ", ".join(PartnerType.objects.values_list("slug", flat=True))
        raise CommandError(f"--type is one of: {known}")
    return kind
