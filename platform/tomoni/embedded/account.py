"""The account that PostgreSQL runs under: our own, or an unprivileged one where we are root."""

import os
import pwd
from pathlib import Path
from typing import TypedDict

from tomoni.embedded.terminal import LaunchError


class RunAs(TypedDict, total=False):
    """Arguments of subprocess that change the account of a child."""

    user: int
    group: int
    extra_groups: list[int]


def unprivileged() -> pwd.struct_passwd | None:
    """Nothing where we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise LaunchError(
            "PostgreSQL does not run as root and this machine has no account 'nobody':"
            " start as an ordinary user, or set DATABASE_URL"
        ) from error


def run_as() -> RunAs:
    account = unprivileged()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def passable_folder(folder: Path) -> None:
    """Make the folder; root's lets the unprivileged account through, but not write."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o711)


def private_folder(folder: Path) -> None:
    """Make the folder, or check it: ours (or the unprivileged account's), closed to all others."""
    account = unprivileged()
    owner = account.pw_uid if account else os.geteuid()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)
    if folder.is_symlink() or folder.lstat().st_uid != owner:
        raise LaunchError(f"{folder} belongs to somebody else: remove it, or set TOMONI_VAR")
    folder.chmod(0o700)
