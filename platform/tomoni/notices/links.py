"""Links that are good without login: signed, and each good for one thing only."""

from django.core import signing
from django.urls import reverse

from tomoni.accounts.models import User
from tomoni.notices.choosing import ALL, DIGEST
from tomoni.notices.kinds import registered

_STOP_SALT, _PREFERENCES_SALT = "notices.stop", "notices.preferences"


def stop_path(user: User, scope: str) -> str:
    """Where the mails of one kind, of the digest or of all kinds are stopped."""
    return reverse("notices:notice_stop", args=[stop_token(user, scope)])


def stop_token(user: User, scope: str) -> str:
    """The part of the link that says whose mails are stopped, and which."""
    return signing.dumps([user.pk, scope], salt=_STOP_SALT)


def stopped_by(token: str) -> tuple[User, str] | None:
    """Whose mails the link stops, and which; None where it is not ours, or either is gone."""
    try:
        pk, scope = signing.loads(token, salt=_STOP_SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    known = scope in (ALL, DIGEST) or (scope in registered and not registered[scope].kind.is_owed)
    return (user, scope) if user is not None and known else None


def preferences_path(user: User) -> str:
    """Where the person sets without login how they are told."""
    return reverse("notices:pace_link", args=[preferences_token(user)])


def preferences_token(user: User) -> str:
    """The part of the link that says whose preferences they are."""
    return signing.dumps(user.pk, salt=_PREFERENCES_SALT)


def person_of(token: str) -> User | None:
    """Whose preferences the link opens; None where it is not ours or the account is closed."""
    try:
        pk = signing.loads(token, salt=_PREFERENCES_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
