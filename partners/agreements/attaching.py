"""The files of an agreement: its text, a leaflet, a photo of the signing."""

from collections.abc import Sequence
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from partners.agreements.steps import note, take
from partners.agreements.transitions import Step
from partners.models import Agreement, AgreementFile
from tomoni.accounts.models import User
from tomoni.models import StateError

MOST = 10


@transaction.atomic
def attach(
    agreement: Agreement, files: Sequence[tuple[str, ContentFile]], *, by: User, is_public: bool
) -> None:
    """Keep further files, which were checked. StateError where they would be more than MOST."""
    agreement.lock()
    take(agreement, Step.ATTACH)
    held = agreement.files.count()
    if held + len(files) > MOST:
        raise StateError(_("An agreement has at most %(most)d files.") % {"most": MOST})
    for order, (name, file) in enumerate(files, held):
        row = agreement.files.create(
            file=file,
            name=name,
            content_type=file.content_type,  # type: ignore[attr-defined]
            is_public=is_public,
            order=order,
        )
        note(by, "agreement.file_added", agreement, file=str(row.token))


@transaction.atomic
def detach(file: AgreementFile, *, by: User) -> None:
    """Take a file away for good. StateError where somebody else just has."""
    agreement = _held(file)
    note(by, "agreement.file_removed", agreement, file=str(file.token))
    transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)), robust=True)
    file.delete()


@transaction.atomic
def show_file(file: AgreementFile, *, by: User, is_public: bool) -> None:
    """Show it to whoever may see the agreement, or to the parties and the office alone.

    StateError where somebody has just taken it away.
    """
    agreement = _held(file)
    file.is_public = is_public
    file.save(update_fields=["is_public"])
    verb = "agreement.file_shown" if is_public else "agreement.file_hidden"
    note(by, verb, agreement, file=str(file.token))


def _held(file: AgreementFile) -> Agreement:
    """Its agreement, held until the transaction ends, with the file still there."""
    agreement = file.agreement
    agreement.lock()
    take(agreement, Step.ATTACH)
    if not agreement.files.filter(pk=file.pk).exists():
        raise StateError(_("Somebody has taken this out in the meantime."))
    return agreement
