"""One Django start that brings the database up to date: a process of its own for `make demo`."""

import os
import sys
from pathlib import Path

LOGINS = "demo-logins.txt"


def main() -> int:
    import django
    from django.db import OperationalError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")
    django.setup()
    try:
        prepare()
    except OperationalError as error:
        sys.stderr.write(f"the database cannot be used: {str(error).strip().splitlines()[0]}\n")
        return 1
    return 0


def prepare() -> None:
    from django.core.management import call_command

    if has_stale_translations():
        call_command("compile_translations")
    if steps := unapplied_migrations():
        sys.stdout.write(f"applying {steps} migrations\n")
        call_command("migrate", interactive=False, verbosity=0)
    if is_empty():
        load_demo()
    write_logins()


def has_stale_translations() -> bool:
    from tomoni.embedded.paths import checkout

    sources = list(checkout().glob("*/locale/*/LC_MESSAGES/*.po"))
    sources += checkout().glob("platform/tomoni/**/locale/*/LC_MESSAGES/*.po")
    return any(_modified(source) > _modified(source.with_suffix(".mo")) for source in sources)


def _modified(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def unapplied_migrations() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    from django.apps import apps

    return not apps.get_model("municipalities", "Municipality").objects.exists()


def load_demo() -> None:
    """All or nothing, so that an interrupted start is not taken for a loaded demo."""
    from django.core.management import call_command
    from django.db import transaction

    with transaction.atomic():
        call_command("load_demo")


def write_logins() -> None:
    from django.core.management import call_command

    from tomoni.embedded.paths import var_dir

    with (var_dir() / LOGINS).open("w", encoding="utf-8") as file:
        call_command("demo_logins", stdout=file)


if __name__ == "__main__":
    sys.exit(main())
