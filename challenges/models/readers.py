"""Who reads, and for which municipalities that person works."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality

Reader = User | AnonymousUser


def staffed_by(user: Reader) -> Q:
    """Rows of municipalities in whose office the person works."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q(municipality__in=Municipality.objects.staffed_by(user).values("pk"))
