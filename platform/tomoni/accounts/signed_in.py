"""Who asks, on pages that only people who are signed in can reach."""

from django.http import HttpRequest

from tomoni.accounts.models import User


def person_of(request: HttpRequest) -> User:
    """The person who is signed in; the middleware has seen to it that there is one."""
    assert isinstance(request.user, User)  # noqa: S101 – the middleware asks for a login
    return request.user
