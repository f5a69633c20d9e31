"""Municipalities and people."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, RefusalGround, StaffRole

numbers = count(1)
PASSWORD = "correct horse battery"


def make_user(name: str = "", **fields: Any) -> User:
    """A person with the password PASSWORD and a confirmed address."""
    number = next(numbers)
    fields.setdefault("email", f"person{number}@example.jp")
    user = User.objects.create_user(password=PASSWORD, name=name or f"人物{number}", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_operator(**fields: Any) -> User:
    """Who hosts the installation."""
    return make_user(is_staff=True, is_superuser=True, **fields)


def make_municipality(name: str = "", **fields: Any) -> Municipality:
    """A city in Shizuoka."""
    number = next(numbers)
    fields.setdefault("slug", f"city-{number}")
    fields.setdefault("prefecture", "静岡県")
    return Municipality.objects.create(
        name_ja=name or f"試験市{number}", name_en=f"Test City {number}", **fields
    )


def make_staff(
    municipality: Municipality, role: StaffRole.Role = StaffRole.Role.EDITOR, **fields: Any
) -> User:
    """A person of the municipality's office."""
    user = make_user(**fields)
    StaffRole.objects.create(municipality=municipality, user=user, role=role)
    return user


def make_refusal_ground(
    municipality: Municipality, name: str = "市の計画と合わない"
) -> RefusalGround:
    """A reason for which the rules let a proposal be declined."""
    return RefusalGround.objects.create(municipality=municipality, name_ja=name)
