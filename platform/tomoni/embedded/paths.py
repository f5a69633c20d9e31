"""Where the embedded services keep their files. Computed only: nothing is made or started."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

DATABASE = USER = "tomoni"
# A Unix socket's path must fit into 104 bytes on macOS and 108 on Linux, closing NUL included.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")


def checkout() -> Path:
    """The folder that holds manage.py."""
    return Path(__file__).resolve().parents[3]


def var_dir() -> Path:
    """Everything that a running instance writes; TOMONI_VAR moves it."""
    return Path(os.environ.get("TOMONI_VAR") or checkout() / "var").expanduser().absolute()


def service_dir() -> Path:
    """The embedded PostgreSQL's folder.

    PostgreSQL refuses to run as root, and the unprivileged account that runs it then may not be
    able to reach the checkout, so root's data stands outside it, under a name made from its path.
    """
    return Path("/var/lib") / f"tomoni-{_digest()}" if os.geteuid() == 0 else var_dir()


def data_dir() -> Path:
    return service_dir() / "postgres"


def socket_dir() -> Path:
    """A folder that only its owner can enter: whoever reaches the socket is let in."""
    beside = service_dir() / "run"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    return Path("/tmp") / f"tomoni-{os.geteuid()}-{_digest()}"  # noqa: S108 - owner and mode are checked


def default_database_url() -> str:
    """Of the embedded PostgreSQL, in the form that django-environ reads as a socket's folder."""
    return f"postgres://{USER}@/{quote(str(socket_dir()))}/{DATABASE}"


def _digest() -> str:
    return hashlib.sha256(os.fsencode(var_dir())).hexdigest()[:12]
