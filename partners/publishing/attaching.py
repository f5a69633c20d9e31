"""The files of a listing: kept and arranged while it is being written, then handed over to it.

The form carries the tokens of the files in their order (`file_order`), those of the files to be
left out (`file_gone`) and what each picture shows (`alt_<token>`). All are kept in its draft.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from partners.models import Listing, ListingFile
from tomoni import text
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, DraftFile
from tomoni.uploads import MAX_FILES

__all__ = ["MAX_FILES"]
FIELD, ORDER, GONE = "attachments", "file_order", "file_gone"


@dataclass(frozen=True)
class Attached:
    """A file as the form shows it: one that the listing has, or one that its draft keeps."""

    row: ListingFile | DraftFile
    alt: str

    @property
    def token(self) -> str:
        """What the form calls it."""
        return str(self.row.token)

    @property
    def url(self) -> str:
        """Where the person who writes may see it."""
        if isinstance(self.row, ListingFile):
            return self.row.get_absolute_url()
        return reverse("partners:listing_draft_picture", args=[self.row.token])

    @property
    def alt_name(self) -> str:
        """The name of the question what the picture shows."""
        return f"alt_{self.token}"


def attached(listing: Listing, draft: Draft) -> list[Attached]:
    """The files the listing will have when the draft is sent, in their order.

    What has come since it was arranged stands behind: a colleague's file is not lost.
    """
    rows = {str(row.token): row for row in _all(listing, draft)}
    gone = _tokens(draft, GONE)
    order = dict.fromkeys([*_tokens(draft, ORDER), *rows])
    kept = [rows[token] for token in order if token in rows and token not in gone]
    return [Attached(row, _alt(row, draft)) for row in kept]


def left_out(listing: Listing, draft: Draft) -> list[ListingFile]:
    """The files the listing has and will lose when the draft is sent."""
    gone = _tokens(draft, GONE)
    return [row for row in _stored(listing) if str(row.token) in gone]


def arrange(listing: Listing, draft: Draft, step: str) -> None:
    """Take the step of a button: "file-up:TOKEN", "file-out:TOKEN" or "file-back:TOKEN"."""
    move, _, token = step.partition(":")
    order = [file.token for file in attached(listing, draft)]
    gone = _tokens(draft, GONE)
    if move == "file-up" and token in order[1:]:
        place = order.index(token)
        order[place - 1 : place + 1] = [token, order[place - 1]]
    elif move == "file-out" and token in order:
        gone = [*gone, token]
        drafts.drop_files(draft, [token])
    elif move == "file-back":
        gone = [other for other in gone if other != token]
        order = [*(other for other in order if other != token), token]
    draft.data[ORDER], draft.data[GONE] = order, gone
    draft.save(update_fields=["data", "updated_at"])


def attach(listing: Listing, files: Sequence[Attached] | None) -> bool:
    """Make these the files of the listing, in the transaction of its step; True if that changes it.

    A file of a draft changes hands, it is not copied; what is left out goes for good.
    """
    if files is None:
        return False
    before = [(row.pk, row.alt) for row in _stored(listing)]
    _take_away(listing, {file.row.pk for file in files if isinstance(file.row, ListingFile)})
    for order, file in enumerate(files):
        _put(listing, file, order)
    return before != [(row.pk, row.alt) for row in listing.files.all()]


def copy_files(source: Listing, copy: Listing) -> None:
    """Give the copy files of its own, in the transaction of its step; nothing stays if it fails."""
    with _undone_on_failure() as written:
        if source.image:
            copy.image = _copied(source.image, written)
            copy.save(update_fields=["image"])
        for row in source.files.all():
            copy.files.create(
                file=_copied(row.file, written),
                name=row.name,
                content_type=row.content_type,
                size=row.size,
                alt=row.alt,
                order=row.order,
            )


def drop_all(listing: Listing) -> None:
    """Take away all files of a draft that is thrown away, and what people had begun to change."""
    _take_away(listing, set())
    if listing.image:
        image = listing.image
        transaction.on_commit(partial(image.storage.delete, str(image.name)), robust=True)
    begun = Draft.objects.filter(kind=f"listing:{listing.side}", target=str(listing.pk))
    for draft in begun.filter(sent_at=None):
        drafts.discard(draft)


def _all(listing: Listing, draft: Draft) -> list[ListingFile | DraftFile]:
    return [*_stored(listing), *drafts.files_of(draft, FIELD)]


def _stored(listing: Listing) -> list[ListingFile]:
    return list(listing.files.all()) if listing.pk else []


def _tokens(draft: Draft, name: str) -> list[str]:
    tokens: list[str] = draft.data.get(name, [])
    return tokens


def _alt(row: ListingFile | DraftFile, draft: Draft) -> str:
    typed: list[str] = draft.data.get(f"alt_{row.token}", [])
    return text.one_line(typed[-1]) if typed else getattr(row, "alt", "")


def _put(listing: Listing, file: Attached, order: int) -> None:
    row = file.row
    if isinstance(row, ListingFile):
        ListingFile.objects.filter(pk=row.pk, listing=listing).update(alt=file.alt, order=order)
        return
    listing.files.create(
        file=row.file.name,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        alt=file.alt if row.is_picture else "",
        order=order,
    )
    row.delete()


def _take_away(listing: Listing, kept: set[int]) -> None:
    for row in listing.files.exclude(pk__in=kept):
        transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)), robust=True)
        row.delete()


@contextmanager
def _undone_on_failure() -> Iterator[list[tuple[Storage, str]]]:
    """The files that are written down here go again when the block fails."""
    written: list[tuple[Storage, str]] = []
    try:
        yield written
    except BaseException:
        for storage, name in written:
            storage.delete(name)
        raise


def _copied(file: FieldFile, written: list[tuple[Storage, str]]) -> str:
    path = PurePath(file.name or "")
    with file.open() as content:
        name = file.storage.save(
            str(path.with_name(f"{uuid.uuid4().hex}{path.suffix}")), ContentFile(content.read())
        )
    written.append((file.storage, name))
    return name
