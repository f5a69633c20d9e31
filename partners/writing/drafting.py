"""Walking a row of a partner through 入力 → 確認 → 完了: what editing adds to a plain draft."""

from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpRequest

from partners.models import Listing, News, Partner
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User

Row = Partner | Listing | News


def open_draft(request: HttpRequest, kind: str, target: str, row: Row) -> Draft:
    """The person's draft of the row; while nothing is typed, it starts at what is there now."""
    user: User = request.user  # type: ignore[assignment]
    version = row.version if row.pk else None
    draft = drafts.open_draft(user, kind, target, version=version)
    if request.method == "GET" and not draft.data and draft.seen_version != version:
        draft.seen_version = version
        draft.save(update_fields=["seen_version"])
    return draft


def seen_version(request: HttpRequest, draft: Draft) -> int:
    """The version the writer has seen: when the draft began, or where both texts were shown."""
    shown = request.POST.get("seen_version", "")
    return int(shown) if shown.isdecimal() and len(shown) < 10 else draft.seen_version or 0


def place_picture(row: Row, name: str, draft: Draft, answers: dict[str, Any]) -> None:
    """Give the row the picture of the draft, or take the present one away; else it stays.

    The file is copied: that of the draft goes when the draft is swept.
    """
    kept = drafts.files_of(draft, name)
    if kept:
        with kept[-1].file.open() as file:
            copy = ContentFile(file.read(), name=PurePath(kept[-1].file.name or "").name)
        setattr(row, name, copy)
    elif answers.get(f"removes_{name}"):
        setattr(row, name, "")
