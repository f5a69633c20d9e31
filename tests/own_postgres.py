"""A PostgreSQL server of the tests' own, to be stopped at once and started again.

The programs are found as the demo finds them: those of the machine, else those of the wheel that is
installed with the project, so there is none without them.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from tomoni.embedded import paths
from tomoni.embedded.postgres import Postgres


class OwnPostgres:
    """Below TOMONI_VAR. What is committed outlives a stop, as `synchronous_commit` stays on."""

    def __init__(self) -> None:
        self.server = Postgres()

    def start(self) -> None:
        self.server.start(fsync="off")  # the machine goes on, so its cache reaches the disk

    def die(self) -> None:
        """As `pg_ctl stop -m immediate`: every session ends in the middle of its statement."""
        assert self.server.process
        self.server.process.send_signal(signal.SIGQUIT)
        self.server.process.wait()
        connection.close()

    @contextmanager
    def used(self) -> Iterator[None]:
        """The test's own connection leads here as long as the block runs."""
        self.start()
        settings = connection.settings_dict
        usual = dict(settings)
        connection.close()
        options = {key: value for key, value in usual["OPTIONS"].items() if key != "host"}
        here = {"HOST": str(paths.socket_dir()), "PORT": "", "OPTIONS": options, "PASSWORD": ""}
        settings.update(here, NAME=paths.DATABASE, USER=paths.USER)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            settings.update(usual)

    def remove(self) -> None:
        """The server and all that it has written."""
        self.server.stop()
        self.server.remove()
